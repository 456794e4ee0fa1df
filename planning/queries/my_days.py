"""One's own days, and the free ones, in all one's practices: read one practice at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from cabinet.clock import next_month, previous_month
from cabinet.members import Member
from cabinet.models import Cabinet, Membership
from cabinet.tenancy.scope import scoped
from cabinet.text import WEEKDAYS, count, long_day, short_place
from planning.permissions import HOLDERS
from planning.queries.cells import FREE, Cell, Mark, Somebody, event_mark, half_said, somebody
from planning.queries.day import hours_said
from planning.queries.month import is_over
from planning.queries.span import Span, read_span
from planning.rules.alternatives import joined
from planning.rules.calendar_weeks import CalendarWeek, weeks_of_month
from planning.rules.half_days import Hours, period_of, touch
from planning.rules.hues import hues_of


@dataclass(frozen=True)
class Practice:
    """One of the person's, with its colour and its name in the width of a cell."""

    membership: Membership
    span: Span
    hue: int

    @property
    def cabinet(self) -> Cabinet:
        return self.span.calendar.cabinet

    @property
    def place(self) -> str:
        return short_place(self.cabinet.commune)


@dataclass(frozen=True)
class InPractice:
    """A day in one practice: mine, free, or neither; and what else I have there."""

    practice: Practice
    url: str
    mine: str
    need_be: str
    free: str
    needed: bool
    own: Sequence[Somebody]
    on_call: bool
    events: Sequence[Mark]

    @property
    def cabinet(self) -> Cabinet:
        return self.practice.cabinet

    @property
    def words(self) -> str:
        said = [self.mine or self.need_be or self.free, "vous êtes d’astreinte" if self.on_call else ""]
        return ", ".join(filter(None, [*said, *(event.said for event in self.events)]))


@dataclass(frozen=True)
class MyWeek:
    number: int
    school: str
    mine: str
    over: bool
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Coming:
    """A line of the list: a day of mine, with whom, or an astreinte, or an event."""

    on: date
    url: str
    practice: Practice
    what: str
    company: str


@dataclass(frozen=True)
class MyMonth:
    month: date
    previous: date
    next: date
    columns: Sequence[str]
    practices: Sequence[Practice]
    weeks: Sequence[MyWeek]
    taken: int
    coming: Sequence[Coming]

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


def practices_of(memberships: Sequence[Membership], first: date, last: date, today: date) -> list[Practice]:
    """Each practice opened in its turn: one transaction sees one practice."""
    hues = hues_of(membership.cabinet_id for membership in memberships)
    found = []
    for membership in memberships:
        with scoped(membership.cabinet_id, person_id=membership.person_id):
            span = read_span(membership.cabinet, first, last, today)
        found.append(Practice(membership, span, hues[membership.cabinet_id]))
    return found


def my_month(memberships: Sequence[Membership], month: date, today: date) -> MyMonth:
    """The month of the person who has these memberships."""
    edges = weeks_of_month(month, range(7))
    read = practices_of(holding(memberships), edges[0].days[0], edges[-1].days[-1], today)
    weekdays = sorted({weekday for practice in read for weekday in weekdays_of(practice)} or range(5))
    weeks = [_week(read, week, month, today) for week in weeks_of_month(month, weekdays)]
    taken = sum(
        1
        for practice in read
        for presence in practice.span.calendar.presences
        if presence.membership_id == practice.membership.pk and presence.on.month == month.month
    )
    return MyMonth(
        month=month,
        previous=previous_month(month),
        next=next_month(month),
        columns=[f"{WEEKDAYS[weekday][:3]}." for weekday in weekdays],
        practices=read,
        weeks=weeks,
        taken=taken,
        coming=coming(read, today),
    )


def weekdays_of(practice: Practice) -> set[int]:
    """Those of the practice, and any other on which I am on call."""
    mine = practice.membership.pk
    on_call = {on.weekday() for on, duty in practice.span.around.astreintes.items() if duty.member == mine}
    return {*practice.span.calendar.weekdays, *on_call}


def my_day(memberships: Sequence[Membership], on: date, today: date) -> list[InPractice]:
    """The day in each practice, with the door of each."""
    [week] = [week for week in weeks_of_month(on, range(7)) if on in week.days]
    read = practices_of(holding(memberships), week.days[0], week.days[-1], today)
    return [in_practice(practice, on, week) for practice in read]


