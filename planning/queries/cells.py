"""What a cell of a calendar says of its day: its state, who is there, and what else is to be known of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cabinet.members import Member
from cabinet.models import Role
from cabinet.text import clock, long_day
from planning.models import Event, Strength
from planning.queries.around import Happening
from planning.queries.calendar import Held
from planning.queries.span import Span
from planning.rules.coverage import Week
from planning.rules.half_days import AFTERNOON, DAY, MORNING, period_of
from planning.rules.words import missing_said

#: The colour of who is not a doctor of the practice; the word stands beside it.
PILLS: dict[str, str] = {Role.INTERNE: "known", Role.INFIRMIERE_ASALEE: "other"}
FREE = {DAY: "journée libre", MORNING: "matin libre", AFTERNOON: "après-midi libre"}
HALF = {DAY: "", MORNING: "matin", AFTERNOON: "après-midi"}
#: A presence that is no cover yet: the letters around its initials, and the words that they stand for.
SHORT_OF_SURE = {"maybe": "en dernier recours", "unconfirmed": "à confirmer"}
EVENTS = {
    Event.Kind.TRAINING: ("graduation-cap", "formation"),
    Event.Kind.MEETING: ("users", "réunion"),
    Event.Kind.CONVIVIAL: ("party-popper", "convivial"),
}
#: Nearer than that, a day without anybody on call may harm somebody.
URGENT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Somebody:
    """One presence in a cell: initials on a phone, name, room and half-day at a desk."""

    initials: str
    name: str
    kind: str
    room: str
    half: str
    short_of_sure: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something else of that day; on a phone the word alone when `brief`."""

    words: str
    kind: str = ""
    icon: str = ""
    more: str = ""
    brief: bool = False

    @property
    def said(self) -> str:
        return f"{self.words}\u202f: {self.more}" if self.more else self.words


@dataclass(frozen=True, slots=True)
class Cell:
    on: date
    url: str
    label: str
    state: str
    words: str
    people: Sequence[Somebody]
    today: bool
    marks: Sequence[Mark] = ()
    why: str = ""
    #: The practice's, on a page of several; nothing elsewhere.
    hue: int = 0

    @property
    def key(self) -> str:
        return f"jour-{self.on}"


def day_cell(span: Span, on: date, member: Member, month: date, week: Week) -> Cell:
    presences = span.calendar.by_day.get(on, [])
    free = period_of(set(span.calendar.free_halves(on)))
    mine = [presence for presence in presences if presence.membership_id == member.membership.pk]
    words = cell_words(span, on, presences, free)
    marks = marks_of(span, on, member)
    shown = [presence for presence in presences if presence not in mine]
    return Cell(
        on=on,
        url=span.url_of(on),
        label=said_aloud(span, on, presences, words, marks, member, week),
        state=cell_state(span, on, month, mine=mine, free=free, needed=bool(week.missing)),
        words=shown_words(span, on, words, own_words(mine)),
        people=[somebody(presence, member) for presence in (*mine, *shown)],
        today=on == span.today,
        marks=marks,
        why=span.calendar.closed.get(on, ""),
    )


def cell_state(
    span: Span, on: date, month: date, *, mine: Sequence[Held], free: str | None, needed: bool
) -> str:
    """What the cell looks like; mine before all, then what is over, closed, or asked for."""
    if mine and on >= span.today:
        return "mine" if any(presence.counts for presence in mine) else "maybe"
    if (on.year, on.month) != (month.year, month.month):
        return "outside"
    if on in span.calendar.public:
        return "holiday"
    if on < span.today:
        return "past"
    if not span.calendar.is_open(on):
        return "closed"
    if free == DAY:
        return "free" if needed else "open"
    if free:
        return "half" if needed else "covered"
    return "covered"


def cell_words(span: Span, on: date, presences: Sequence[Held], free: str | None) -> str:
    """« journée libre », « avec ASALÉE » when the nurse would be the company, « férié », « fermé »."""
    if on in span.calendar.public:
        return "férié"
    if on in span.calendar.closed:
        return "fermé"
    if free == DAY and any(
        presence.is_sure and presence.membership.role == Role.INFIRMIERE_ASALEE for presence in presences
    ):
        return "avec ASALÉE"
    return FREE[free] if free else ""


