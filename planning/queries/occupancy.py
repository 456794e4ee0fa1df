"""How the premises are used over a span: counts only, for the mairie, the CLS and the practice itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Min

from cabinet import house
from cabinet.models import Cabinet, Role
from cabinet.text import day as day_said
from planning.models import Astreinte, Holiday, Presence, Room, Shift, SpecialPeriod
from planning.queries.calendar import Calendar, days_of
from planning.rules.astreintes import Laboratory
from planning.rules.calendar_weeks import monday_of, week_of
from planning.rules.coverage import week_state
from planning.rules.half_days import Stay
from planning.rules.occupancy import (
    ROLES,
    Cover,
    Desk,
    DeskHours,
    MonthCover,
    OnCallDays,
    OpenDay,
    WeekCover,
    cover_of,
    desk_of,
    half_days_by_role,
    half_days_by_room,
    in_and_out_of_school_holidays,
    mondays_of,
    months_of,
    on_call_of,
    open_days,
)
from planning.rules.percentages import percent, shares
from planning.rules.spans import Span, whole_months


@dataclass(frozen=True)
class Part:
    """A role or a room: half-days, and per cent (of all presences, or of the open half-days)."""

    key: object
    label: str
    half_days: int
    percent: int | None


@dataclass(frozen=True)
class Occupancy:
    """A span of a practice. `until` is the last day that has taken place, or its last one when none has."""

    cabinet: Cabinet
    span: Span
    today: date
    until: date
    cover: Cover
    ahead: Cover
    months: Sequence[MonthCover]
    weeks: Sequence[WeekCover]
    roles: Sequence[Part]
    rooms: Sequence[Part]
    in_holidays: Cover
    out_of_holidays: Cover
    on_call: OnCallDays
    rescue_days: int
    desk: Desk | None
    calendar_starts_on: date | None
    #: Tables of counts that the apps above add (`cabinet.house.report_tables`).
    others: Sequence[Any] = ()
    #: What its whole months cost (`cabinet.house.report_costs`); None where no app knows.
    costs: Any = None

    @property
    def whole(self) -> Cover:
        return self.cover + self.ahead

    @property
    def is_forecast(self) -> bool:
        """Nothing of it has taken place: all of it is what the calendar says."""
        return self.span.first > self.today

    @property
    def said_until(self) -> str:
        """« jusqu’au dim. 22 nov. », when some of it is still to come."""
        return f"jusqu’au {day_said(self.until)}" if self.ahead.days else ""

    @property
    def starts_before_calendar(self) -> bool:
        """Its first days are from before anybody wrote in this calendar."""
        return self.calendar_starts_on is not None and monday_of(self.calendar_starts_on) > self.span.first

    @cached_property
    def presences(self) -> int:
        """Half-days of presence, everybody's."""
        return sum(role.half_days for role in self.roles)

    @cached_property
    def room_half_days(self) -> int:
        return sum(room.half_days for room in self.rooms)

    @property
    def rooms_percent(self) -> int | None:
        return percent(self.room_half_days, self.cover.open_halves * len(self.rooms))

    @property
    def days_a_week(self) -> int:
        return len(self.cabinet.open_weekdays)


def occupancy_of(cabinet: Cabinet, span: Span, today: date) -> Occupancy:
    """Seven statements and those of the apps above. Weeks are read whole, for each is judged whole."""
    monday, sunday = monday_of(span.first), monday_of(span.last) + timedelta(days=6)
    calendar = _calendar(cabinet, monday, sunday)
    rows = _presences(monday, sunday)
    stays = [_stay(row) for row in rows]
    days = [day for day in _open_days(calendar, stays, monday, sunday) if span.first <= day.on <= span.last]
    until = min(span.last, today) if span.first <= today else span.last
    counted = [day for day in days if day.on <= until]
    counted_dates = {day.on for day in counted}
    inside, outside = in_and_out_of_school_holidays(counted)
    months = months_of(span.first, span.last, days, until=until)
    whole = set(whole_months(span.first, until))
    costs = house.report_costs(cabinet, {m.month: m.cover.days for m in months if m.month in whole})
    return Occupancy(
        cabinet=cabinet,
        span=span,
        today=today,
        until=until,
        cover=cover_of(counted),
        ahead=cover_of(day for day in days if day.on > until),
        months=months,
        weeks=_weeks(calendar, stays, span, today),
        roles=_roles(half_days_by_role(stays, counted_dates)),
        rooms=_rooms(half_days_by_room(stays, counted_dates), of=2 * len(counted)),
        in_holidays=inside,
        out_of_holidays=outside,
        on_call=on_call_of(
            Span(span.first, until).days,
            laboratory=Laboratory.of(cabinet),
            public_holidays=calendar.public,
            stays=stays,
            on_call=set(Astreinte.objects.standing().between(span.first, until).values_list("on", flat=True)),
        ),
        rescue_days=len(_rescue_days(rows, span.first, until)),
        desk=desk_of(_desk_hours(span.first, until), counted_dates),
        calendar_starts_on=Presence.objects.standing().aggregate(first=Min("on"))["first"],
        others=[*house.report_tables(cabinet, span.first, until), *(costs.tables if costs else [])],
        costs=costs,
    )


