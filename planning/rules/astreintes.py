"""A day without a doctor on which the laboratory may call needs one: who that is at each instant.

Source: the practice's `astreinte_weekdays` and hours (settings); laboratories are closed on public holidays,
not on the closures of a practice.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Protocol

from cabinet.clock import PARIS, in_paris
from planning.rules.half_days import Stay

#: Whose presence, even for half a day, makes an astreinte needless.
ANSWERING = frozenset({"titulaire", "remplacant", "interne"})

PRESENT, DUTY, NOBODY, OFF = "present", "duty", "nobody", "off"


class HasDuties(Protocol):
    """What a practice knows of its duties."""

    astreinte_weekdays: list[int]
    astreinte_starts: time
    astreinte_ends: time


@dataclass(frozen=True)
class Laboratory:
    """When the laboratory may call: its weekdays (Monday is 0), and the hours of a duty."""

    weekdays: frozenset[int]
    starts: time
    ends: time

    @classmethod
    def of(cls, cabinet: "HasDuties") -> "Laboratory":
        return cls(frozenset(cabinet.astreinte_weekdays), cabinet.astreinte_starts, cabinet.astreinte_ends)


@dataclass(frozen=True)
class Duty:
    """Whose day it is, from an instant to another; `who` is whatever names a doctor."""

    on: date
    who: Any
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class OnCall:
    """`kind`: the doctors present that day, the duty's doctor, nobody (a hole), or off (nothing is due).

    `on` is the day that the laboratory would be answered for; None when off.
    """

    kind: str
    on: date | None = None
    who: Sequence = ()


def duty_span(on: date, starts: time, ends: time) -> tuple[datetime, datetime]:
    """A duty goes from its start to the next time its end is on the clock, that day or on the morrow."""
    morrow = ends <= starts
    return in_paris(on, starts), in_paris(on + timedelta(days=morrow), ends)


def may_call(on: date, laboratory: Laboratory, public_holidays: Collection[date]) -> bool:
    """The laboratory calls on its weekdays, and not on public holidays."""
    return on.weekday() in laboratory.weekdays and on not in public_holidays


def answered_by(stays: Iterable[Stay]) -> dict[date, list]:
    """Who is there each day and answers: doctors and interns, sure and confirmed, even for half a day."""
    found: dict[date, list] = {}
    for stay in stays:
        if stay.firm and stay.role in ANSWERING and stay.who not in found.setdefault(stay.on, []):
            found[stay.on].append(stay.who)
    return {on: who for on, who in found.items() if who}


def days_to_cover(
    days: Iterable[date],
    present: Mapping[date, Sequence],
    *,
    laboratory: Laboratory,
    public_holidays: Collection[date],
) -> list[date]:
    """The days that need an astreinte: the laboratory may call and no doctor is there, even for a morning."""
    return [on for on in days if not present.get(on) and may_call(on, laboratory, public_holidays)]


def who_is_on_call(
    at: datetime,
    *,
    laboratory: Laboratory,
    public_holidays: Collection[date],
    present: Mapping[date, Sequence],
    duties: Iterable[Duty],
) -> OnCall:
    """The doctors present on the day that `at` belongs to, else the doctor of its duty, else nobody.

    A duty keeps the hours that it was given, whatever became of the settings since.
    """
    at = at.astimezone(UTC)  # two clocks of Paris would be compared as they are shown, not as they run
    duty = next((duty for duty in duties if duty.starts_at <= at < duty.ends_at), None)
    on = duty.on if duty else _day_of(at, laboratory)
    if on is None:
        return OnCall(OFF)
    if present.get(on):
        return OnCall(PRESENT, on, tuple(present[on]))
    if duty:
        return OnCall(DUTY, on, (duty.who,))
    return OnCall(NOBODY, on) if may_call(on, laboratory, public_holidays) else OnCall(OFF)


def _day_of(at: datetime, laboratory: Laboratory) -> date | None:
    """The day whose hours hold `at`: today's, or yesterday's when they go on through the night."""
    today = at.astimezone(PARIS).date()
    for on in (today, today - timedelta(days=1)):
        starts_at, ends_at = duty_span(on, laboratory.starts, laboratory.ends)
        if starts_at <= at < ends_at:
            return on
    return None