def own_words(mine: Sequence[Held]) -> str | None:
    """My cell says my half-day, and that it is not sure; None when I am not there."""
    if len(mine) != 1:
        return "" if mine else None
    return half_said(mine[0])


def half_said(presence: Held) -> str:
    """« matin », « à confirmer », « matin, en dernier recours »; nothing for a whole day that is sure."""
    return ", ".join(filter(None, [HALF[presence.period], SHORT_OF_SURE.get(short_of_sure(presence), "")]))


def shown_words(span: Span, on: date, words: str, own: str | None) -> str:
    """A past day no longer says what was free."""
    if own is not None:
        return ", ".join(filter(None, [words if on in span.calendar.days_off else "", own]))
    return words if on >= span.today or on in span.calendar.days_off else ""


def short_of_sure(presence: Held) -> str:
    """A key of `SHORT_OF_SURE`, or nothing for one that makes cover."""
    if presence.strength == Strength.IF_NEED_BE:
        return "maybe"
    return "unconfirmed" if presence.to_confirm else ""


def somebody(presence: Held, member: Member) -> Somebody:
    membership = presence.membership
    me = presence.membership_id == member.membership.pk
    return Somebody(
        initials="moi" if me else membership.person.initials,
        name="moi" if me else membership.display_name,
        kind="me" if me else PILLS.get(membership.role, ""),
        room=presence.room.name,
        half=HALF[presence.period],
        short_of_sure=short_of_sure(presence),
    )


def marks_of(span: Span, on: date, member: Member) -> list[Mark]:
    """On call, at the desk, and what happens: a day that is over keeps what happened."""
    found = [duty_mark(span, on, member), desk_mark(span, on)]
    return [*filter(None, found), *(event_mark(event) for event in span.around.events.get(on, []))]


def duty_mark(span: Span, on: date, member: Member) -> Mark | None:
    """« astreinte Dr Texier »; nobody is red when the day is near."""
    duty = span.around.astreintes.get(on)
    if on not in span.to_cover:
        return None
    if duty:
        mine = duty.member == member.membership.pk
        return Mark("astreinte", kind="mine" if mine else "known", more="moi" if mine else duty.who)
    if on < span.today:
        return None
    return Mark("astreinte", kind="alert" if on - span.today <= URGENT else "gap", more="personne")


def desk_mark(span: Span, on: date) -> Mark | None:
    gaps = span.desk_gaps(on) if on >= span.today else []
    if not gaps:
        return None
    if span.is_whole_day(on, gaps):
        return Mark("sans secrétariat", kind="gap")
    spans = ", ".join(f"{clock(gap.starts_at)}\u202f–\u202f{clock(gap.ends_at)}" for gap in gaps)
    return Mark("secrétariat partiel", kind="gap", more=f"personne {spans}", brief=True)


def event_mark(event: Happening) -> Mark:
    icon, word = EVENTS[Event.Kind(event.kind)]
    return Mark(word, kind="event", icon=icon, more=f"{event.title}, {clock(event.starts_at)}", brief=True)


def said_aloud(
    span: Span,
    on: date,
    presences: Sequence[Held],
    words: str,
    marks: Sequence[Mark],
    member: Member,
    week: Week,
) -> str:
    """The whole truth of a cell in words, for who does not see it."""
    calendar = span.calendar
    off = calendar.days_off.get(on, "")
    parts = [f"fermé\u202f: {off}" if on in calendar.closed else off] if off else [words] if words else []
    for presence in presences:
        me = presence.membership_id == member.membership.pk
        name = "vous" if me else presence.membership.display_name
        said = half_said(presence)
        parts.append(f"{name} ({said})" if said else name)
    if words and week.missing and not off:
        parts.append(f"{missing_said(week.missing)} cette semaine")
    parts = parts or ["fermé" if not calendar.is_open(on) else ""]
    return ", ".join(filter(None, [long_day(on), *parts, *(mark.said for mark in marks)]))
