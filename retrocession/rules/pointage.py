"""What was found at the desk must be what was billed, or somebody says why it is not.

Source: the practice's closing: the secretary verifies each doctor's day by mode against the till slip.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Cell:
    """One doctor (any key), one day, one mode."""

    doctor: object
    on: date
    mode: str


@dataclass(frozen=True)
class Gap:
    """Euros; `is_explained` when somebody said why about this very amount."""

    cell: Cell
    expected: Decimal
    found: Decimal
    is_explained: bool

    @property
    def amount(self) -> Decimal:
        return self.found - self.expected


def gap_of(expected: Decimal, found: Decimal | None) -> Decimal:
    """What was found more (or less, negative) than the receipts say, in euros; not counted is nothing.

    Source: the practice's closing.
    """
    return (found or ZERO) - expected


def gaps(
    *,
    expected: Mapping[Cell, Decimal],
    found: Mapping[Cell, Decimal | None],
    explained: Mapping[Cell, Decimal],
) -> list[Gap]:
    """Only a day that has a sheet has gaps: one for each mode in which the two differ, in the order given.

    `found` has every mode of every sheet; `explained` the gap that the last remark of each was about.
    Source: the practice's closing.
    """
    return [
        Gap(cell, expected.get(cell, ZERO), amount or ZERO, explained.get(cell) == difference)
        for cell, amount in found.items()
        if (difference := gap_of(expected.get(cell, ZERO), amount))
    ]


def first_unexplained(found: Iterable[Gap]) -> Gap | None:
    """A month is not verified while a gap is unexplained: the first one is named.

    Source: the practice's closing.
    """
    return next((gap for gap in found if not gap.is_explained), None)


def days_without_sheet(
    *, active: Iterable[tuple[object, date]], sheets: Iterable[tuple[object, date]]
) -> list[tuple[object, date]]:
    """A doctor's day with a presence or receipts and no sheet is said missing; it stops nothing.

    Source: the practice's closing.
    """
    return sorted(set(active) - set(sheets), key=lambda one: (one[1], str(one[0])))
