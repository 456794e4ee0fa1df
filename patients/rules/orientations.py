"""Orientations are counted by motive and by month, an empty month being a zero.

Source: orientation log: heavy or psychiatric follow-up to a titulaire's own practice, counted.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cabinet.clock import first_of_month, previous_month

MONTHS_COUNTED = 12


@dataclass(frozen=True)
class MonthOfOrientations:
    """How many of each motive in a month, in the order of the motives."""

    month: date
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


def orientations_by_month(
    written: Iterable[tuple[date, str]], *, motives: Sequence[str], today: date, months: int = MONTHS_COUNTED
) -> list[MonthOfOrientations]:
    """The last months, the latest first; `written` holds the day and the motive of each.

    Source: orientation log of the practice.
    """
    counted = Counter((first_of_month(on), motive) for on, motive in written)
    shown, month = [], first_of_month(today)
    for _ in range(months):
        shown.append(MonthOfOrientations(month, tuple(counted[month, motive] for motive in motives)))
        month = previous_month(month)
    return shown
