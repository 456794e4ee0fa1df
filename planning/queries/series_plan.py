"""The days that a series would make, and those it would skip with the reasons: looked at before writing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from cabinet.clock import in_paris
from cabinet.models import Cabinet, Membership
from planning.models import Absence, Engagement, Presence, Room, Series, Shift, Strength
from planning.queries.calendar import days_off_between
from planning.rules.alternatives import joined
from planning.rules.half_days import Hours, instants
from planning.rules.series_days import SeriesDay, series_days

REASON_LIMIT = 160
NOT_A_MEMBER = "n’est pas dans ce cabinet ce jour-là"
ELSEWHERE = "pris ailleurs"
HALF = {"day": "journée", "morning": "matin", "afternoon": "après-midi"}


@dataclass(frozen=True)
class Terms:
    """What a series is: a practitioner's has a period and a room, a desk's has hours."""

    membership: Membership
    weekday: int
    starts_on: date
    until_on: date
    period: str = ""
    room: Room | None = None
    opens: time | None = None
    closes: time | None = None
    supervisor: Membership | None = None

    @property
    def of_the_desk(self) -> bool:
        return self.opens is not None

    def instants(self, on: date, cabinet: Cabinet) -> tuple[datetime, datetime]:
        if self.opens is not None and self.closes is not None:
            return in_paris(on, self.opens), in_paris(on, self.closes)
        return instants(on, self.period, Hours.of(cabinet))


@dataclass(frozen=True)
class Plan:
    days: Sequence[SeriesDay]

    @property
    def made(self) -> list[SeriesDay]:
        return [day for day in self.days if not day.reason]

    @property
    def skipped(self) -> list[SeriesDay]:
        return [day for day in self.days if day.reason]


def plan_series(cabinet: Cabinet, terms: Terms, *, instead_of: Series | None = None) -> Plan:
    """The days of these terms, in a constant number of statements; `instead_of`: as if it were not there."""
    first, last = terms.starts_on, terms.until_on
    holidays, closures = days_off_between(first, last)
    busy = Busy(cabinet, terms, first, last, instead_of)
    return Plan([
        SeriesDay(day.on, (day.reason or busy.reason(day.on))[:REASON_LIMIT])
        for day in series_days(terms.weekday, first, last, holidays=holidays, closures=closures)
    ])  # fmt: skip


class Busy:
    """What stands in the way of one person, on the days of a span."""

    def __init__(
        self, cabinet: Cabinet, terms: Terms, first: date, last: date, instead_of: Series | None
    ) -> None:
        self.cabinet, self.terms = cabinet, terms
        own = {"membership": terms.membership}
        self.absences = list(Absence.objects.standing().between(first, last).filter(**own))
        self.presences: list[Presence] = []
        self.shifts: list[Shift] = []
        self.engagements: list[Engagement] = []
        if terms.of_the_desk:
            shifts = Shift.objects.standing().between(first, last).filter(on__week_day=self._week_day, **own)
            self.shifts = list(shifts.exclude(series=instead_of) if instead_of else shifts)
            return
        there = Presence.objects.standing().between(first, last).filter(on__week_day=self._week_day)
        there = there.filter(strength=Strength.SURE).with_names()
        mine = {presence.pk for presence in there} | {absence.pk for absence in self.absences}
        self.presences = [p for p in there if not instead_of or p.series_id != instead_of.pk]
        span = (in_paris(first, time.min), in_paris(last, time.max))
        engagements = Engagement.objects.of([terms.membership.person_id]).between(*span)
        self.engagements = [one for one in engagements if one.source not in mine]

    @property
    def _week_day(self) -> int:
        """As PostgreSQL through Django counts them: Sunday is 1."""
        return (self.terms.weekday + 1) % 7 + 1

    def reason(self, on: date) -> str:
        if not self.terms.membership.is_open_on(on):
            return NOT_A_MEMBER
        for absence in self.absences:
            if absence.starts_on <= on <= absence.ends_on:
                return absence_said(absence)
        starts_at, ends_at = self.terms.instants(on, self.cabinet)
        for shift in self.shifts:
            if shift.starts_at < ends_at and shift.ends_at > starts_at:
                return "déjà à l’accueil"
        touching = [p for p in self.presences if p.starts_at < ends_at and p.ends_at > starts_at]
        for presence in touching:
            if presence.membership_id == self.terms.membership.pk:
                return there_said(presence)
        holders = [p for p in touching if self.terms.room and p.room_id == self.terms.room.pk]
        if holders:
            return taken_said(holders)
        if any(one.starts_at < ends_at and one.ends_at > starts_at for one in self.engagements):
            return ELSEWHERE
        return ""


def absence_said(absence: Absence) -> str:
    """« indisponible », « en stage ailleurs : CH de La Roche »."""
    said = absence.get_kind_display()
    return f"{said}\u202f: {absence.place}" if absence.place else said


def there_said(presence: Presence) -> str:
    return f"déjà là\u202f: {HALF[presence.period]}, {presence.room.name}"


def taken_said(holders: Sequence[Presence]) -> str:
    """« Bureau 2 pris par Dr Fradin »"""
    names = joined(list(dict.fromkeys(holder.membership.display_name for holder in holders)))
    return f"{holders[0].room.name} pris par {names}"