def in_practice(practice: Practice, on: date, week: CalendarWeek) -> InPractice:
    span, member = practice.span, Member(practice.membership)
    mentioned = [p for p in span.calendar.by_day.get(on, []) if p.membership_id == practice.membership.pk]
    own = [presence for presence in mentioned if presence.is_sure]
    free = period_of(set(span.calendar.free_halves(on))) if on >= span.today and not own else None
    mine = "vous y êtes" if own else ""
    if own and (half := half_said(own[0])) and len(own) == 1:
        mine = f"vous y êtes\u202f: {half}"
    duty = span.around.astreintes.get(on)
    return InPractice(
        practice=practice,
        url=span.url_of(on),
        mine=mine,
        need_be="vous y viendriez en dernier recours" if mentioned and not own else "",
        free=FREE[free] if free else "",
        needed=bool(free and span.calendar.week(week).missing),
        own=[somebody(presence, member) for presence in mentioned],
        on_call=bool(duty and duty.member == practice.membership.pk),
        events=[event_mark(event) for event in span.around.events.get(on, [])],
    )


def coming(read: Sequence[Practice], today: date) -> list[Coming]:
    """What awaits me from today on, in the order of the days: presences with company, astreintes, events."""
    found = [line for practice in read for line in (*_presences(practice), *_others(practice))]
    return sorted((line for line in found if line.on >= today), key=lambda line: (line.on, line.what))


def _presences(practice: Practice) -> list[Coming]:
    span, hours = practice.span, Hours.of(practice.cabinet)
    mine = [p for p in span.calendar.presences if p.membership_id == practice.membership.pk]
    lines = []
    for presence in mine:
        what = f"{presence.room.name} · {hours_said(hours, presence.period)}"
        if not presence.is_sure:
            what = f"en dernier recours · {hours_said(hours, presence.period)}"
        elif presence.to_confirm:
            what += " · à confirmer"
        others = [
            other.membership.display_name
            for other in span.calendar.by_day[presence.on]
            if other.is_sure and other.membership_id != presence.membership_id
            and touch(other.period, presence.period)
        ]  # fmt: skip
        company = f"avec {joined(others)}" if others else ""
        lines.append(Coming(presence.on, span.url_of(presence.on), practice, what, company))
    return lines


def _others(practice: Practice) -> list[Coming]:
    span = practice.span
    lines = [
        Coming(on, span.url_of(on), practice, "astreinte biologie", "")
        for on, duty in span.around.astreintes.items()
        if duty.member == practice.membership.pk
    ]
    for on, events in span.around.events.items():
        lines += [Coming(on, span.url_of(on), practice, event_mark(event).said, "") for event in events]
    return lines


def _week(read: Sequence[Practice], week: CalendarWeek, month: date, today: date) -> MyWeek:
    school = next(
        (
            f"vacances zone {practice.cabinet.school_zone}"
            for practice in read
            if practice.span.calendar.school_holiday(week.days)
        ),
        "",
    )
    cells = [_cell(read, on, week, month, today) for on in week.days]
    mine = sum(1 for cell in cells if cell.people)
    return MyWeek(
        number=week.number,
        school=school,
        mine=count(mine, "jour pris", "jours pris") if mine else "",
        over=is_over(week, month, today),
        cells=cells,
    )


def _cell(read: Sequence[Practice], on: date, week: CalendarWeek, month: date, today: date) -> Cell:
    practices = [in_practice(practice, on, week) for practice in read]
    mine = [each for each in practices if each.mine]
    need_be = [each for each in practices if each.need_be]
    free = [each for each in practices if each.free]
    needed = [each for each in free if each.needed]
    doors = mine or need_be or needed or free or practices[:1]
    several = len(read) > 1
    if mine:
        words = mine[0].practice.place if several else ""
    elif need_be:
        words = "dernier recours"
    elif len(free) > 1:
        words = f"libre\u202f: {len(free)} cabinets"
    elif any(on in practice.span.calendar.public for practice in read):
        words = "férié"
    else:
        words = free[0].free if free else ""
    said = [f"{each.cabinet.name}, {each.words}" for each in practices if each.words]
    return Cell(
        on=on,
        url=doors[0].url if len(doors) == 1 else reverse("planning:my-day", args=[on]),
        label=", ".join([long_day(on), *said]),
        state=_state(read, on, month, today, mine=bool(mine), free=bool(free), needed=bool(needed)),
        words=words,
        people=[one for each in mine for one in each.own],
        today=on == today,
        marks=_marks(practices, several=several),
        hue=mine[0].practice.hue if mine and several else 0,
    )


def _marks(practices: Sequence[InPractice], *, several: bool) -> list[Mark]:
    """My astreintes with the name of the practice, and the events."""
    duties = [
        Mark("astreinte", kind="known", more=each.practice.place if several else "")
        for each in practices
        if each.on_call
    ]
    return [*duties, *(event for each in practices for event in each.events)]


def _state(
    read: Sequence[Practice], on: date, month: date, today: date, *, mine: bool, free: bool, needed: bool
) -> str:
    if mine and on >= today:
        return "mine"
    if on.month != month.month:
        return "outside"
    if any(on in practice.span.calendar.public for practice in read):
        return "holiday"
    if on < today:
        return "past"
    if needed:
        return "free"
    return "open" if free else "covered"
