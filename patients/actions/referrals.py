"""A doctor addresses a patient to the ASALÉE nurse; she plans and closes; the doctor reads how it ended."""

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from cabinet import audit, live
from cabinet.actions.refusals import Refused
from cabinet.clock import PARIS
from cabinet.constraints_text import constraint_of
from cabinet.models import Membership, Role
from cabinet.models.membership import CAREGIVERS
from cabinet.text import full_day, instant
from patients.actions.appointment_places import lock_agenda
from patients.actions.appointments import book_appointment
from patients.actions.attendance import say_state
from patients.models import (
    Appointment,
    AppointmentKind,
    AppointmentState,
    Patient,
    PatientSettings,
    Referral,
    ReferralSession,
    ReferralState,
    SessionState,
)
from patients.rules.referrals import may_close, may_say_session, state_after_session

#: A session further away than this is a slip of the finger.
AHEAD = timedelta(days=366)


class ReferralRefused(Refused):
    """422: something is missing, or cannot be."""


class ReferralConflict(Refused):
    """409: somebody said something else of it meanwhile."""


def require_caregiver(by: Membership) -> None:
    if by.role not in CAREGIVERS:
        raise PermissionDenied("Seuls les médecins et l’interne adressent à l’infirmière ASALÉE.")


def require_nurse(by: Membership) -> None:
    if by.role != Role.INFIRMIERE_ASALEE:
        raise PermissionDenied("Seule l’infirmière ASALÉE tient ses séances.")


def refer_patient(*, patient: Patient, motive: str, by: Membership, at: datetime) -> Referral:
    """A doctor addresses a patient, for a motive of the practice's list; addressed already for it, that one.

    Raises `ReferralRefused`, PermissionDenied.
    """
    require_caregiver(by)
    if motive not in PatientSettings.current().asalee_motives:
        raise ReferralRefused("Choisissez un motif de la liste du cabinet.", field="motive")
    row = Referral(patient=patient, motive=motive, asked_at=at, asked_by=by)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if constraint_of(error) != "referral_is_asked_once":
            raise
        return Referral.objects.exclude(state=ReferralState.CLOSED).get(patient=patient, motive=motive)
    audit.record("refer_patient", row, by=by, at=at, patient=str(patient.pk))
    live.tell(kind="referral", subject=row.pk, audience=live.roles(Role.INFIRMIERE_ASALEE))
    return row


def plan_session(
    *, referral: Referral, on: date | None, by: Membership, at: datetime, starts_at: datetime | None = None
) -> ReferralSession:
    """A session on that day; planned already, that one. The nurse who plans first takes the patient on.

    `starts_at`: an hour of her agenda, which becomes an appointment; a session of that day takes it.
    Raises `ReferralRefused`, `ReferralConflict`, PermissionDenied, and with an hour what a booking raises.
    """
    if starts_at is not None:
        # The day of the agenda before the addressing, as everybody who books.
        lock_agenda(by.cabinet, starts_at)
        on = starts_at.astimezone(PARIS).date()
    now, today = _hers(referral, by), at.astimezone(PARIS).date()
    if now.state == ReferralState.CLOSED:
        raise ReferralConflict("Cet adressage est clos\u202f: demandez au médecin d’adresser de nouveau.")
    if on is None or not today <= on <= today + AHEAD:
        raise ReferralRefused("Choisissez un jour à venir, dans l’année.", field="on")
    if starts_at is not None:
        return _at_that_hour(now, on, starts_at, by=by, at=at)
    session = ReferralSession(referral=now, on=on, said_at=at, said_by=by)
    try:
        with transaction.atomic():
            session.save()
    except IntegrityError as error:
        if constraint_of(error) != "session_is_planned_once_a_day":
            raise
        return now.sessions.get(on=on)
    now.state, now.nurse = state_after_session(now.state), now.nurse or by
    now.save(update_fields=["state", "nurse"])
    audit.record("plan_session", session, by=by, at=at, on=on.isoformat())
    return session


def say_session(*, session: ReferralSession, state: str, by: Membership, at: datetime) -> ReferralSession:
    """The session was held, or the patient missed it; said twice, it is said once. Its hour says it too.

    Raises `ReferralRefused`, `ReferralConflict`, PermissionDenied.
    """
    hour = _hour_of(session)
    _hers(session.referral, by)
    now = ReferralSession.objects.select_for_update().get(pk=session.pk)
    if state not in (SessionState.HELD, SessionState.MISSED):
        raise ReferralRefused("Dites si la séance a eu lieu.")
    if now.state == state:
        return now
    if not may_say_session(state=now.state, on_is_past_or_today=now.on <= at.astimezone(PARIS).date()):
        said = f"Elle est le {full_day(now.on)}" if now.state == SessionState.PLANNED else "C’est déjà dit"
        raise ReferralConflict(f"{said}\u202f: rien n’a changé.")
    if hour is not None and hour.state != AppointmentState.TO_MOVE:
        said_of_hour = AppointmentState.DONE if state == SessionState.HELD else AppointmentState.NO_SHOW
        if state == SessionState.HELD and hour.state == AppointmentState.BOOKED:
            say_state(appointment=hour, state=AppointmentState.ARRIVED, version=None, by=by, at=at)
        say_state(appointment=hour, state=said_of_hour, version=None, by=by, at=at)
        now.refresh_from_db()
        return now
    now.state, now.said_at, now.said_by = state, at, by
    now.save(update_fields=["state", "said_at", "said_by"])
    audit.record("say_session", now, by=by, at=at, state=str(state))
    return now


