"""A span of the open practice's calendar, read at once: who is there, which days are off."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connection

from cabinet.models import Cabinet, Membership, Person
from planning.models import Holiday, Room, SpecialPeriod, Strength
from planning.rules.calendar_weeks import CalendarWeek
from planning.rules.coverage import Week, counting_roles, held_halves, week_state
from planning.rules.half_days import HALVES, Stay
from planning.rules.special_periods import Closure, Target, TargetPeriod, closed_days, target_of


@dataclass(slots=True)
class Held:
    """A presence as the screens read it: what they show, and none of its papers."""

    membership: Membership
    room: Room
    pk: UUID
    membership_id: UUID
    room_id: UUID
    on: date
    period: str
    strength: str
    to_confirm: bool
    series_id: UUID | None
    call_id: UUID | None
    #: Seconds of the epoch: a month reads hundreds of instants, and most pages show none.
    starts: int
    ends: int

    @property
    def starts_at(self) -> datetime:
        return datetime.fromtimestamp(self.starts, UTC)

    @property
    def ends_at(self) -> datetime:
        return datetime.fromtimestamp(self.ends, UTC)

    @property
    def counts(self) -> bool:
        """Whether it makes cover."""
        return self.is_sure and not self.to_confirm

    @property
    def is_sure(self) -> bool:
        """Whether it holds its room and its person."""
        return self.strength == Strength.SURE


@dataclass(frozen=True)
class Calendar:
    """The practice's days from `first` to `last`: what the rules are asked about."""

    cabinet: Cabinet
    first: date
    last: date
    presences: list[Held]
    holidays: list[Holiday]
    special_periods: list[SpecialPeriod]

    @cached_property
    def by_day(self) -> dict[date, list[Held]]:
        found: dict[date, list[Held]] = {}
        for presence in self.presences:
            found.setdefault(presence.on, []).append(presence)
        return found

    @cached_property
    def stays(self) -> list[Stay]:
        return [stay_of(presence) for presence in self.presences]

    @cached_property
    def stays_by_day(self) -> dict[date, list[Stay]]:
        found: dict[date, list[Stay]] = {}
        for stay in self.stays:
            found.setdefault(stay.on, []).append(stay)
        return found

    @cached_property
    def public(self) -> dict[date, str]:
        """The public holidays by day, with their names."""
        return {
            day: holiday.name
            for holiday in self.holidays
            if holiday.kind == Holiday.Kind.PUBLIC
            for day in days_of(holiday)
        }

    @cached_property
    def closed(self) -> dict[date, str]:
        """The days of closure, each with its reason."""
        return closed_days(
            Closure(period.starts_on, period.ends_on, period.reason)
            for period in self.special_periods
            if period.kind == SpecialPeriod.Kind.CLOSURE
        )

    @cached_property
    def days_off(self) -> dict[date, str]:
        """Public holidays and closures, with their names."""
        return self.closed | self.public

    @cached_property
    def other_targets(self) -> list[TargetPeriod]:
        return [
            TargetPeriod(
                period.starts_on,
                period.ends_on,
                Target(period.weekly_target or 0, period.weekly_minimum or 0, period.reason),
            )
            for period in self.special_periods
            if period.kind == SpecialPeriod.Kind.TARGET
        ]

    @cached_property
    def weekdays(self) -> list[int]:
        """The weekdays shown: those of opening, and any other on which somebody is there all the same."""
        return sorted({*self.cabinet.open_weekdays, *(on.weekday() for on in self.by_day)})

    @cached_property
    def counting(self) -> frozenset[str]:
        return counting_roles(self.cabinet.intern_counts)

    @cached_property
    def held(self) -> set[tuple[date, str]]:
        return held_halves(self.stays, self.counting)

    def is_open(self, on: date) -> bool:
        return on.weekday() in self.cabinet.open_weekdays and on not in self.days_off

    def free_halves(self, on: date) -> list[str]:
        """The half-days of an open day without a doctor."""
        return [half for half in HALVES["day"] if self.is_open(on) and (on, half) not in self.held]

    def week(self, week: CalendarWeek) -> Week:
        """The state of a week, whatever other weekdays are shown."""
        days = [on for on in week.days if on.weekday() in self.cabinet.open_weekdays]
        target = self.target_of(days)
        return week_state(
            days,
            [stay for on in days for stay in self.stays_by_day.get(on, [])],
            target=target.days,
            floor=target.floor,
            intern_counts=self.cabinet.intern_counts,
            holidays=self.days_off,
        )

    def target_of(self, days: Collection[date]) -> Target:
        """What is asked of the week of these days: the usual target, or that of a period."""
        usual = Target(self.cabinet.weekly_target, self.cabinet.weekly_minimum)
        return target_of(days, self.other_targets, usual=usual)

    def school_holiday(self, days: Iterable[date]) -> Holiday | None:
        """The school holiday that touches these days, if any."""
        days = list(days)
        return next(
            (
                holiday
                for holiday in self.holidays
                if holiday.kind == Holiday.Kind.SCHOOL
                and any(holiday.starts_on <= on <= holiday.ends_on for on in days)
            ),
            None,
        )


