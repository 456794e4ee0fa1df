"""The appointments of today as the desk reads them, and the next hours for a first consultation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cabinet.members import Member
from cabinet.models import Membership
from patients.models import PatientSettings
from patients.queries.agenda import OVER, Column, DayAgenda, Line, There
from patients.queries.desk_day import LOOKED
from patients.queries.free_slots import next_firsts
from patients.queries.slot_choice import slot_value

#: Three hours are enough to agree on one; the page of first consultations has the others.
SLOTS_SHOWN = 3


@dataclass(frozen=True)
class DeskColumn:
    """A practitioner's day: what is over, then what is to come."""

    practitioner: Membership
    over: Sequence[Line]
    coming: Sequence[Line]
    expected: int
    seen: int


@dataclass(frozen=True)
class NextSlot:
    """`value`: as the form of an appointment writes it."""

    starts_at: datetime
    practitioner: Membership
    value: str


def desk_columns(agenda: DayAgenda) -> list[DeskColumn]:
    return [desk_column(column) for column in agenda.columns]


def desk_column(column: Column) -> DeskColumn:
    """Every appointment, and of the free time where a first consultation may stand."""
    lines = [line for half in column.halves for line in half.lines if line.appointment or line.first]
    over = [line for line in lines if line.appointment and line.appointment.state in OVER]
    coming = [line for line in lines if line not in over]
    return DeskColumn(column.practitioner, over, coming, column.expected, column.seen)


def next_slots(
    member: Member,
    *,
    at: datetime,
    settings: PatientSettings,
    presences: Sequence[There] | None = None,
) -> list[NextSlot]:
    """`presences`: those of `LOOKED`, when they are read already."""
    found = next_firsts(
        member.cabinet, at=at, limit=SLOTS_SHOWN, ahead=LOOKED, settings=settings, presences=presences
    )
    return [
        NextSlot(slot.span.starts_at, slot.who, slot_value(slot.who.pk, slot.span.starts_at))
        for slot in found
        if isinstance(slot.who, Membership)
    ]
