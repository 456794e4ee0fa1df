"""The week page: rooms by half-days, who answers the phone and the laboratory, and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cabinet.members import Member
from cabinet.text import MONTHS, clock, day_number
from planning.models import Room
from planning.queries.calendar import Held
from planning.queries.cells import FREE, Mark, Somebody, cell_state, duty_mark, event_mark, somebody
from planning.queries.month import call_url, target_said
from planning.queries.span import Span, read_span
from planning.rules.calendar_weeks import monday_of, week_of
from planning.rules.desk import REMOTE, Answering
from planning.rules.half_days import AFTERNOON, DAY, HALVES, MORNING, period_of
from planning.rules.words import Said, missing_said, week_said

HALF_NAMES = {MORNING: "Matin", AFTERNOON: "Après-midi"}


@dataclass(frozen=True)
class Phone:
    """Who answers the phone from an hour to another; nobody in amber."""

    who: str
    hours: str
    gap: bool


@dataclass(frozen=True)
class WeekDay:
    on: date
    url: str
    state: str
    words: str
    kind: str
    today: bool
    people: Sequence[Somebody]
    phones: Sequence[Phone]
    duty: Mark | None
    events: Sequence[Mark]

    @property
    def key(self) -> str:
        return f"jour-{self.on}"


@dataclass(frozen=True)
class Slot:
    """A room on one half-day, or on both (`rows` 2); None people for a day off."""

    people: Sequence[Somebody]
    rows: int
    off: bool


@dataclass(frozen=True)
class RoomHalf:
    """A line of the table; `room` on its first one only."""

    room: str
    half: str
    slots: Sequence[Slot]


@dataclass(frozen=True)
class WeekPage:
    number: int
    monday: date
    last: date
    previous: date
    next: date
    school: str
    target: str
    called: bool
    call_url: str
    said: Said
    missing: str
    days: Sequence[WeekDay]
    lines: Sequence[RoomHalf]
    unsure: Sequence[Slot]

    @property
    def title(self) -> str:
        """« 9 – 14 mars 2027 », « 29 mars – 3 avril 2027 »."""
        first, last = self.monday, self.last
        opening = day_number(first.day)
        if first.month != last.month:
            opening += f" {MONTHS[first.month - 1]}"
        if first.year != last.year:
            opening += f" {first.year}"
        return f"{opening} – {day_number(last.day)} {MONTHS[last.month - 1]} {last.year}"

    @property
    def has_phones(self) -> bool:
        return any(day.phones for day in self.days)

    @property
    def has_duties(self) -> bool:
        return any(day.duty for day in self.days)

    @property
    def has_events(self) -> bool:
        return any(day.events for day in self.days)

    @property
    def has_unsure(self) -> bool:
        return any(slot.people for slot in self.unsure)


def week_page(member: Member, on: date, today: date) -> WeekPage:
    """Four statements: the week with all around it, and the rooms."""
    monday = monday_of(on)
    span = read_span(member.cabinet, monday, monday + timedelta(days=6), today)
    rooms = list(Room.objects.all())
    calendar = span.calendar
    shown = weekdays_of(span)
    week, usual = week_of(on, shown), week_of(on, calendar.weekdays)
    state = calendar.week(usual)
    days = [week_day(span, each, member, needed=bool(state.missing)) for each in week.days]
    school = calendar.school_holiday(week.days)
    call = span.around.calls.get(monday)
    return WeekPage(
        number=week.number,
        monday=week.days[0],
        last=week.days[-1],
        previous=monday - timedelta(weeks=1),
        next=monday + timedelta(weeks=1),
        school=f"vacances zone {calendar.cabinet.school_zone}" if school else "",
        target=target_said(span, usual),
        called=bool(call),
        call_url=call_url(calendar.cabinet.slug, call.pk) if call else "",
        said=week_said(state, first=usual.days[0], last=usual.days[-1], today=today),
        missing=missing_said(state.missing) if usual.days[-1] >= today else "",
        days=days,
        lines=lines_of(span, rooms, week.days, member),
        unsure=[unsure_slot(span, each, member) for each in week.days],
    )


def weekdays_of(span: Span) -> list[int]:
    """The days of the practice, and any other with an astreinte to hold or an event."""
    around = {*span.to_cover, *span.around.events}
    return sorted({*span.calendar.weekdays, *(on.weekday() for on in around)})


def week_day(span: Span, on: date, member: Member, *, needed: bool) -> WeekDay:
    presences = span.calendar.by_day.get(on, [])
    mine = [presence for presence in presences if presence.membership_id == member.membership.pk]
    free = period_of(set(span.calendar.free_halves(on)))
    words, kind = day_words(span, on, free, needed=needed)
    return WeekDay(
        on=on,
        url=span.url_of(on),
        state=cell_state(span, on, on, mine=mine, free=free, needed=needed),
        words=words,
        kind=kind,
        today=on == span.today,
        people=[somebody(presence, member) for presence in presences],
        phones=phones_of(span, on),
        duty=duty_mark(span, on, member),
        events=[event_mark(event) for event in span.around.events.get(on, [])],
    )


def day_words(span: Span, on: date, free: str | None, *, needed: bool) -> tuple[str, str]:
    """What the head of a day says, and the kind of the badge that bears it."""
    calendar = span.calendar
    if on in calendar.public:
        return calendar.public[on], "known"
    if on in calendar.closed:
        return f"fermé\u202f: {calendar.closed[on]}", ""
    if not calendar.is_open(on):
        return "fermé", ""
    if free and on >= span.today:
        return FREE[free], "gap" if needed else ""
    return "", ""


def phones_of(span: Span, on: date) -> list[Phone]:
    stretches = span.answered(on)
    if stretches and span.is_whole_day(on, stretches) and not any(one.role for one in stretches):
        return [Phone("personne", "toute la journée", gap=True)]
    return [phone(stretch) for stretch in stretches]


def phone(stretch: Answering) -> Phone:
    hours = f"{clock(stretch.starts_at)}\u202f–\u202f{clock(stretch.ends_at)}"
    who = "télésecrétariat" if stretch.role == REMOTE else stretch.who
    return Phone(who or "personne", hours, gap=not stretch.role)


def lines_of(span: Span, rooms: Sequence[Room], days: Sequence[date], member: Member) -> list[RoomHalf]:
    """Two lines a room; somebody there all day holds both."""
    lines = []
    for room in rooms:
        held = [
            [p for p in span.calendar.by_day.get(on, []) if p.is_sure and p.room_id == room.pk] for on in days
        ]
        for half in HALVES[DAY]:
            slots = [
                slot
                for on, presences in zip(days, held, strict=True)
                if (slot := slot_of(span, on, half, presences, member))
            ]
            lines.append(RoomHalf(room.name if half == MORNING else "", HALF_NAMES[half], slots))
    return lines


def slot_of(span: Span, on: date, half: str, presences: Sequence[Held], member: Member) -> Slot | None:
    """None for the afternoon of somebody who is there all day, or of a day off: the cell above holds it."""
    off = not span.calendar.is_open(on)
    there = [presence for presence in presences if half in HALVES[presence.period]]
    whole = any(presence.period == DAY for presence in presences) or (off and not presences)
    if whole and half == AFTERNOON:
        return None
    return Slot([somebody(one, member) for one in there], rows=2 if whole else 1, off=off)


def unsure_slot(span: Span, on: date, member: Member) -> Slot:
    """Those who would come in the last resort hold no room."""
    there = [presence for presence in span.calendar.by_day.get(on, []) if not presence.is_sure]
    return Slot([somebody(one, member) for one in there], rows=1, off=not span.calendar.is_open(on))
