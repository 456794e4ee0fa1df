"""The session of an ASALÉE appointment is what that is: booked, moved, held, missed, taken away."""

from datetime import datetime

from django.db import transaction

from cabinet import audit
from cabinet.clock import PARIS
from cabinet.models import Membership
from patients.models import (
    Appointment,
    AppointmentKind,
    AppointmentState,
    Referral,
    ReferralSession,
    ReferralState,
    SessionState,
)
from patients.rules.referrals import session_state_of, state_after_session


def follow_session(
    appointment: Appointment, *, by: Membership | None, at: datetime, referral: Referral | None = None
) -> ReferralSession | None:
    """After any change of an ASALÉE appointment, in its transaction and under the lock of its day.

    Booked, it becomes a session of `referral`, or of what that patient has been addressed for the longest.
    """
    if appointment.kind != AppointmentKind.ASALEE:
        return None
    found = ReferralSession.objects.select_for_update().filter(appointment=appointment).first()
    if appointment.state == AppointmentState.MOVED:
        return _move(found, appointment, by=by, at=at) if found else None
    wanted = session_state_of(appointment.state)
    if wanted is None:
        if found is not None:
            audit.record("cancel_session", found, by=by, at=at, on=found.on.isoformat())
            found.delete()
        return None
    if found is None:
        return _open(appointment, wanted, referral, by=by, at=at)
    if found.state != wanted:
        found.state, found.said_at, found.said_by = wanted, at, by
        found.save(update_fields=["state", "said_at", "said_by"])
        audit.record("say_session", found, by=by, at=at, state=wanted)
    return found


def _move(
    found: ReferralSession, old: Appointment, *, by: Membership | None, at: datetime
) -> ReferralSession:
    """To the new hour; a session of that day that had none gives it its place."""
    new = old.moved_to
    assert new is not None  # a constraint of the table holds it
    on = new.starts_at.astimezone(PARIS).date()
    same_day = ReferralSession.objects.filter(referral_id=found.referral_id, on=on).exclude(pk=found.pk)
    if other := same_day.first():
        # One session a day: it takes the hour when it has none, and the one that moved is no more.
        kept = other if other.appointment_id is None else None
        found.delete()
        if kept is None:
            return other
        found = kept
    found.appointment, found.on, found.said_at, found.said_by = new, on, at, by
    found.save(update_fields=["appointment", "on", "said_at", "said_by"])
    audit.record("move_session", found, by=by, at=at, on=on.isoformat())
    return found


def _open(
    appointment: Appointment, state: str, referral: Referral | None, *, by: Membership | None, at: datetime
) -> ReferralSession | None:
    """A new session, or the one of that day that had no hour; none when nobody addressed the patient."""
    on = appointment.starts_at.astimezone(PARIS).date()
    rows = Referral.objects.select_for_update().exclude(state=ReferralState.CLOSED).order_by("asked_at", "pk")
    rows = rows.filter(pk=referral.pk) if referral else rows.filter(patient_id=appointment.patient_id)
    nurse = appointment.practitioner
    for row in rows:
        if row.nurse_id not in (None, nurse.pk):
            continue
        session = row.sessions.filter(on=on).first()
        if session is None:
            session = ReferralSession(referral=row, on=on)
        elif session.appointment_id or session.state != SessionState.PLANNED:
            continue
        session.appointment, session.state, session.said_at, session.said_by = appointment, state, at, by
        with transaction.atomic():
            session.save()
        row.state, row.nurse = state_after_session(row.state), row.nurse or nurse
        row.save(update_fields=["state", "nurse"])
        audit.record("plan_session", session, by=by, at=at, on=on.isoformat())
        return session
    return None
