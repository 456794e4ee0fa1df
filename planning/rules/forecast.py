"""The coming weeks are told by their state, what they miss, and their half-days without a doctor.

Source: the titulaire who watched the calendar so that no week was short (capitalisation sheet).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from planning.rules.alternatives import Opening
from planning.rules.calendar_weeks import CalendarWeek, monday_of, week_of
from planning.rules.coverage import Week
from planning.rules.half_days import HALVES, period_of

#: As far ahead as the longest call for cover looks.
WEEKS_AHEAD = 8


@dataclass(frozen=True)
class Forecast:
    """A week to come: `free` are the days and half-days without a doctor, from today on."""

    week: CalendarWeek
    state: Week
    free: Sequence[Opening]
    school_holiday: bool


def weeks_ahead(today: date, weekdays: Collection[int], *, number: int = WEEKS_AHEAD) -> list[CalendarWeek]:
    """This week, unless its last open day is over, and the following ones."""
    first = week_of(today, weekdays)
    monday = monday_of(today)
    if not first.days or today > first.days[-1]:
        monday += timedelta(weeks=1)
    return [week_of(monday + timedelta(weeks=rank), weekdays) for rank in range(number)]


def without_doctor(days: Iterable[date], held: Collection[tuple[date, str]], *, today: date) -> list[Opening]:
    """The days and half-days from today on, among these open `days`, that nobody who counts holds."""
    found = []
    for on in sorted(days):
        free = period_of({half for half in HALVES["day"] if (on, half) not in held})
        if free and on >= today:
            found.append(Opening(on, free))
    return found
