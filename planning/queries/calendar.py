"""A span of the open practice's calendar, read at once: who is there, which days are off."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from cabinet.models import Cabinet
from planning.models import Holiday, Presence, SpecialPeriod, Strength
from planning.rules.calendar_weeks import CalendarWeek
from planning.rules.coverage import Week, counting_roles, held_halves, week_state
from planning.rules.half_days import HALVES, Stay
from planning.rules.special_periods import Closure, Target, TargetPeriod, closed_days, target_of


@dataclass(frozen=True)
class Calendar:
    """The practice's days from `first` to `last`: what the rules are asked about."""

    cabinet: Cabinet
    first: date
    last: date
    presences: list[Presence]
    holidays: list[Holiday]
    special_periods: list[SpecialPeriod]

    @cached_property
    def by_day(self) -> dict[date, list[Presence]]:
        found: dict[date, list[Presence]] = {}
        for presence in self.presences:
            found.setdefault(presence.on, []).append(presence)
        return found

    @cached_property
    def stays(self) -> list[Stay]:
        return [stay_of(presence) for presence in self.presences]

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
            self.stays,
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


#: What the screens of the calendar say of a presence: instants and papers cost more to read than all of it.
SHOWN = (
    *("on", "period", "strength", "to_confirm", "cabinet"),
    *("membership__role", "membership__profession", "membership__cabinet"),
    *("membership__person__first_name", "membership__person__last_name"),
    *("room__name", "room__cabinet"),
)


def read_calendar(cabinet: Cabinet, first: date, last: date) -> Calendar:
    """Three statements, whatever the span; presences bear what is `SHOWN`."""
    return Calendar(
        cabinet=cabinet,
        first=first,
        last=last,
        presences=list(Presence.objects.standing().between(first, last).with_names().only(*SHOWN)),
        holidays=list(Holiday.objects.between(first, last).of_zone(cabinet.school_zone)),
        special_periods=list(SpecialPeriod.objects.between(first, last)),
    )


def stay_of(presence: Presence) -> Stay:
    return Stay(
        on=presence.on,
        period=presence.period,
        role=presence.membership.role,
        room=presence.room_id,
        who=presence.membership_id,
        firm=presence.counts,
        holds=presence.strength == Strength.SURE,
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
