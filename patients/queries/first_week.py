"""The first consultations still free in a week: what is read out on the phone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cabinet.clock import PARIS
from cabinet.models import Cabinet, Membership
from patients.models import PatientSettings
from patients.queries.free_slots import free_between
from patients.queries.slot_choice import apart
from patients.rules.slots import FIRST, Span


@dataclass(frozen=True)
class FirstHalf:
    practitioner: Membership
    half: str
    spans: Sequence[Span]


@dataclass(frozen=True)
class FirstDay:
    on: date
    halves: Sequence[FirstHalf]


@dataclass(frozen=True)
class FirstWeek:
    monday: date
    days: Sequence[FirstDay]
    total: int
    today: date

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def previous(self) -> date | None:
        """None for a week that is over."""
        before = self.monday - timedelta(weeks=1)
        return before if before + timedelta(days=6) >= self.today else None

    @property
    def next(self) -> date:
        return self.monday + timedelta(weeks=1)


def first_week(cabinet: Cabinet, on: date, *, at: datetime, settings: PatientSettings) -> FirstWeek:
    """The week of `on`, day by day, no more hours than each half-day may still take; two statements."""
    monday = on - timedelta(days=on.weekday())
    days: dict[date, list[FirstHalf]] = {}
    for half in free_between(cabinet, monday, monday + timedelta(days=6), FIRST, after=at, settings=settings):
        if spans := apart(half)[: half.first_left]:
            days.setdefault(half.on, []).append(FirstHalf(half.practitioner, half.half, spans))
    found = [FirstDay(day, halves) for day, halves in sorted(days.items())]
    total = sum(len(half.spans) for day in found for half in day.halves)
    return FirstWeek(monday, found, total, at.astimezone(PARIS).date())
