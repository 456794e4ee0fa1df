"""A week short of doctors calls for cover: who is asked, in which order, when they are told, when it ends.

Source: what the titulaire used to do by messages (capitalisation sheet); horizons and patience are settings.

Those who said « en dernier recours » are asked first, with a day's head start; then the pool; then, when the
floor is not reached after some days, the titulaires, one more each day, fewest rescue days first.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from cabinet.clock import PARIS, in_paris
from planning.rules.alternatives import Opening
from planning.rules.half_days import HALVES, Hours, instants

Key = TypeVar("Key")

LAST_RESORT, POOL, TITULAIRES = "last_resort", "pool", "titulaires"
MET, OVER, NOT_NEEDED = "met", "over", "not_needed"

#: A message about calls leaves at eight; of a call opened later, at once, but never in the evening.
TOLD_AT, QUIET_AT = time(8, 0), time(20, 0)
#: How far back rescue days weigh.
MEMORY = timedelta(days=365)


@dataclass(frozen=True)
class Rescues:
    """What a titulaire did for calls of late: distinct days, the last of them, and a key for equal ones."""

    days: int = 0
    last_on: date | None = None
    name: str = ""


def is_called_for(
    monday: date,
    *,
    today: date,
    missing: int,
    left: bool,
    school_holiday: bool,
    weeks: int,
    holiday_weeks: int,
) -> bool:
    """A week calls for cover when it is near, misses half-days, and has one left that may be taken.

    Near: at most `weeks` from today, `holiday_weeks` when it touches school holidays.
    """
    horizon = timedelta(weeks=holiday_weeks if school_holiday else weeks)
    return bool(missing) and left and monday - today <= horizon


def ending(*, missing: int, last_open: date | None, came: bool, today: date) -> str:
    """Why a call ends on that day; empty while it goes on.

    `last_open`: the last open day of its week, None when the week is closed; `came`: whether somebody has
    booked for it. A week that misses nothing although nobody came asks for less than it did.
    """
    if last_open is None:
        return NOT_NEEDED
    if not missing:
        return MET if came else NOT_NEEDED
    return OVER if today > last_open else ""


def stage_of(
    stage: str,
    *,
    today: date,
    opened_on: date,
    awaited: bool,
    below_floor: bool,
    patience: int,
) -> str:
    """The stage reached; a call never goes back.

    `awaited`: somebody who would come « en dernier recours » has not answered: they have until the morrow.
    `patience`: the days that the pool has to reach the floor.
    """
    days = (today - opened_on).days
    if stage == LAST_RESORT and (days >= 1 or not awaited):
        stage = POOL
    if stage == POOL and below_floor and days >= patience:
        stage = TITULAIRES
    return stage


def order_of_titulaires(rescues: Mapping[Key, Rescues]) -> list[Key]:
    """The one with the fewest rescue days first; of equals, the one whose last is the longest ago."""
    return sorted(
        rescues, key=lambda who: (rescues[who].days, rescues[who].last_on or date.min, rescues[who].name)
    )


def next_titulaire(
    order: Sequence[Key], *, asked: Collection[Key], last_asked_on: date | None, today: date
) -> Key | None:
    """One more titulaire each day, in order; None when one was asked today, or when all were."""
    if last_asked_on is not None and last_asked_on >= today:
        return None
    return next((who for who in order if who not in asked), None)


def is_told(*, answered: bool, last_told_on: date | None, today: date, again_after: int) -> bool:
    """Who has not answered is told once, then again every `again_after` days at most."""
    if answered:
        return False
    return last_told_on is None or (today - last_told_on).days >= again_after


def told_at(at: datetime) -> datetime:
    """When a message that is wanted at `at` may leave: between eight and twenty, on the clocks of Paris."""
    local = at.astimezone(PARIS)
    if local.time() < TOLD_AT:
        return in_paris(local.date(), TOLD_AT)
    if local.time() < QUIET_AT:
        return at
    return in_paris(local.date() + timedelta(days=1), TOLD_AT)


def to_come(openings: Iterable[Opening], *, at: datetime, hours: Hours) -> list[Opening]:
    """The openings that have not begun; of a day already begun, its afternoon."""
    return possible(openings, busy=[(datetime.min.replace(tzinfo=PARIS), at)], hours=hours)


def possible(
    openings: Iterable[Opening], *, busy: Iterable[tuple[datetime, datetime]], hours: Hours
) -> list[Opening]:
    """What somebody may take of the openings, being held elsewhere at `busy`: the day, else a half of it."""
    busy = list(busy)

    def free(opening: Opening) -> bool:
        starts_at, ends_at = instants(opening.on, opening.period, hours)
        return not any(starts_at < held_until and held_from < ends_at for held_from, held_until in busy)

    found = []
    for opening in openings:
        whole_first = [opening, *(Opening(opening.on, half) for half in HALVES[opening.period])]
        if best := next((candidate for candidate in whole_first if free(candidate)), None):
            found.append(best)
    return found
