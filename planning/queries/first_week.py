"""A week as it is filled: its open days, their half-days, and who holds them already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cabinet.models import Cabinet, Membership
from planning.permissions import HOLDERS
from planning.queries.calendar import read_calendar
from planning.rules.half_days import HALVES

NAMES = {"morning": "Matin", "afternoon": "Après-midi"}


@dataclass(frozen=True)
class Half:
    """`value` is what the form sends, « 2026-11-23.morning »; `people` who is there then."""

    value: str
    name: str
    people: Sequence[str]
    ticked: bool


@dataclass(frozen=True)
class FillDay:
    """`off`: why nobody is expected that day; empty otherwise."""

    on: date
    off: str
    halves: Sequence[Half]


@dataclass(frozen=True)
class FillWeek:
    monday: date
    days: Sequence[FillDay]
    members: Sequence[Membership]

    @property
    def next(self) -> date:
        return self.monday + timedelta(weeks=1)


def fill_week(cabinet: Cabinet, monday: date, *, chosen: Sequence[str] = ()) -> FillWeek:
    """Three statements: the calendar of the week, and who may hold days in it. `chosen` are ticked again."""
    calendar = read_calendar(cabinet, monday, monday + timedelta(days=6))
    days = []
    for number in calendar.weekdays:
        on = monday + timedelta(days=number)
        halves = [
            Half(
                value=f"{on}.{half}",
                name=NAMES[half],
                people=[
                    held.membership.display_name
                    for held in calendar.by_day.get(on, [])
                    if half in HALVES[held.period]
                ],
                ticked=f"{on}.{half}" in chosen,
            )
            for half in HALVES["day"]
        ]
        days.append(FillDay(on, calendar.days_off.get(on, ""), halves))
    members = Membership.objects.on(monday).filter(role__in=HOLDERS).with_person()
    return FillWeek(monday, days, list(members))