#: The columns of `Held` that are its own, in their order; then what names its member and its room.
#: Written out, as is `PERIODS`: the ORM compiles these for longer than PostgreSQL answers, and each page
#: of the calendar asks for them. Row-level security holds whatever is written here.
PRESENCES = """
SELECT p.id, p.membership_id, p.room_id, p."on", p.period, p.strength, p.to_confirm, p.series_id, p.call_id,
       extract(epoch FROM p.starts_at)::bigint, extract(epoch FROM p.ends_at)::bigint,
       m.role, m.profession, m.person_id, who.first_name, who.last_name, r.name
  FROM planning_presence p
  JOIN cabinet_membership m ON m.id = p.membership_id AND m.cabinet_id = p.cabinet_id
  JOIN cabinet_person who ON who.id = m.person_id
  JOIN planning_room r ON r.id = p.room_id AND r.cabinet_id = p.cabinet_id
 WHERE p.cabinet_id = %(cabinet)s AND p.released_at IS NULL AND p."on" BETWEEN %(first)s AND %(last)s
 ORDER BY p."on", p.starts_at, r.position, who.sort_key, p.id
"""

#: Holidays of the practice's zone, then its own periods: the kind says which.
PERIODS = """
SELECT 'holiday', kind, zone, name, starts_on, ends_on, NULL, NULL
  FROM planning_holiday
 WHERE zone IN (%(zone)s, '') AND starts_on <= %(last)s AND ends_on >= %(first)s
UNION ALL
SELECT 'period', kind, '', reason, starts_on, ends_on, weekly_target, weekly_minimum
  FROM planning_specialperiod
 WHERE cabinet_id = %(cabinet)s AND withdrawn_at IS NULL AND starts_on <= %(last)s AND ends_on >= %(first)s
 ORDER BY 5, 2
"""


def read_calendar(cabinet: Cabinet, first: date, last: date) -> Calendar:
    """Two statements, whatever the span; presences bear what `Held` says."""
    span: dict[str, int | str | date] = {
        "cabinet": cabinet.pk,
        "zone": cabinet.school_zone,
        "first": first,
        "last": last,
    }
    with connection.cursor() as cursor:
        cursor.execute(PRESENCES, span)
        presences = presences_of(cabinet, cursor.fetchall())
        cursor.execute(PERIODS, span)
        periods = cursor.fetchall()
    return Calendar(
        cabinet=cabinet,
        first=first,
        last=last,
        presences=presences,
        holidays=[
            Holiday(kind=kind, zone=zone, name=name, starts_on=starts_on, ends_on=ends_on)
            for what, kind, zone, name, starts_on, ends_on, _, _ in periods
            if what == "holiday"
        ],
        special_periods=[
            SpecialPeriod(
                cabinet_id=cabinet.pk, kind=kind, reason=reason, starts_on=starts_on, ends_on=ends_on,
                weekly_target=target, weekly_minimum=minimum,
            )
            for what, kind, _, reason, starts_on, ends_on, target, minimum in periods
            if what == "period"
        ],
    )  # fmt: skip


def presences_of(cabinet: Cabinet, rows: Iterable[tuple[Any, ...]]) -> list[Held]:
    """Members and rooms are made once each, however often they are there: a month has a hundred presences of
    twenty people, and a model's object for each of them and theirs took half of the page's time.
    """
    members: dict[UUID, Membership] = {}
    rooms: dict[UUID, Room] = {}
    presences: list[Held] = []
    for row in rows:
        own, (role, profession, person_id, first_name, last_name, room_name) = row[:11], row[11:]
        membership_id, room_id = row[1:3]
        if membership_id not in members:
            person = Person(pk=person_id, first_name=first_name, last_name=last_name)
            members[membership_id] = Membership(
                pk=membership_id, cabinet_id=cabinet.pk, person=person, role=role, profession=profession
            )
        if room_id not in rooms:
            rooms[room_id] = Room(pk=room_id, cabinet_id=cabinet.pk, name=room_name)
        presences.append(Held(members[membership_id], rooms[room_id], *own))
    return presences


def stay_of(presence: Held) -> Stay:
    return Stay(
        on=presence.on,
        period=presence.period,
        role=presence.membership.role,
        room=presence.room_id,
        who=presence.membership_id,
        firm=presence.counts,
        holds=presence.is_sure,
    )


def days_of(holiday: Holiday) -> list[date]:
    return [
        holiday.starts_on + timedelta(days=offset)
        for offset in range((holiday.ends_on - holiday.starts_on).days + 1)
    ]


def days_off_between(first: date, last: date) -> tuple[dict[date, str], dict[date, str]]:
    """The public holidays and the closed days of a span, each with its name or reason; two statements."""
    public = Holiday.objects.filter(kind=Holiday.Kind.PUBLIC).between(first, last)
    periods = SpecialPeriod.objects.between(first, last).filter(kind=SpecialPeriod.Kind.CLOSURE)
    closures = [Closure(period.starts_on, period.ends_on, period.reason) for period in periods]
    return {day: holiday.name for holiday in public for day in days_of(holiday)}, closed_days(closures)
