"""The month page: its weeks with their state, its days with who is there and what is free."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import NoReverseMatch, reverse

from cabinet.clock import next_month, previous_month
from cabinet.members import Member
from cabinet.text import WEEKDAYS, count
from planning.queries.cells import Cell, Mark, day_cell, marks_of
from planning.queries.span import Span, read_span
from planning.rules.calendar_weeks import CalendarWeek, weeks_of_month
from planning.rules.words import Said, days_words, week_said


@dataclass(frozen=True)
class Elsewhere:
    """What is to be known of a day that has no column: an astreinte on Saturday, a meeting."""

    on: date
    url: str
    marks: Sequence[Mark]


@dataclass(frozen=True)
class WeekLine:
    number: int
    key: str
    url: str
    school: str
    target: str
    call_url: str
    called: bool
    said: Said
    intern: str
    missing: int
    over: bool
    cells: Sequence[Cell]
    elsewhere: Sequence[Elsewhere]


@dataclass(frozen=True)
class MonthPage:
    month: date
    previous: date
    next: date
    columns: Sequence[str]
    weeks: Sequence[WeekLine]
    to_complete: str

    @property
    def grid(self) -> str:
        """The class of a grid that is not five days wide."""
        return {6: " week-six", 7: " week-seven"}.get(len(self.columns), "")


def month_page(member: Member, month: date, today: date) -> MonthPage:
    """Three statements, for the whole weeks that the month touches."""
    edges = weeks_of_month(month, range(7))
    span = read_span(member.cabinet, edges[0].days[0], edges[-1].days[-1], today)
    weekdays = span.calendar.weekdays
    weeks = [week_line(span, week, member, month) for week in weeks_of_month(month, weekdays)]
    missing = sum(week.missing for week in weeks)
    return MonthPage(
        month=month,
        previous=previous_month(month),
        next=next_month(month),
        columns=[f"{WEEKDAYS[weekday][:3]}." for weekday in weekdays],
        weeks=weeks,
        to_complete=f"{days_words(missing)} à compléter" if missing else "",
    )


def changed_in(page: MonthPage, on: date) -> tuple[WeekLine, Cell] | None:
    """The week and the cell of `on`; None when that month does not show it."""
    return next(((week, cell) for week in page.weeks for cell in week.cells if cell.on == on), None)


def week_line(span: Span, week: CalendarWeek, member: Member, month: date) -> WeekLine:
    calendar, today = span.calendar, span.today
    state = calendar.week(week)
    school = calendar.school_holiday(week.days)
    call = span.around.calls.get(week.monday)
    return WeekLine(
        number=week.number,
        key=f"semaine-{week.monday}",
        url=span.week_url_of(week.monday),
        school=f"vacances zone {calendar.cabinet.school_zone}" if school else "",
        target=target_said(span, week),
        called=bool(call),
        call_url=call_url(calendar.cabinet.slug, call.pk) if call else "",
        said=week_said(state, first=week.days[0], last=week.days[-1], today=today),
        intern=f"dont {days_words(state.intern_only)} d’interne" if state.intern_only else "",
        missing=state.missing if week.days[-1] >= today else 0,
        over=is_over(week, month, today),
        cells=[day_cell(span, on, member, month, state) for on in week.days],
        elsewhere=elsewhere(span, week, member),
    )


def target_said(span: Span, week: CalendarWeek) -> str:
    """« objectif 2 jours : vacances d’été », when the week is not asked as much as the others."""
    days = [on for on in week.days if on.weekday() in span.calendar.cabinet.open_weekdays]
    target = span.calendar.target_of(days)
    return f"objectif {count(target.days, 'jour', 'jours')}\u202f: {target.reason}" if target.reason else ""


def call_url(slug: str, pk: UUID) -> str:
    """The page of the call, where there is one."""
    try:
        return reverse("planning:call", args=[slug, pk])
    except NoReverseMatch:
        return ""


def elsewhere(span: Span, week: CalendarWeek, member: Member) -> list[Elsewhere]:
    """The days of the week without a column that have something to say."""
    hidden = [date.fromisocalendar(week.year, week.number, weekday) for weekday in range(1, 8)]
    found = [
        Elsewhere(on, span.url_of(on), marks_of(span, on, member)) for on in hidden if on not in week.days
    ]
    return [one for one in found if one.marks]


def is_over(week: CalendarWeek, month: date, today: date) -> bool:
    """A week behind us in the month that runs: folded, so that the calendar opens on what is to come."""
    return week.days[-1] < today and (month.year, month.month) == (today.year, today.month)
