"""An appointment stands in a half-day of a presence, at a step of the agenda, where nothing else stands.

Source: first consultation 30 minutes, follow-up 15 (settings); first consultations per half-day (setting).
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from planning.rules.half_days import HALVES, Hours, instants

FIRST, FOLLOW_UP, VISIT, ASALEE = "first", "follow_up", "visit", "asalee"


@dataclass(frozen=True)
class Lengths:
    """Minutes of each kind; a follow-up, the shortest, is the step of the agenda."""

    first: int = 30
    follow_up: int = 15
    visit: int = 30
    asalee: int = 45

    def of(self, kind: str) -> timedelta:
        return timedelta(minutes={FIRST: self.first, FOLLOW_UP: self.follow_up, VISIT: self.visit,
                                  ASALEE: self.asalee}[kind])  # fmt: skip

    @property
    def step(self) -> timedelta:
        return timedelta(minutes=self.follow_up)


@dataclass(frozen=True, order=True)
class Span:
    """From an instant to another, the end not included."""

    starts_at: datetime
    ends_at: datetime

    @property
    def lasts(self) -> timedelta:
        return self.ends_at.astimezone(UTC) - self.starts_at.astimezone(UTC)

    def touches(self, other: "Span") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def holds(self, other: "Span") -> bool:
        return self.starts_at <= other.starts_at and other.ends_at <= self.ends_at


@dataclass(frozen=True)
class Taken:
    """What holds an hour of somebody's agenda."""

    span: Span
    kind: str


def half_days(on: date, period: str, hours: Hours, within: Span) -> list[tuple[str, Span]]:
    """The half-days of a presence, each with its hours on that day, `within` the presence's own; the lunch
    between them is nobody's."""
    whole = [(half, Span(*instants(on, half, hours))) for half in HALVES[period]]
    cut = [
        (half, Span(max(span.starts_at, within.starts_at), min(span.ends_at, within.ends_at)))
        for half, span in whole
    ]
    return [(half, span) for half, span in cut if span.starts_at < span.ends_at]


def starts(half: Span, step: timedelta, lasts: timedelta) -> Iterator[datetime]:
    """Each step of a half-day from which so long a time still fits; real minutes, whatever the clocks do."""
    start, end = half.starts_at.astimezone(UTC), half.ends_at.astimezone(UTC)
    while start + lasts <= end:
        yield start
        start += step


def free_slots(
    half: Span, taken: Iterable[Taken], kind: str, lengths: Lengths, *, after: datetime | None = None
) -> list[Span]:
    """Where an appointment of that kind may stand in a half-day, `after` that instant if given."""
    held, lasts = [one.span for one in taken], lengths.of(kind)
    found = (Span(start, start + lasts) for start in starts(half, lengths.step, lasts))
    return [
        span
        for span in found
        if (after is None or span.starts_at >= after) and not any(span.touches(one) for one in held)
    ]


def first_left(half: Span, taken: Iterable[Taken], quota: int) -> int:
    """How many first consultations a half-day may still take."""
    return max(0, quota - sum(one.kind == FIRST and half.touches(one.span) for one in taken))


def free_first(
    half: Span,
    taken: Collection[Taken],
    lengths: Lengths,
    *,
    quota: int,
    after: datetime | None = None,
) -> list[Span]:
    """Where a first consultation may stand, none touching another, no more than the half-day still takes."""
    chosen: list[Span] = []
    for span in free_slots(half, taken, FIRST, lengths, after=after):
        if len(chosen) == first_left(half, taken, quota):
            break
        if not chosen or span.starts_at >= chosen[-1].ends_at:
            chosen.append(span)
    return chosen


def openings(
    half: Span, taken: Collection[Taken], lengths: Lengths, *, after: datetime | None = None
) -> list[Span]:
    """The free time of a half-day cut for the eye: as long as a first consultation, or what is left of it."""
    steps = free_slots(half, taken, FOLLOW_UP, lengths, after=after)
    cut: list[Span] = []
    for span in steps:
        last = cut[-1] if cut else None
        if last and last.ends_at == span.starts_at and last.lasts + span.lasts <= lengths.of(FIRST):
            cut[-1] = Span(last.starts_at, span.ends_at)
        else:
            cut.append(span)
    return cut


@dataclass(frozen=True)
class Room:
    """Somebody who is there for a half-day, and what holds their hours already."""

    who: object
    is_doctor: bool
    on: date
    half: str
    span: Span
    taken: Sequence[Taken] = ()


@dataclass(frozen=True)
class FirstSlot:
    who: object
    on: date
    half: str
    span: Span


def next_first_slots(
    rooms: Iterable[Room], lengths: Lengths, *, quota: int, after: datetime, limit: int
) -> list[FirstSlot]:
    """The coming first consultations: the soonest day first, a doctor before an intern, the soonest hour."""
    found = [
        (room.on, not room.is_doctor, span, place, FirstSlot(room.who, room.on, room.half, span))
        for place, room in enumerate(rooms)
        for span in free_first(room.span, room.taken, lengths, quota=quota, after=after)
    ]
    found.sort(key=lambda one: one[:4])
    return [slot for *_, slot in found[:limit]]
