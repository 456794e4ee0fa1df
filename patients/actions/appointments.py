"""Book an appointment, and move it: within a presence, alone there, in the order of arrival."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from cabinet import audit
from cabinet.constraints_text import constraint_of
from cabinet.models import Cabinet, Membership, Role
from cabinet.text import instant
from patients.actions.agenda_refusals import (
    AgendaElsewhere,
    AppointmentChanged,
    AppointmentRefused,
    SlotTaken,
    StateRefused,
    left_that_half,
)
from patients.actions.appointment_places import Place, find_place, lock_agenda
from patients.actions.appointment_steps import follow_step
from patients.actions.live import appointment_changed
from patients.actions.session_hours import follow_session
from patients.constraints import NOBODY_IS_THERE, PATIENT_IS_TAKEN, PRACTITIONER_IS_TAKEN
from patients.models import (
    HOLDING,
    Appointment,
    AppointmentState,
    CallBack,
    CallReason,
    Patient,
    PatientSettings,
    Referral,
)
from patients.permissions import handles_appointment, keeps_appointments, visible_patients
from patients.rules.appointment_states import STATE_LABELS, may_follow

NOTE_LIMIT = 120
REASON_LIMIT = 160


def book_appointment(
    *,
    patient: Patient,
    practitioner: Membership,
    kind: str,
    starts_at: datetime,
    by: Membership,
    at: datetime,
    note: str = "",
    beyond: bool = False,
    referral: Referral | None = None,
) -> Appointment:
    """The appointment; asked for twice, it is the same one. `beyond`: over the first consultations of a
    half-day, knowingly. `referral`: what an ASALÉE session is for, when it was said.

    Raises PermissionDenied, `AppointmentRefused`, `SlotTaken` (somebody was first; what is left),
    `FirstsAreFull` or `AgendaElsewhere`.
    """
    cabinet = by.cabinet
    may_book(by, practitioner, patient)
    note = _short(note, NOTE_LIMIT, field="note")
    settings = _here()
    lock_agenda(cabinet, starts_at)
    same = Appointment.objects.filter(
        patient=patient, practitioner=practitioner, starts_at=starts_at, kind=kind,
        state=AppointmentState.BOOKED,
    ).first()  # fmt: skip
    if same:
        return same
    place = find_place(cabinet, settings, patient, practitioner, kind, starts_at, at=at, beyond=beyond)
    appointment = Appointment(
        patient=patient, practitioner=practitioner, presence=place.presence, kind=kind,
        starts_at=place.span.starts_at, ends_at=place.span.ends_at, note=note, booked_at=at, booked_by=by,
    )  # fmt: skip
    save_new(appointment, cabinet=cabinet, at=at)
    appointment_changed(appointment)
    audit.record("book_appointment", appointment, by=by, at=at, **details(appointment))
    follow_step(appointment, by=by, at=at)
    follow_session(appointment, by=by, at=at, referral=referral)
    _answer_calls(CallBack.objects.filter(patient=patient, reason=CallReason.FIRST_APPOINTMENT), appointment,
                  by=by, at=at)  # fmt: skip
    return appointment


def move_appointment(
    *,
    appointment: Appointment,
    practitioner: Membership,
    starts_at: datetime,
    version: int,
    by: Membership,
    at: datetime,
    reason: str = "",
    beyond: bool = False,
) -> Appointment:
    """The new appointment; the old one stays, « déplacé », and says which one. Same refusals as a booking,
    and `AppointmentChanged` or `StateRefused`."""
    cabinet = by.cabinet
    may_book(by, practitioner, appointment.patient)
    may_handle(by, appointment)
    reason = _short(reason, REASON_LIMIT, field="reason")
    settings = _here()
    lock_agenda(cabinet, appointment.starts_at, starts_at)
    old = locked(appointment, version=version, wanted=f"déplacé au {instant(starts_at)}")
    if not may_follow(old.state, AppointmentState.MOVED):
        raise StateRefused(f"Ce rendez-vous est «\u00a0{STATE_LABELS[old.state]}\u00a0»\u202f: il ne se "
                           "déplace plus.")  # fmt: skip
    if (old.practitioner_id, old.starts_at) == (practitioner.pk, starts_at) and old.state in HOLDING:
        return old
    place = find_place(
        cabinet, settings, old.patient, practitioner, old.kind, starts_at, at=at, beyond=beyond, leaving=old
    )
    new = carry_over(old, place, by=by, at=at, reason=reason)
    follow_step(new, by=by, at=at)
    return new


def carry_over(
    old: Appointment, place: Place, *, by: Membership | None, at: datetime, reason: str = ""
) -> Appointment:
    """The same appointment at another place, in one savepoint; its day is locked by the caller."""
    new = Appointment(
        patient=old.patient, practitioner=place.presence.membership, presence=place.presence, kind=old.kind,
        starts_at=place.span.starts_at, ends_at=place.span.ends_at, note=old.note, booked_at=at, booked_by=by,
    )  # fmt: skip
    with transaction.atomic():
        # It leaves its hour first: a quarter of an hour later touches the hour that it holds.
        Appointment.objects.filter(pk=old.pk).update(state=AppointmentState.CANCELLED)
        save_new(new, cabinet=place.presence.cabinet, at=at)
        old.state, old.moved_to, old.reason = AppointmentState.MOVED, new, reason
        stamp(old, by=by, at=at)
        old.save()
        follow_session(old, by=by, at=at)
    appointment_changed(old)
    appointment_changed(new)
    audit.record("move_appointment", old, by=by, at=at, to=str(new.pk), **details(new))
    _answer_calls(CallBack.objects.filter(appointment=old), new, by=by, at=at)
    return new


def save_new(appointment: Appointment, *, cabinet: Cabinet, at: datetime) -> None:
    """INSERT; what the database refuses is said as it is above, should a lock ever have been forgotten."""
    try:
        with transaction.atomic():
            appointment.save(force_insert=True)
    except IntegrityError as error:
        if constraint_of(error) not in (PRACTITIONER_IS_TAKEN, PATIENT_IS_TAKEN, NOBODY_IS_THERE):
            raise
        raise SlotTaken(
            "Cette heure vient d’être prise.",
            left_that_half(cabinet, appointment.kind, appointment.starts_at, at=at),
        ) from error


def locked(appointment: Appointment, *, version: int | None, wanted: str = "") -> Appointment:
    """The row as it stands, locked. Raises `AppointmentChanged` when it is not the version that was read."""
    found = Appointment.objects.select_for_update(of=("self",)).select_related(
        "patient", "practitioner__person", "presence__room", "changed_by__person"
    )
    now = found.get(pk=appointment.pk)
    if version is not None and now.version != version:
        raise AppointmentChanged(now, wanted)
    return now


def stamp(appointment: Appointment, *, by: Membership | None, at: datetime) -> None:
    appointment.changed_at, appointment.changed_by = at, by
    appointment.version += 1


def details(appointment: Appointment) -> dict:
    return {
        "patient": str(appointment.patient_id),
        "practitioner": str(appointment.practitioner_id),
        "kind": str(appointment.kind),
        "starts_at": appointment.starts_at.isoformat(),
    }


def may_book(by: Membership, practitioner: Membership, patient: Patient) -> None:
    """Who keeps the agenda; the ASALÉE nurse her own sessions, for those addressed to her."""
    if keeps_appointments(by):
        return
    own = by.role == Role.INFIRMIERE_ASALEE and by.pk == practitioner.pk
    if not (own and visible_patients(by).filter(pk=patient.pk).exists()):
        raise PermissionDenied("Votre rôle ne permet pas de donner ce rendez-vous.")


def may_handle(by: Membership, appointment: Appointment) -> None:
    if not handles_appointment(by, appointment):
        raise PermissionDenied("Votre rôle ne permet pas de changer ce rendez-vous.")


def _here() -> PatientSettings:
    settings = PatientSettings.current()
    if not settings.appointments_here:
        raise AgendaElsewhere(settings.agenda_elsewhere)
    return settings


def _short(text: str, limit: int, *, field: str) -> str:
    text = " ".join(text.split())
    if len(text) > limit:
        raise AppointmentRefused(f"{limit} caractères au plus\u202f: gardez l’essentiel.", field=field)
    return text


def _answer_calls(
    calls: QuerySet[CallBack], appointment: Appointment, *, by: Membership | None, at: datetime
) -> None:
    """The call that waited for this appointment is made."""
    calls.filter(done_at=None).update(
        done_at=at, done_by=by, result=f"rendez-vous\u202f: {instant(appointment.starts_at)}"[:120]
    )
