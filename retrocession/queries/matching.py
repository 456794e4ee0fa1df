"""What a file of refusals is, put beside the receipts: taken back, noted, excluded or wrong, line by line."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from retrocession.models import Adjustment, ReceiptLine, Statement
from retrocession.reading import LineError
from retrocession.reading.rejections import LABELS, Rejection
from retrocession.reading.tally import LineWarning
from retrocession.rules.received import THIRD_PARTY, Base


@dataclass(frozen=True)
class Matched:
    """A refusal and the line it takes back; `known` when it was already recorded. `share` is negative."""

    rejection: Rejection
    line: ReceiptLine
    origin: Statement
    amount: Decimal
    rate: Decimal
    share: Decimal
    key: bytes
    known: Adjustment | None = None

    @property
    def is_on_received(self) -> bool:
        """Whether the line is awaited again, its base being what is received."""
        return self.origin.retrocession_base == Base.PERCU


@dataclass(frozen=True)
class Noted:
    """A refusal of a line that nobody had paid, on the base « perçu »: nothing to take back."""

    rejection: Rejection
    line: ReceiptLine
    key: bytes
    is_known: bool

    @property
    def warning(self) -> LineWarning:
        one = self.rejection
        awaited = self.line.mode == THIRD_PARTY
        left = (
            "ce qui est rejeté n’avait pas été reçu, rien n’est à reprendre. Il reste attendu."
            if awaited
            else "le patient l’a réglé, rien n’est à reprendre."
        )
        return LineWarning(
            one.line,
            LABELS["facture"],
            f"Ligne {one.line}, facture {one.invoice}, acte {one.act}\u202f: {left}",
        )


@dataclass
class Matching:
    """A file put beside the receipts: `lines` of it, of which `repeats` are in it twice."""

    month: date
    lines: int = 0
    repeats: int = 0
    matched: list[Matched] = field(default_factory=list)
    noted: list[Noted] = field(default_factory=list)
    excluded: list[LineWarning] = field(default_factory=list)
    errors: list[LineError] = field(default_factory=list)

    @property
    def new(self) -> list[Matched]:
        return [one for one in self.matched if one.known is None]

    @property
    def newly_noted(self) -> list[Noted]:
        return [one for one in self.noted if not one.is_known]

    @property
    def written(self) -> int:
        return len(self.new) + len(self.newly_noted)

    @property
    def duplicates(self) -> int:
        return self.repeats + len(self.matched) + len(self.noted) - self.written

    @property
    def wrong(self) -> int:
        return len({error.line for error in self.errors})
