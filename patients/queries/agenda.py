"""The agenda of a day: who is there, hour by hour, and what is free."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import NamedTuple

from cabinet.clock import PARIS, in_paris
from cabinet.models import Cabinet, Membership
from cabinet.models.membership import CAREGIVERS
from cabinet.text import clock
from patients.models import HOLDING, Appointment, AppointmentState, Patient, PatientSettings
from patients.models.appointment import AppointmentQuerySet
from patients.rules.appointment_states import may_follow, may_take_back, too_early
from patients.rules.slots import FIRST, Lengths, Span, Taken, first_left, half_days, openings
from planning.models import Presence
from planning.queries.calendar import Held
from planning.rules.half_days import Hours

#: A day of somebody, read whole or as the calendar reads it.
There = Presence | Held
#: Nothing more is expected of these.
OVER = frozenset({AppointmentState.DONE, AppointmentState.NO_SHOW})
HALF_LABELS = {"morning": "Matin", "afternoon": "Après-midi", "": "Hors présence"}


class Act(NamedTuple):
    """What is said of an appointment: the state, what its button is called, the key that presses it."""

    state: str
    verb: str
    key: str


#: Said by who stands at the desk or by the doctor, the usual one first.
ACTS = (
    Act("arrived", "Arrivée", "a"),
    Act("in_consultation", "En consultation", "c"),
    Act("done", "Vu·e", "v"),
    Act("no_show", "Absent·e", ""),
)


@dataclass(frozen=True)
class Line:
    """One line of an agenda: an appointment, or free time. `first`: a first consultation may stand there.

    `acts`: what may be said of it now, the usual one first. `undo`: a click of today that may be taken back.
    """

    span: Span
    appointment: Appointment | None = None
    first: bool = False
    acts: tuple[Act, ...] = ()
    undo: bool = False

    @property
    def minutes(self) -> int:
        return int(self.span.lasts.total_seconds() // 60)

    @cached_property
    def clock(self) -> str:
        return clock(self.span.starts_at)

    @cached_property
    def usual(self) -> Act | None:
        """The one button beside it: what comes next, unless that is an absence; who was seen or absent has
        none."""
        if self.appointment is None or self.appointment.state in OVER:
            return None
        return next((act for act in self.acts if act.state != AppointmentState.NO_SHOW), None)


@dataclass(frozen=True)
class Half:
    key: str
    span: Span | None
    presence: There | None
    lines: Sequence[Line]
    first_left: int = 0

    @property
    def label(self) -> str:
        return HALF_LABELS[self.key]


@dataclass(frozen=True)
class Column:
    """A practitioner's day."""

    practitioner: Membership
    halves: list[Half] = field(default_factory=list)

    @cached_property
    def appointments(self) -> list[Appointment]:
        return [line.appointment for half in self.halves for line in half.lines if line.appointment]

    @property
    def rooms(self) -> list[str]:
        return list(dict.fromkeys(half.presence.room.name for half in self.halves if half.presence))

    @property
    def waiting(self) -> int:
        return sum(one.state == AppointmentState.ARRIVED for one in self.appointments)

    @property
    def seen(self) -> int:
        return sum(one.state == AppointmentState.DONE for one in self.appointments)

    @property
    def expected(self) -> int:
        return sum(one.state in HOLDING for one in self.appointments)


@dataclass(frozen=True)
class DayAgenda:
    """`to_move`: released hours whose patients must be called. `cancelled`: still there, to be undone."""

    on: date
    columns: list[Column]
    to_move: list[Appointment]
    cancelled: list[Line]

    @property
    def patients(self) -> list[Patient]:
        """Whom it names, for the trace; once each."""
        named = [one for column in self.columns for one in column.appointments]
        named += [*self.to_move, *(line.appointment for line in self.cancelled if line.appointment)]
        return list({one.patient_id: one.patient for one in named}.values())


def lengths_of(settings: PatientSettings) -> Lengths:
    return Lengths(
        first=settings.first_minutes,
        follow_up=settings.follow_up_minutes,
        visit=settings.visit_minutes,
        asalee=settings.asalee_minutes,
    )


def span_of(row: Appointment | There) -> Span:
    return Span(row.starts_at, row.ends_at)


def halves_of(presence: There, hours: Hours) -> list[tuple[str, Span]]:
    return half_days(presence.on, presence.period, hours, span_of(presence))


