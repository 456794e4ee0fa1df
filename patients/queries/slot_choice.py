"""The hours that a form offers: the next half-days of those who have room, in the order of the calendar."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from cabinet.clock import PARIS
from cabinet.models import Cabinet
from cabinet.text import clock, day
from patients.models import PatientSettings
from patients.queries.free_slots import FreeHalf, free_between
from patients.rules.slots import FIRST, Span

#: So many half-days are enough to agree on one; « plus tard » shows the following ones.
HALVES_SHOWN = 8
LOOKED = timedelta(weeks=3)
HALF_WORDS = {"morning": "matin", "afternoon": "après-midi"}


@dataclass(frozen=True)
class Option:
    value: str
    label: str


@dataclass(frozen=True)
class Group:
    """A half-day of somebody."""

    label: str
    options: Sequence[Option]


@dataclass(frozen=True)
class SlotChoice:
    """`later`: the day from which more is to be seen. `usual`: the soonest hour."""

    groups: Sequence[Group]
    later: date | None
    usual: str

    def holds(self, value: str) -> bool:
        return any(option.value == value for group in self.groups for option in group.options)


def slot_value(practitioner: object, starts_at: datetime) -> str:
    return f"{practitioner}@{starts_at.isoformat()}"


def read_slot(value: str) -> tuple[UUID, datetime]:
    """What `slot_value` wrote. Raises ValueError for anything else."""
    practitioner, _, moment = value.partition("@")
    starts_at = datetime.fromisoformat(moment)
    if starts_at.tzinfo is None or not 2000 <= starts_at.year <= 2100:
        raise ValueError(value)
    return UUID(practitioner), starts_at


def slot_choice(
    cabinet: Cabinet,
    kind: str,
    *,
    first: date,
    at: datetime,
    practitioner: object = None,
    hour: str = "",
    settings: PatientSettings | None = None,
    quota: bool = True,
    without: Collection[object] = (),
) -> SlotChoice:
    """From `first` on, for three weeks at most; those of `practitioner` only, when one is given. `hour`: the
    one that was pressed, offered as it is, its half-day first."""
    who, wanted = read_slot(hour) if hour else (None, None)
    found = free_between(
        cabinet, first, first + LOOKED, kind, after=at, settings=settings, quota=quota, without=without
    )
    free = [half for half in found if half.free and practitioner in (None, half.practitioner.pk)]
    free.sort(
        key=lambda half: (
            not (half.practitioner.pk == who and wanted is not None and half.span.starts_at <= wanted
                 < half.span.ends_at),
            half.on,
            half.half != "morning",
            not half.practitioner.is_doctor,
        )
    )  # fmt: skip
    groups = [
        Group(group_label(half), options_of(half, kind, wanted if half.practitioner.pk == who else None))
        for half in free[:HALVES_SHOWN]
    ]
    more = free[HALVES_SHOWN:]
    later = more[0].on if more else first + LOOKED + timedelta(days=1)
    return SlotChoice(groups, later, groups[0].options[0].value if groups else "")


def options_of(half: FreeHalf, kind: str, wanted: datetime | None) -> list[Option]:
    """A first consultation where it touches no other; anything else at each step."""
    name = half.practitioner.display_name
    spans = apart(half, wanted) if kind == FIRST else half.free
    return [
        Option(
            slot_value(half.practitioner.pk, span.starts_at.astimezone(PARIS)),
            f"{day(span.starts_at)}, {clock(span.starts_at)} · {name}",
        )
        for span in spans
    ]


def apart(half: FreeHalf, wanted: datetime | None = None) -> list[Span]:
    """Of the free spans, those that do not overlap, `wanted` before all: two bookings leave no hole."""
    chosen = [span for span in half.free if span.starts_at == wanted]
    for span in half.free:
        if not any(span.touches(one) for one in chosen):
            chosen.append(span)
    return sorted(chosen)


def group_label(half: FreeHalf) -> str:
    """« mar. 24 nov., matin · Dr Fradin »"""
    return f"{day(half.on)}, {HALF_WORDS[half.half]} · {half.practitioner.display_name}"
