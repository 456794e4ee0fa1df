"""What becomes of an appointment: arrived, seen, absent, cancelled; and a wrong click taken back."""

from datetime import datetime

from django.db import IntegrityError, transaction

from cabinet import audit
from cabinet.clock import PARIS
from cabinet.constraints_text import constraint_of
from cabinet.models import Membership
from cabinet.text import full_day
from patients.actions.agenda_refusals import (
    AppointmentChanged,
    AppointmentRefused,
    SlotTaken,
    StateRefused,
    left_that_half,
)
from patients.actions.appointment_places import lock_agenda
from patients.actions.appointment_steps import follow_step
from patients.actions.appointments import REASON_LIMIT, locked, may_handle, stamp
from patients.actions.live import appointment_changed
from patients.actions.session_hours import follow_session
from patients.constraints import PATIENT_IS_TAKEN, PRACTITIONER_IS_TAKEN
from patients.models import Appointment, AppointmentState, CallBack
from patients.rules.appointment_states import (
    STATE_LABELS,
    may_follow,
    may_take_back,
    taken_back,
    too_early,
)

#: The instant that goes with a state.
_WHEN = {
    AppointmentState.ARRIVED: "arrived_at",
    AppointmentState.IN_CONSULTATION: "started_at",
    AppointmentState.DONE: "finished_at",
}
#: What a person says of an appointment by itself; moving and releasing have their own actions.
SAID = (*_WHEN, AppointmentState.NO_SHOW, AppointmentState.CANCELLED)


def say_state(
    *,
    appointment: Appointment,
    state: str,
    version: int | None,
    by: Membership,
    at: datetime,
    reason: str = "",
) -> Appointment:
    """The appointment, in that state; said twice, it is said once. `version`: as it was read.

    Raises PermissionDenied, `AppointmentChanged`, `StateRefused`, `AppointmentRefused` (the reason).
    """
    may_handle(by, appointment)
    reason = " ".join(reason.split())
    if len(reason) > REASON_LIMIT:
        raise AppointmentRefused(
            f"{REASON_LIMIT} caractères au plus\u202f: gardez l’essentiel.", field="reason"
        )
    lock_agenda(by.cabinet, appointment.starts_at)
    now = locked(appointment, version=None)
    if now.state == state:
        return now
    if version is not None and now.version != version:
        raise AppointmentChanged(now, STATE_LABELS[state])
    if state not in SAID or not may_follow(now.state, state):
        raise StateRefused(
            f"Ce rendez-vous est «\u00a0{STATE_LABELS[now.state]}\u00a0»\u202f: "
            f"«\u00a0{STATE_LABELS[state]}\u00a0» ne peut pas suivre."
        )
    on, today = now.starts_at.astimezone(PARIS).date(), at.astimezone(PARIS).date()
    if too_early(state, on=on, today=today, started=at >= now.starts_at):
        raise StateRefused(
            f"Ce rendez-vous est le {full_day(on)}\u202f: « {STATE_LABELS[state]} » se dira ce jour-là."
            if on != today
            else "Son heure n’est pas encore passée\u202f: attendez avant de le dire absent."
        )
    before = now.state
    now.state, now.reason = state, reason
    if field := _WHEN.get(AppointmentState(state)):
        setattr(now, field, at)
    _write(now, by=by, at=at)
    if state == AppointmentState.CANCELLED:
        CallBack.objects.filter(appointment=now, done_at=None).update(
            done_at=at, done_by=by, result="rendez-vous annulé"
        )
    audit.record("change_appointment", now, by=by, at=at, before=before, after=str(state))
    follow_step(now, by=by, at=at)
    follow_session(now, by=by, at=at)
    return now


def take_back(*, appointment: Appointment, version: int | None, by: Membership, at: datetime) -> Appointment:
    """The appointment as it was before a mistaken click of today.

    Same refusals; `SlotTaken` when its hour was given to somebody else meanwhile.
    """
    may_handle(by, appointment)
    lock_agenda(by.cabinet, appointment.starts_at)
    now = locked(appointment, version=version, wanted="reprendre")
    said_on = now.changed_at.astimezone(PARIS).date() if now.changed_at else None
    before = now.state
    after = taken_back(before, was_started=now.started_at is not None, was_arrived=now.arrived_at is not None)
    if after is None or not may_take_back(before, said_on=said_on, today=at.astimezone(PARIS).date()):
        raise StateRefused(
            f"Ce rendez-vous est «\u00a0{STATE_LABELS[before]}\u00a0»\u202f: il n’y a rien à reprendre. "
            "Au-delà du jour même, notez-le dans un nouveau rendez-vous."
        )
    now.state, now.reason = after, ""
    if field := _WHEN.get(AppointmentState(before)):
        setattr(now, field, None)
    _write(now, by=by, at=at)
    audit.record("take_back_appointment", now, by=by, at=at, before=before, after=after)
    follow_step(now, by=by, at=at, taken_back=True)
    follow_session(now, by=by, at=at)
    return now


def _write(appointment: Appointment, *, by: Membership, at: datetime) -> None:
    """Absent or cancelled, it had left its hour: somebody else may hold it by now."""
    stamp(appointment, by=by, at=at)
    appointment_changed(appointment)
    try:
        with transaction.atomic():
            appointment.save()
    except IntegrityError as error:
        if constraint_of(error) not in (PRACTITIONER_IS_TAKEN, PATIENT_IS_TAKEN):
            raise
        raise SlotTaken(
            "Cette heure a été donnée depuis.",
            left_that_half(by.cabinet, appointment.kind, appointment.starts_at, at=at),
        ) from error
