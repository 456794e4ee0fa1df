"""The month page: its weeks with their state, its days with who is there and what is free."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from cabinet.clock import next_month, previous_month
from cabinet.members import Member
from cabinet.models import Role
from cabinet.text import WEEKDAYS, long_day
from planning.models import Presence
from planning.queries.calendar import Calendar, read_calendar
from planning.rules.calendar_weeks import CalendarWeek, weeks_of_month
from planning.rules.coverage import Week
from planning.rules.half_days import AFTERNOON, DAY, MORNING, period_of
from planning.rules.words import Said, days_words, missing_said, week_said

#: The colour of who is not a doctor of the practice; the word stands beside it.
PILLS = {Role.INTERNE: "known", Role.INFIRMIERE_ASALEE: "other"}
FREE = {DAY: "journée libre", MORNING: "matin libre", AFTERNOON: "après-midi libre"}
HALF = {DAY: "", MORNING: "matin", AFTERNOON: "après-midi"}


@dataclass(frozen=True)
class Somebody:
    """One presence in a cell: initials on a phone, name, room and half-day at a desk."""

    initials: str
    name: str
    kind: str
    room: str
    half: str
    sure: bool = True


@dataclass(frozen=True)
class Cell:
    on: date
    url: str
    label: str
    state: str
    words: str
    people: Sequence[Somebody]
    today: bool

    @property
    def key(self) -> str:
        return f"jour-{self.on}"


@dataclass(frozen=True)
class WeekLine:
    number: int
    key: str
    school: str
    said: Said
    intern: str
    missing: int
    over: bool
    cells: Sequence[Cell]


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
    """Two statements: presences and holidays of the weeks that the month touches."""
    edges = weeks_of_month(month, range(7))
    calendar = read_calendar(member.cabinet, edges[0].days[0], edges[-1].days[-1])
    weeks = [
        week_line(calendar, week, member, month, today) for week in weeks_of_month(month, calendar.weekdays)
    ]
    missing = sum(week.missing for week in weeks)
    return MonthPage(
        month=month,
        previous=previous_month(month),
        next=next_month(month),
        columns=[f"{WEEKDAYS[weekday][:3]}." for weekday in calendar.weekdays],
        weeks=weeks,
        to_complete=f"{days_words(missing)} à compléter" if missing else "",
    )


def changed_in(page: MonthPage, on: date) -> tuple[WeekLine, Cell] | None:
    """The week and the cell of `on`; None when that month does not show it."""
    return next(((week, cell) for week in page.weeks for cell in week.cells if cell.on == on), None)


def week_line(calendar: Calendar, week: CalendarWeek, member: Member, month: date, today: date) -> WeekLine:
    state = calendar.week(week)
    school = calendar.school_holiday(week.days)
    return WeekLine(
        number=week.number,
        key=f"semaine-{week.monday}",
        school=f"vacances zone {calendar.cabinet.school_zone}" if school else "",
        said=week_said(state, first=week.days[0], last=week.days[-1], today=today),
        intern=f"dont {days_words(state.intern_only)} d’interne" if state.intern_only else "",
        missing=state.missing if week.days[-1] >= today else 0,
        over=is_over(week, month, today),
        cells=[day_cell(calendar, on, member, month, today, state) for on in week.days],
    )


def is_over(week: CalendarWeek, month: date, today: date) -> bool:
    """A week behind us in the month that runs: folded, so that the calendar opens on what is to come."""
    return week.days[-1] < today and (month.year, month.month) == (today.year, today.month)


def day_cell(calendar: Calendar, on: date, member: Member, month: date, today: date, week: Week) -> Cell:
    presences = calendar.by_day.get(on, [])
    free = period_of(set(calendar.free_halves(on)))
    own = [presence for presence in presences if presence.membership_id == member.membership.pk]
    mine = [presence for presence in own if presence.is_sure]
    words = cell_words(calendar, on, presences, free)
    own_half = half_said(mine[0]) if len(mine) == 1 else ""
    state = cell_state(calendar, on, month, today, mine=mine, free=free, needed=bool(week.missing))
    return Cell(
        on=on,
        url=reverse("planning:day", args=[calendar.cabinet.slug, on]),
        label=said_aloud(calendar, on, presences, words, member, week),
        state=state,
        words=shown_words(calendar, on, today, words, own_half if mine else None),
        people=[somebody(presence, member) for presence in sorted(presences, key=lambda p: p not in own)],
        today=on == today,
    )


def cell_state(
    calendar: Calendar,
    on: date,
    month: date,
    today: date,
    *,
    mine: Sequence[Presence],
    free: str | None,
    needed: bool,
) -> str:
    """What the cell looks like; mine before all, then what is over, closed, or asked for."""
    if mine and on >= today:
        return "mine"
    if (on.year, on.month) != (month.year, month.month):
        return "outside"
    if on in calendar.public:
        return "holiday"
    if on < today:
        return "past"
    if not calendar.is_open(on):
        return "closed"
    if free == DAY:
        return "free" if needed else "open"
    if free:
        return "half" if needed else "covered"
    return "covered"


def cell_words(calendar: Calendar, on: date, presences: Sequence[Presence], free: str | None) -> str:
    """« journée libre », « avec ASALÉE » when the nurse would be the company, « férié »."""
    if on in calendar.public:
        return "férié"
    if free == DAY and any(
        presence.is_sure and presence.membership.role == Role.INFIRMIERE_ASALEE for presence in presences
    ):
        return "avec ASALÉE"
    return FREE[free] if free else ""


def shown_words(calendar: Calendar, on: date, today: date, words: str, own_half: str | None) -> str:
    """My cell says my half-day; a past one no longer says what was free."""
    if own_half is not None:
        return own_half
    return words if on >= today or on in calendar.public else ""


def somebody(presence: Presence, member: Member) -> Somebody:
    membership = presence.membership
    me = membership.pk == member.membership.pk
    return Somebody(
        initials="moi" if me else membership.person.initials,
        name="moi" if me else membership.display_name,
        kind="me" if me else PILLS.get(Role(membership.role), ""),
        room=presence.room.name,
        half=half_said(presence),
        sure=presence.is_sure,
    )


def half_said(presence: Presence) -> str:
    """« matin », « à confirmer », « matin, en dernier recours »; nothing for a whole day that is sure."""
    how = "à confirmer" if presence.to_confirm else "" if presence.is_sure else "en dernier recours"
    return ", ".join(filter(None, [HALF[presence.period], how]))


def said_aloud(
    calendar: Calendar, on: date, presences: Sequence[Presence], words: str, member: Member, week: Week
) -> str:
    """The whole truth of a cell in words, for who does not see it."""
    parts = [calendar.public.get(on, "")] if on in calendar.public else [words] if words else []
    for presence in presences:
        me = presence.membership_id == member.membership.pk
        name = "vous" if me else presence.membership.display_name
        half = half_said(presence)
        parts.append(f"{name} ({half})" if half else name)
    if words and week.missing and on not in calendar.public:
        parts.append(f"{missing_said(week.missing)} cette semaine")
    return ", ".join([long_day(on), *(parts or ["fermé" if not calendar.is_open(on) else ""])]).strip(", ")