def cancel_session(*, session: ReferralSession, by: Membership, at: datetime) -> None:
    """A planned session is taken away, and its hour given back; gone already, nothing.

    Raises `ReferralConflict`, PermissionDenied.
    """
    hour = _hour_of(session)
    _hers(session.referral, by)
    now = ReferralSession.objects.select_for_update().filter(pk=session.pk).first()
    if now is None:
        return
    if now.state != SessionState.PLANNED:
        raise ReferralConflict("Cette séance a eu lieu ou a été manquée\u202f: elle reste.")
    if hour is not None:
        say_state(appointment=hour, state=AppointmentState.CANCELLED, version=None, by=by, at=at)
        return
    audit.record("cancel_session", now, by=by, at=at, on=now.on.isoformat())
    now.delete()


def close_referral(*, referral: Referral, ending: str, by: Membership, at: datetime) -> Referral:
    """It ends, with an ending and nothing clinical; closed twice, once. The doctor who asked is told.

    Raises `ReferralRefused`, `ReferralConflict`, PermissionDenied.
    """
    now = _hers(referral, by)
    if now.state == ReferralState.CLOSED:
        return now
    if ending not in Referral.Ending.values:
        raise ReferralRefused("Dites comment cela se termine.", field="ending")
    planned = now.sessions.filter(state=SessionState.PLANNED).count()
    if not may_close(state=now.state, sessions_planned=planned):
        raise ReferralConflict("Une séance est encore prévue\u202f: dites si elle a eu lieu, ou retirez-la.")
    now.state, now.ending, now.closed_at, now.closed_by = ReferralState.CLOSED, ending, at, by
    now.save(update_fields=["state", "ending", "closed_at", "closed_by"])
    audit.record("close_referral", now, by=by, at=at, ending=str(ending))
    live.tell(kind="referral", subject=now.pk, audience=live.people([now.asked_by.person_id]))
    return now


def acknowledge_referral(*, referral: Referral, by: Membership, at: datetime) -> Referral:
    """The doctor who addressed the patient has read how it ended; once. Raises `ReferralConflict`."""
    now = Referral.objects.select_for_update().get(pk=referral.pk)
    if by.pk != now.asked_by_id:
        raise PermissionDenied("C’est au médecin qui a adressé le patient de le dire.")
    if now.state != ReferralState.CLOSED:
        raise ReferralConflict("Cet adressage n’est pas clos.")
    if now.acknowledged_at is None:
        now.acknowledged_at = at
        now.save(update_fields=["acknowledged_at"])
        audit.record("acknowledge_referral", now, by=by, at=at)
    return now


def _hers(referral: Referral, by: Membership) -> Referral:
    """Locked; hers or nobody's yet."""
    require_nurse(by)
    now = Referral.objects.select_for_update().get(pk=referral.pk)
    if now.nurse_id not in (None, by.pk):
        raise PermissionDenied("Ce patient est suivi par une autre infirmière.")
    return now


def _at_that_hour(
    referral: Referral, on: date, starts_at: datetime, *, by: Membership, at: datetime
) -> ReferralSession:
    """An appointment of hers with that patient, and the session that it is."""
    standing = referral.sessions.select_related("appointment").filter(on=on).first()
    if standing is not None:
        if standing.state != SessionState.PLANNED:
            raise ReferralConflict("La séance de ce jour-là est déjà notée.")
        if standing.appointment and standing.appointment.starts_at != starts_at:
            raise ReferralConflict(
                f"Une séance est déjà prévue {instant(standing.appointment.starts_at)}\u202f: "
                "déplacez-la depuis l’agenda."
            )
    hour = book_appointment(
        patient=referral.patient, practitioner=by, kind=AppointmentKind.ASALEE, starts_at=starts_at, by=by,
        at=at, referral=referral,
    )  # fmt: skip
    return ReferralSession.objects.get(appointment=hour)


def _hour_of(session: ReferralSession) -> Appointment | None:
    """Its appointment, the day of the agenda locked before anything else is."""
    hour = Appointment.objects.filter(sessions=session).first()
    if hour is not None:
        lock_agenda(hour.cabinet, hour.starts_at)
    return hour
