"""Why adjustments are refused, each with its French sentence; and what a file of refusals did."""

from dataclasses import dataclass, field
from datetime import date

from cabinet import text
from retrocession.queries.matching import Matched
from retrocession.reading import LineError
from retrocession.reading.tally import LineWarning
from retrocession.rules.closing import STATE_LABELS, State, has_reached


@dataclass
class RejectionReport:
    """Of `lines` in the file: `written`, `duplicates`, `excluded`; or its errors. `carried` are the refusals
    of the file that the statements of the month carry or will carry, recorded now or before; `noted` those
    of lines that were not paid yet, which take nothing back (base « perçu »)."""

    lines: int = 0
    written: int = 0
    duplicates: int = 0
    wrong: int = 0
    excluded: list[LineWarning] = field(default_factory=list)
    noted: list[LineWarning] = field(default_factory=list)
    errors: list[LineError] = field(default_factory=list)
    carried: list[Matched] = field(default_factory=list)

    def as_list(self) -> list[dict]:
        """The shape of the command: by locum's e-mail, their sum and each of them, in the file's order."""
        shares: dict[str, list] = {}
        for one in self.carried:
            shares.setdefault(one.origin.remplacant.person.email, []).append(one.share)
        return [
            {
                "remplacant": email,
                "adjustments": f"{sum(shares[email]):.2f}",
                "lines": [f"{share:.2f}" for share in shares[email]],
            }
            for email in sorted(shares)
        ]

    def as_dict(self) -> dict:
        """The shape of a refusal, and of the API."""
        return {
            "lines": self.lines,
            "written": self.written,
            "duplicates": self.duplicates,
            "warnings": [warning._asdict() for warning in (*self.excluded, *self.noted)],
            "errors": [error._asdict() for error in self.errors],
        }


class AdjustmentRefused(Exception):
    """What was asked cannot be done; `message` says why, `field` is the one of the form that it concerns."""

    message = ""

    def __init__(self, message: str = "", *, field: str | None = None) -> None:
        super().__init__(message or self.message)
        self.message = message or self.message
        self.field = field


class CarryingMonthSettled(AdjustmentRefused):
    """The month that should carry it is verified or further on: its statements no longer change."""

    def __init__(self, month: date, state: State) -> None:
        named = text.sentence(text.month(month))
        if has_reached(state, State.ISSUED):
            message = (
                f"{named}\u202f: les relevés sont émis et ne changent plus. Choisissez le mois suivant, dont"
                " les relevés porteront ces régularisations."
            )
        else:
            message = (
                f"{named} est déjà {STATE_LABELS[state].lower()}. Demandez au médecin remplacé de le renvoyer"
                " à la vérification, ou choisissez le mois suivant."
            )
        super().__init__(message, field="month")


class RejectionsStand(AdjustmentRefused):
    """Lines of the file cannot be taken; `report` lists them."""

    def __init__(self, report: RejectionReport) -> None:
        super().__init__(
            f"{text.count(report.wrong, 'ligne en erreur', 'lignes en erreur')}\u202f: rien n’est enregistré."
            " Corrigez le fichier, ou retirez-en ces lignes, puis recommencez."
        )
        self.report = report


class FileSettled(AdjustmentRefused):
    message = "Ce fichier a été enregistré ou abandonné entre-temps."


class AlreadyThere(AdjustmentRefused):
    message = "Cette régularisation est déjà enregistrée\u202f: rien n’est doublé."


class NoLongerAwaiting(AdjustmentRefused):
    message = "Cette régularisation est déjà portée par un relevé ou retirée\u202f: elle ne change plus."
