"""One's own days, and the free ones, in all one's practices: read one practice at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from cabinet.clock import next_month, previous_month
from cabinet.models import Cabinet, Membership
from cabinet.tenancy.scope import scoped
from cabinet.text import WEEKDAYS, count, long_day, short_place
from planning.permissions import HOLDERS
from planning.queries.calendar import Calendar, read_calendar
from planning.queries.cells import FREE, half_said
from planning.queries.month import is_over
from planning.rules.calendar_weeks import CalendarWeek, weeks_of_month
from planning.rules.half_days import period_of


@dataclass(frozen=True)
class InPractice:
    """A day in one practice: mine, free, or neither."""

    cabinet: Cabinet
    url: str
    mine: str
    need_be: str
    free: str
    needed: bool

    @property
    def words(self) -> str:
        return self.mine or self.need_be or self.free


@dataclass(frozen=True)
class MyCell:
    on: date
    url: str
    label: str
    state: str
    words: str
    pill: str
    today: bool


@dataclass(frozen=True)
class MyWeek:
    number: int
    school: str
    mine: str
    over: bool
    cells: Sequence[MyCell]


@dataclass(frozen=True)
class MyMonth:
    month: date
    previous: date
    next: date
    columns: Sequence[str]
    practices: Sequence[Cabinet]
    weeks: Sequence[MyWeek]
    taken: int

    @property
    def said(self) -> str:
        """« Mes jours, 2 cabinets · 5 présences »"""
        practices = f", {len(self.practices)} cabinets" if len(self.practices) > 1 else ""
        return f"Mes jours{practices} · {count(self.taken, 'présence', 'présences')}"

    @property
    def grid(self) -> str:
        return {6: " week-six", 7: " week-seven"}.get(len(self.columns), "")


def holding(memberships: Sequence[Membership]) -> list[Membership]:
    return [membership for membership in memberships if membership.role in HOLDERS]


def calendars(
    memberships: Sequence[Membership], first: date, last: date
) -> list[tuple[Membership, Calendar]]:
    """Each practice opened in its turn: one transaction sees one practice."""
    found = []
    for membership in memberships:
        with scoped(membership.cabinet_id, person_id=membership.person_id):
            found.append((membership, read_calendar(membership.cabinet, first, last)))
    return found


def my_month(memberships: Sequence[Membership], month: date, today: date) -> MyMonth:
    """The month of the person who has these memberships."""
    edges = weeks_of_month(month, range(7))
    read = calendars(holding(memberships), edges[0].days[0], edges[-1].days[-1])
    weekdays = sorted({weekday for _, calendar in read for weekday in calendar.weekdays} or range(5))
    weeks = [_week(read, week, month, today) for week in weeks_of_month(month, weekdays)]
    taken = sum(
        1
        for membership, calendar in read
        for presence in calendar.presences
        if presence.membership_id == membership.pk and presence.on.month == month.month
    )
    return MyMonth(
        month=month,
        previous=previous_month(month),
        next=next_month(month),
        columns=[f"{WEEKDAYS[weekday][:3]}." for weekday in weekdays],
        practices=[membership.cabinet for membership, _ in read],
        weeks=weeks,
        taken=taken,
    )


def my_day(memberships: Sequence[Membership], on: date, today: date) -> list[InPractice]:
    """The day in each practice, with the door of each."""
    [week] = [week for week in weeks_of_month(on, range(7)) if on in week.days]
    read = calendars(holding(memberships), week.days[0], week.days[-1])
    return [in_practice(membership, calendar, on, week, today) for membership, calendar in read]


def in_practice(
    membership: Membership, calendar: Calendar, on: date, week: CalendarWeek, today: date
) -> InPractice:
    mentioned = [p for p in calendar.by_day.get(on, []) if p.membership_id == membership.pk]
    own = [presence for presence in mentioned if presence.is_sure]
    free = period_of(set(calendar.free_halves(on))) if on >= today and not own else None
    mine = "vous y êtes" if own else ""
    if own and (half := half_said(own[0])) and len(own) == 1:
        mine = f"vous y êtes\u202f: {half}"
    return InPractice(
        cabinet=calendar.cabinet,
        url=reverse("planning:day", args=[calendar.cabinet.slug, on]),
        mine=mine,
        need_be="vous y viendriez en dernier recours" if mentioned and not own else "",
        free=FREE[free] if free else "",
        needed=bool(free and calendar.week(week).missing),
    )


def _week(
    read: Sequence[tuple[Membership, Calendar]], week: CalendarWeek, month: date, today: date
) -> MyWeek:
    school = next(
        (
            f"vacances zone {calendar.cabinet.school_zone}"
            for _, calendar in read
            if calendar.school_holiday(week.days)
        ),
        "",
    )
    cells = [_cell(read, on, week, month, today) for on in week.days]
    mine = sum(1 for cell in cells if cell.pill)
    return MyWeek(
        number=week.number,
        school=school,
        mine=count(mine, "jour pris", "jours pris") if mine else "",
        over=is_over(week, month, today),
        cells=cells,
    )


def _cell(
    read: Sequence[tuple[Membership, Calendar]], on: date, week: CalendarWeek, month: date, today: date
) -> MyCell:
    practices = [in_practice(membership, calendar, on, week, today) for membership, calendar in read]
    mine = [practice for practice in practices if practice.mine]
    need_be = [practice for practice in practices if practice.need_be]
    free = [practice for practice in practices if practice.free]
    needed = [practice for practice in free if practice.needed]
    doors = mine or need_be or needed or free or practices[:1]
    several = len(read) > 1
    if mine:
        words = short_place(mine[0].cabinet.commune) if several else ""
    elif need_be:
        words = "dernier recours"
    elif len(free) > 1:
        words = f"libre\u202f: {len(free)} cabinets"
    elif any(on in calendar.public for _, calendar in read):
        words = "férié"
    else:
        words = free[0].free if free else ""
    said = [f"{practice.cabinet.name}, {practice.words}" for practice in practices if practice.words]
    return MyCell(
        on=on,
        url=doors[0].url if len(doors) == 1 else reverse("planning:my-day", args=[on]),
        label=", ".join([long_day(on), *said]),
        state=_state(read, on, month, today, mine=bool(mine), free=bool(free), needed=bool(needed)),
        words=words,
        pill="moi" if mine else "",
        today=on == today,
    )


def _state(
    read: Sequence[tuple[Membership, Calendar]],
    on: date,
    month: date,
    today: date,
    *,
    mine: bool,
    free: bool,
    needed: bool,
) -> str:
    if mine and on >= today:
        return "mine"
    if on.month != month.month:
        return "outside"
    if any(on in calendar.public for _, calendar in read):
        return "holiday"
    if on < today:
        return "past"
    if needed:
        return "free"
    return "open" if free else "covered"
