"""Why a list is refused, each with its French sentence; and what its import did."""

from dataclasses import dataclass, field

from cabinet import text
from cabinet.actions.refusals import Refused
from patients.queries.imports import Newcomer
from patients.reading import Sorted

FIRST = 10


@dataclass
class Report:
    """What a list says and what was written of it."""

    sorted: Sorted = field(default_factory=Sorted)
    newcomers: list[Newcomer] = field(default_factory=list)
    written: int = 0

    def as_dict(self) -> dict:
        """The lines that are taken, the doubles, the errors by line and field, and who goes first."""
        return {
            "rows": self.sorted.lines,
            "accepted": len(self.sorted.accepted),
            "duplicates": [
                {"line": double.line, "of_line": double.of_line} for double in self.sorted.doubles
            ],
            "errors": [{"line": error.line, "field": error.field} for error in self.sorted.errors],
            "first_ten": [
                {"line": one.line, "name": one.display_name, "score": one.turn.score.total}
                for one in self.newcomers[:FIRST]
            ],
        }


class ErrorsStand(Refused):
    """Lines cannot be taken and were not set aside; `report` lists them."""

    def __init__(self, report: Report) -> None:
        super().__init__(
            f"{text.count(len(report.sorted.wrong), 'ligne en erreur', 'lignes en erreur')}\u202f: rien "
            "n’est enregistré. Corrigez le fichier, ou mettez ces lignes de côté avec une raison."
        )
        self.report = report


class PairsStand(Refused):
    def __init__(self, number: int) -> None:
        pairs = text.count(number, "ressemblance attend", "ressemblances attendent")
        super().__init__(
            f"{pairs} une réponse\u202f: dites si c’est la même personne, ou si elles sont deux."
        )


class ImportSettled(Refused):
    def __init__(self) -> None:
        super().__init__("Cette liste a été enregistrée ou abandonnée entre-temps.")


class NothingToSetAside(Refused):
    def __init__(self) -> None:
        super().__init__("Cette ligne n’est plus dans la liste, ou n’a rien qui l’empêche d’entrer.")


class ReasonMissing(Refused):
    def __init__(self) -> None:
        super().__init__("Indiquez pourquoi cette ligne est mise de côté.", field="reason")


class EnteredMeanwhile(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Quelqu’un de cette liste vient d’être inscrit ailleurs\u202f: rien n’est enregistré. "
            "Recommencez."
        )
