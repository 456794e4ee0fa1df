"""In how many weeks those who wait will have been seen, at the pace of the presences to come.

Source: intake of the practice: first consultations per half-day, waves one after the other, points inside.

The weeks written in the calendar give what they have left; beyond them, each week is taken to be worth the
mean of those that are whole. One more day a week is two half-days of first consultations, in each whole week.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Generic, TypeVar

WEEK = timedelta(weeks=1)
#: Further than two years, a date would be a lie.
FARTHEST = 104
HALVES_OF_A_DAY = 2

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the calendar: half-days with a doctor, and first consultations that are booked already.

    The one that has begun is not `whole`: it gives what it has left, and says nothing of the pace.
    """

    monday: date
    halves: int
    booked: int = 0
    whole: bool = True

    def room(self, per_half: int) -> int:
        return max(self.halves * per_half - self.booked, 0)


@dataclass(frozen=True, slots=True)
class Placed(Generic[T]):
    """Somebody, and the Monday of the week in which their turn comes; None: no end is in sight."""

    who: T
    monday: date | None


def pace_of(weeks: Sequence[Week], per_half: int) -> Fraction:
    """First consultations a week: the mean of the whole weeks written, booked or not."""
    whole = [week for week in weeks if week.whole]
    return Fraction(sum(week.halves for week in whole) * per_half, len(whole)) if whole else Fraction(0)


def rooms(weeks: Sequence[Week], *, per_half: int, more_days: int = 0) -> Iterator[tuple[date, int]]:
    """Each week and how many it takes in: as written, then at their pace, for two years; parts of a
    consultation are kept for the week after."""
    if not weeks:
        return
    more = more_days * HALVES_OF_A_DAY * per_half
    for week in weeks:
        yield week.monday, week.room(per_half) + (more if week.whole else 0)
    pace, kept, monday = pace_of(weeks, per_half), Fraction(0), weeks[-1].monday
    for _ in range(FARTHEST - len(weeks)):
        monday += WEEK
        kept += pace
        yield monday, int(kept) + more
        kept -= int(kept)


def place(queue: Sequence[T], weeks: Sequence[Week], *, per_half: int, more_days: int = 0) -> list[Placed[T]]:
    """Each in the week of their turn, in the order of `queue`; everyone once."""
    placed: list[Placed[T]] = []
    left = list(queue)
    for monday, room in rooms(weeks, per_half=per_half, more_days=more_days):
        taken, left = left[:room], left[room:]
        placed += [Placed(who, monday) for who in taken]
        if not left:
            break
    return placed + [Placed(who, None) for who in left]


def seen_by(placed: Sequence[Placed[T]]) -> date | None:
    """The Monday of the week in which the last of them is seen; None when one is not, or nobody waits."""
    if not placed or any(one.monday is None for one in placed):
        return None
    return max(one.monday for one in placed if one.monday is not None)


def weeks_of_counts(
    told: Mapping[int, int | None], weeks: Sequence[Week], *, per_half: int, more_days: int = 0
) -> dict[int, date | None]:
    """The Monday of the week in which each wave will have been seen, of counts alone, one wave after another.

    A count that is not told (None) takes no place, and has no week: nothing of it can be made out.
    Source: capacity forecast for the mairie: counts, small ones hidden.
    """
    queue = [wave for wave in sorted(told) for _ in range(told[wave] or 0)]
    placed = place(queue, weeks, per_half=per_half, more_days=more_days)
    return {wave: seen_by([one for one in placed if one.who == wave]) for wave in told}


def still_waiting(placed: Sequence[Placed[T]], mondays: Sequence[date]) -> list[int]:
    """How many wait at the end of each of these weeks."""
    return [sum(one.monday is None or one.monday > monday for one in placed) for monday in mondays]