def _calendar(cabinet: Cabinet, first: date, last: date) -> Calendar:
    """Which days are off and what is asked of each week; presences are read apart, as bare rows."""
    return Calendar(
        cabinet=cabinet,
        first=first,
        last=last,
        presences=[],
        holidays=list(Holiday.objects.between(first, last).of_zone(cabinet.school_zone)),
        special_periods=list(SpecialPeriod.objects.between(first, last)),
    )


def _presences(first: date, last: date) -> list[tuple[Any, ...]]:
    """Sure presences as bare rows: three years of models would take longer to build than to read."""
    sure = Presence.objects.counting().between(first, last).order_by("on", "pk")
    return list(sure.values_list("on", "period", "membership__role", "room_id", "membership_id", "call_id"))


def _stay(row: tuple[Any, ...]) -> Stay:
    on, period, role, room, who, _ = row
    return Stay(on=on, period=period, role=role, room=room, who=who)


def _rescue_days(rows: list[tuple[Any, ...]], first: date, last: date) -> set[tuple[Any, date]]:
    """Days that a titulaire took in answer to a call, one a person and day."""
    return {
        (who, on)
        for on, _, role, _, who, call in rows
        if call is not None and role == Role.TITULAIRE and first <= on <= last
    }


def _open_weeks(calendar: Calendar, monday: date, sunday: date) -> list[list[date]]:
    """The open days of each week."""
    weekdays = calendar.cabinet.open_weekdays
    mondays = [monday + timedelta(weeks=n) for n in range((sunday - monday).days // 7 + 1)]
    return [[on for on in week_of(start, weekdays).days if calendar.is_open(on)] for start in mondays]


def _open_days(calendar: Calendar, stays: list[Stay], monday: date, sunday: date) -> list[OpenDay]:
    weekdays = calendar.cabinet.open_weekdays
    weeks = [
        (days, calendar.target_of(week_of(days[0], weekdays).days).days)
        for days in _open_weeks(calendar, monday, sunday)
        if days
    ]
    return open_days(weeks, stays, counting=calendar.counting, school=_school(calendar))


def _school(calendar: Calendar) -> dict[date, str]:
    """The days of school holidays, with their names."""
    return {
        day: holiday.name
        for holiday in calendar.holidays
        if holiday.kind == Holiday.Kind.SCHOOL
        for day in days_of(holiday)
    }


def _weeks(calendar: Calendar, stays: list[Stay], span: Span, today: date) -> list[WeekCover]:
    by_week: dict[date, list[Stay]] = {}
    for stay in stays:
        by_week.setdefault(monday_of(stay.on), []).append(stay)
    weeks = []
    for monday in mondays_of(span.first, span.last):
        week = week_of(monday, calendar.cabinet.open_weekdays)
        target = calendar.target_of(week.days)
        holiday = calendar.school_holiday(week.days)
        state = week_state(
            week.days,
            by_week.get(monday, ()),
            target=target.days,
            floor=target.floor,
            intern_counts=calendar.cabinet.intern_counts,
            holidays=calendar.days_off,
        )
        school = holiday.name if holiday else ""
        weeks.append(WeekCover(week, state, over=week.days[-1] < today, school=school))
    return weeks


def _roles(half_days: dict[str, int]) -> list[Part]:
    labels = dict(Role.choices)
    parts = shares([half_days[role] for role in ROLES])
    return [Part(role, labels[role], half_days[role], part) for role, part in zip(ROLES, parts, strict=True)]


def _rooms(used: dict[object, int], *, of: int) -> list[Part]:
    rooms = Room.objects.values_list("pk", "name")
    return [Part(pk, name, used.get(pk, 0), percent(used.get(pk, 0), of)) for pk, name in rooms]


def _desk_hours(first: date, last: date) -> list[DeskHours]:
    shifts = Shift.objects.standing().between(first, last).order_by("on", "pk")
    return [
        DeskHours(on, role, round((ends_at - starts_at).total_seconds() / 60))
        for on, role, starts_at, ends_at in shifts.values_list(
            "on", "membership__role", "starts_at", "ends_at"
        )
    ]
