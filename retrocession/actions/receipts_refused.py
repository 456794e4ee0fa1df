"""Why receipts are refused, each with its French sentence."""

from dataclasses import dataclass, field
from datetime import date

from cabinet import text
from retrocession.reading import LineError
from retrocession.reading.tally import LineWarning
from retrocession.rules.closing import STATE_LABELS, State, has_reached


@dataclass
class Report:
    """What an import did: of `lines` in the file, `written`, `duplicates` and `set_aside`; or its errors.

    `wrong` lines could not be taken; their mistakes are in `errors`, but for `unlisted_errors` of them.
    """

    lines: int = 0
    written: int = 0
    duplicates: int = 0
    set_aside: int = 0
    wrong: int = 0
    unlisted_errors: int = 0
    warnings: list[LineWarning] = field(default_factory=list)
    errors: list[LineError] = field(default_factory=list)

    def as_dict(self) -> dict:
        """The shape of the command and of the API."""
        return {
            "lines": self.lines,
            "written": self.written,
            "duplicates": self.duplicates,
            "warnings": [warning._asdict() for warning in self.warnings],
            "errors": [error._asdict() for error in self.errors],
        }


class ReceiptsRefused(Exception):
    """What was asked cannot be done; `message` says why and what to do."""

    message = ""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or self.message)
        self.message = message or self.message


class MonthSettled(ReceiptsRefused):
    """The month is verified or further on: its receipts no longer change."""

    def __init__(self, month: date, state: State) -> None:
        named = text.sentence(text.month(month))
        if has_reached(state, State.ISSUED):
            super().__init__(
                f"{named}\u202f: les relevés sont émis et ne changent plus. Une recette oubliée sera une "
                "régularisation sur le relevé suivant."
            )
        else:
            super().__init__(
                f"{named} est déjà {STATE_LABELS[state].lower()}. Demandez au médecin remplacé de le "
                "renvoyer à la vérification, puis recommencez."
            )


class ErrorsStand(ReceiptsRefused):
    """Lines cannot be taken and were not set aside; `report` lists them."""

    def __init__(self, report: Report) -> None:
        super().__init__(
            f"{text.count(report.wrong, 'ligne en erreur', 'lignes en erreur')}\u202f: rien n’est "
            "enregistré. Corrigez le fichier, ou mettez ces lignes de côté avec une raison."
        )
        self.report = report


class ImportSettled(ReceiptsRefused):
    message = "Ce fichier a été enregistré ou abandonné entre-temps."


class ImportPaid(ReceiptsRefused):
    message = (
        "Des paiements ou des rejets de tiers payant sont notés sur des lignes de ce fichier\u202f: il ne se"
        " retire plus. Corrigez les lignes une à une."
    )


class NothingToSetAside(ReceiptsRefused):
    message = "Cette ligne n’est pas en erreur\u202f: il n’y a rien à mettre de côté."


class ReasonMissing(ReceiptsRefused):
    message = "Indiquez pourquoi cette ligne est mise de côté."


class FileTooLarge(ReceiptsRefused):
    """`limit` in bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"Ce fichier pèse plus de {limit // 1024**2}\u00a0Mo\u202f: ce n’est pas l’export d’un mois. "
            "Exportez un seul mois, puis recommencez."
        )
