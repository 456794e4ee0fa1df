"""Why payments of tiers payant are refused, each with its French sentence; and what a file of them did."""

from dataclasses import dataclass, field

from cabinet import text
from retrocession.actions.adjustments_refused import AdjustmentRefused
from retrocession.queries.payments_received import MatchedPayment
from retrocession.reading import LineError
from retrocession.reading.tally import LineWarning


@dataclass
class PaymentReport:
    """Of `lines` read: `written`, `duplicates`, `left_out`; or its errors. `matched` are the payments,
    recorded now or before."""

    lines: int = 0
    written: int = 0
    duplicates: int = 0
    wrong: int = 0
    left_out: list[LineWarning] = field(default_factory=list)
    errors: list[LineError] = field(default_factory=list)
    matched: list[MatchedPayment] = field(default_factory=list)

    def as_dict(self) -> dict:
        """The shape of the command and of the API."""
        return {
            "lines": self.lines,
            "written": self.written,
            "duplicates": self.duplicates,
            "warnings": [warning._asdict() for warning in self.left_out],
            "errors": [error._asdict() for error in self.errors],
        }


class PaymentsStand(AdjustmentRefused):
    """Lines cannot be taken; `report` lists them."""

    def __init__(self, report: PaymentReport) -> None:
        super().__init__(
            f"{text.count(report.wrong, 'ligne en erreur', 'lignes en erreur')}\u202f: rien n’est enregistré."
            " Corrigez, puis recommencez."
        )
        self.report = report


class NothingTicked(AdjustmentRefused):
    message = "Cochez au moins une ligne payée."


class PaymentCancelled(AdjustmentRefused):
    message = "Ce paiement est déjà annulé."