def taken_of(appointments: Iterable[Appointment]) -> list[Taken]:
    """Those that hold their hour, for the rules."""
    return [Taken(span_of(one), one.kind) for one in appointments if one.state in HOLDING]


def day_bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """From the first midnight in Paris to the last one, after `last`."""
    return in_paris(first, time(0)), in_paris(last + timedelta(days=1), time(0))


def appointments_between(first: date, last: date) -> AppointmentQuerySet:
    starts, ends = day_bounds(first, last)
    return Appointment.objects.filter(starts_at__gte=starts, starts_at__lt=ends)


def appointment_rows() -> AppointmentQuerySet:
    """With all that the sheet of one shows."""
    return Appointment.objects.select_related(
        "patient", "practitioner__person", "presence__room", "booked_by__person",
        "moved_to__practitioner__person",
    )  # fmt: skip


def day_agenda(
    cabinet: Cabinet,
    on: date,
    *,
    at: datetime,
    only: Membership | None = None,
    settings: PatientSettings | None = None,
    presences: Iterable[There] | None = None,
) -> DayAgenda:
    """The day of everybody, or of one practitioner; three statements, less `settings` and `presences` (the
    sure ones of that day, with their names) when they are given."""
    settings = settings or PatientSettings.current()
    if presences is None:
        presences = Presence.objects.sure().filter(on=on).with_names()
    found = appointments_between(on, on).exclude(state=AppointmentState.MOVED).of_a_day()
    if only is not None:
        presences = [presence for presence in presences if presence.membership_id == only.pk]
        found = found.filter(practitioner=only)
    appointments = list(found)
    lived = [one for one in appointments if one.state in HOLDING or one.state == AppointmentState.NO_SHOW]
    return DayAgenda(
        on=on,
        columns=_columns(cabinet, list(presences), lived, settings, at),
        to_move=[one for one in appointments if one.state == AppointmentState.TO_MOVE],
        cancelled=[line_of(one, at) for one in appointments if one.state == AppointmentState.CANCELLED],
    )


def line_of(appointment: Appointment, at: datetime) -> Line:
    """An appointment with what may be said of it at `at`."""
    today, on = at.astimezone(PARIS).date(), appointment.starts_at.astimezone(PARIS).date()
    acts = tuple(
        act
        for act in ACTS
        if may_follow(appointment.state, act.state)
        and not too_early(act.state, on=on, today=today, started=at >= appointment.starts_at)
    )
    changed = appointment.changed_at
    undo = may_take_back(
        appointment.state, said_on=changed.astimezone(PARIS).date() if changed else None, today=today
    )
    return Line(span_of(appointment), appointment, acts=acts, undo=undo)


def _columns(
    cabinet: Cabinet,
    presences: list[There],
    appointments: list[Appointment],
    settings: PatientSettings,
    at: datetime,
) -> list[Column]:
    """Doctors first, in the order of the rooms; then who has appointments without being there any more."""
    presences.sort(key=lambda presence: presence.membership.role not in CAREGIVERS)
    columns: dict[object, Column] = {}
    left = {one.pk: one for one in appointments}
    for presence in presences:
        column = columns.setdefault(presence.membership_id, Column(presence.membership))
        own = [one for one in left.values() if one.practitioner_id == presence.membership_id]
        for key, span in halves_of(presence, Hours.of(cabinet)):
            inside = [one for one in own if span.touches(span_of(one))]
            column.halves.append(_half(key, span, presence, inside, settings, at))
            for one in inside:
                left.pop(one.pk, None)
    for one in left.values():
        column = columns.setdefault(one.practitioner_id, Column(one.practitioner))
        if not column.halves or column.halves[-1].key:
            column.halves.append(Half("", None, None, []))
        half = column.halves[-1]
        column.halves[-1] = Half("", None, None, [*half.lines, line_of(one, at)])
    return list(columns.values())


def _half(
    key: str,
    span: Span,
    presence: There,
    appointments: list[Appointment],
    settings: PatientSettings,
    at: datetime,
) -> Half:
    lengths, taken = lengths_of(settings), taken_of(appointments)
    cares = presence.membership.role in CAREGIVERS
    left = first_left(span, taken, settings.first_per_half_day) if cares else 0
    lines = [line_of(one, at) for one in appointments]
    lines += [
        Line(free, first=left > 0 and free.lasts >= lengths.of(FIRST))
        for free in openings(span, taken, lengths, after=at)
    ]
    lines.sort(key=lambda line: (line.span, line.appointment is None))
    return Half(key, span, presence, lines, left)
