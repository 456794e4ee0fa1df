"""A call is tried again after a while that its outcome decides, and belongs to whoever is making it.

Source: the way of the desk: two hours after no answer, the next morning after a message.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from cabinet.clock import PARIS, in_paris

#: Longer than a call lasts: nobody holds a person by closing a tab.
HELD_FOR = timedelta(minutes=15)
AFTER_NO_ANSWER = timedelta(hours=2)
MORNING = time(9)

#: What a person may ask for, in the order offered: « après 14 h ».
HOURS_OFFERED = (time(10), time(11), time(14), time(16), time(17, 30))


@dataclass(frozen=True)
class Hold:
    """Who is on the phone with somebody, and since when."""

    who: object
    since: datetime


def is_held(hold: Hold | None, *, by: object, at: datetime) -> bool:
    """Somebody else has been calling them for less than fifteen minutes."""
    return hold is not None and hold.who != by and at - hold.since < HELD_FOR


def next_try(outcome: str, *, at: datetime, asked: datetime | None = None) -> datetime | None:
    """When to call again; the hour that the person asked for first. None: nothing more is to be done."""
    if outcome == "reached":
        return None
    if asked is not None:
        return asked
    if outcome in ("no_answer", "call_later"):
        return at + AFTER_NO_ANSWER
    return next_morning(at)


def next_morning(at: datetime) -> datetime:
    """Nine o'clock on the next day that is not a Saturday nor a Sunday."""
    on = at.astimezone(PARIS).date() + timedelta(days=1)
    while on.weekday() >= 5:
        on += timedelta(days=1)
    return in_paris(on, MORNING)


def hours_left(at: datetime) -> list[datetime]:
    """« après 14 h »: the hours still to come today, then the next morning."""
    today = at.astimezone(PARIS).date()
    return [
        *(moment for hour in HOURS_OFFERED if (moment := in_paris(today, hour)) > at),
        next_morning(at),
    ]


def is_due(not_before_at: datetime | None, *, at: datetime) -> bool:
    """A call is to be made at once unless a later hour was asked for."""
    return not_before_at is None or not_before_at <= at
