"""A call to return: asked for, taken in hand, tried, done. Two desks never call the same person unawares."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from cabinet import audit
from cabinet.actions.refusals import Refused
from cabinet.clock import PARIS
from cabinet.constraints_text import explain
from cabinet.models import Membership
from cabinet.text import clock, one_line
from patients.actions.live import call_changed
from patients.actions.steps import take_step
from patients.constraints import SENTENCES
from patients.models import Appointment, CallAttempt, CallBack, CallReason, Outcome, Patient, Step
from patients.permissions import require_appointments
from patients.rules.calls import Hold, hours_left, is_held, next_try
from patients.rules.phones import read_phone

#: The same outcome said twice within a minute is one attempt: a key pressed twice, a request sent again.
TWICE_SECONDS = 60


class CallBackRefused(Refused):
    """422: what is asked cannot be."""


class AlreadyAsked(Refused):
    """409: this person is on the list already, for the same reason."""


class InOtherHands(Refused):
    """409: another desk is on the phone with them."""


class CallIsDone(Refused):
    """409: somebody has settled it meanwhile."""


@dataclass(frozen=True)
class Asked:
    """What somebody asks to be called about; `patient` is empty for whom nobody knows yet."""

    reason: str
    patient: Patient | None = None
    name: str = ""
    phone_typed: str = ""
    note: str = ""
    urgent: bool = False
    not_before_at: datetime | None = None
    appointment: Appointment | None = None


def ask_call_back(*, asked: Asked, by: Membership, at: datetime) -> CallBack:
    """Put somebody on the list. Raises `AlreadyAsked`; an unreadable number is kept as it was said."""
    require_appointments(by)
    if asked.patient is None and not asked.name.strip():
        raise CallBackRefused("Dites qui il faut rappeler.", field="name")
    if asked.patient is None and not asked.phone_typed.strip():
        raise CallBackRefused("Dites à quel numéro rappeler.", field="phone_typed")
    phone = read_phone(asked.phone_typed)
    row = CallBack(
        patient=asked.patient,
        name="" if asked.patient else " ".join(asked.name.split()),
        phone=phone.number,
        phone_typed=phone.typed,
        reason=asked.reason,
        note=one_line(asked.note),
        urgent=asked.urgent,
        appointment=asked.appointment,
        not_before_at=asked.not_before_at,
        asked_at=at,
        asked_by=by,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        said = explain(error, SENTENCES)
        raise AlreadyAsked(said.sentence, field=said.field) from error
    audit.record("ask_call_back", row, by=by, at=at, reason=row.reason, patient=_id(row.patient))
    call_changed(row)
    return row


def call_patient(*, patient: Patient, by: Membership, at: datetime) -> CallBack:
    """« Appeler » somebody of the waiting list: from then on everybody sees who is calling them."""
    require_appointments(by)
    waiting = CallBack.objects.filter(
        patient=patient, reason=CallReason.FIRST_APPOINTMENT, done_at=None, appointment=None
    )
    row = waiting.first()
    if row is None:
        try:
            row = ask_call_back(
                asked=Asked(reason=CallReason.FIRST_APPOINTMENT, patient=patient), by=by, at=at
            )
        except AlreadyAsked:  # another desk was first by a hair: it holds the person, and is named
            row = waiting.get()
    return take_call(call_back=row, by=by, at=at)


def take_call(*, call_back: CallBack, by: Membership, at: datetime, anyway: bool = False) -> CallBack:
    """« J’appelle »: mine for a quarter of an hour. Raises `InOtherHands`, unless `anyway`."""
    require_appointments(by)
    row = _locked(call_back)
    _refuse_done(row)
    if not anyway and row.taken_at and is_held(Hold(row.taken_by_id, row.taken_at), by=by.pk, at=at):
        assert row.taken_by is not None
        raise InOtherHands(
            f"{row.taken_by.display_name} l’appelle en ce moment, depuis {clock(row.taken_at)}."
        )
    row.taken_at, row.taken_by = at, by
    row.save(update_fields=["taken_at", "taken_by"])
    call_changed(row)
    return row


def let_go(*, call_back: CallBack, by: Membership, at: datetime) -> CallBack:
    """« Pas maintenant »: nobody is on the phone with them any more; only who held it lets it go."""
    require_appointments(by)
    row = _locked(call_back)
    if row.taken_by_id == by.pk:
        row.taken_at, row.taken_by = None, None
        row.save(update_fields=["taken_at", "taken_by"])
        call_changed(row)
    return row


def note_attempt(
    *,
    call_back: CallBack,
    outcome: str,
    by: Membership,
    at: datetime,
    note: str = "",
    later: datetime | None = None,
) -> CallAttempt:
    """What became of the call. Reached: it is done. Otherwise it comes back at its hour, or at `later`."""
    require_appointments(by)
    row = _locked(call_back)
    if (again := row.attempts.filter(by=by, outcome=outcome).first()) and _just_now(again, at):
        return again
    _refuse_done(row)
    note = one_line(note)
    attempt = CallAttempt.objects.create(
        patient=row.patient, call_back=row, at=at, by=by, outcome=outcome, note=note
    )
    row.taken_at, row.taken_by = None, None
    row.not_before_at = next_try(outcome, at=at, asked=later)
    if outcome == Outcome.REACHED:
        row.done_at, row.done_by, row.result = at, by, note or Outcome.REACHED.label
    row.save()
    if row.patient is not None:
        _heard_of(row.patient, reached=outcome == Outcome.REACHED, by=by, at=at)
    audit.record("note_attempt", row, by=by, at=at, outcome=outcome, patient=_id(row.patient))
    call_changed(row)
    return attempt


def finish_call(*, call_back: CallBack, result: str, by: Membership, at: datetime) -> CallBack:
    """Settled, with or without a call: « a rappelé de lui-même ». Twice is once."""
    require_appointments(by)
    row = _locked(call_back)
    if row.done_at:
        return row
    row.taken_at, row.taken_by = None, None
    row.done_at, row.done_by = at, by
    row.result = " ".join(result.split()) or "réglé"
    row.save()
    audit.record("finish_call", row, by=by, at=at, patient=_id(row.patient))
    call_changed(row)
    return row


def postpone_call(*, call_back: CallBack, later: datetime, by: Membership, at: datetime) -> CallBack:
    """« À rappeler après 14 h »: asked for by the person, without an attempt."""
    require_appointments(by)
    row = _locked(call_back)
    _refuse_done(row)
    if later <= at:
        raise CallBackRefused("Cette heure est déjà passée\u202f: choisissez-en une autre.", field="later")
    row.not_before_at, row.taken_at, row.taken_by = later, None, None
    row.save(update_fields=["not_before_at", "taken_at", "taken_by"])
    audit.record("postpone_call", row, by=by, at=at, not_before=later.isoformat())
    call_changed(row)
    return row


def asked_hour(typed: str, *, at: datetime) -> datetime | None:
    """One of the hours offered (`rules/calls.py`) from its ISO form; None for nothing."""
    if not typed:
        return None
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or moment not in hours_left(at):
        raise CallBackRefused("Choisissez une heure à venir.", field="later")
    return moment


def _locked(call_back: CallBack) -> CallBack:
    rows = CallBack.objects.select_for_update(of=("self",)).select_related("taken_by__person", "patient")
    return rows.get(pk=call_back.pk)


def _refuse_done(row: CallBack) -> None:
    if row.done_at:
        said = f"C’est déjà réglé, à {clock(row.done_at)}\u202f: {row.result}."
        raise CallIsDone(said)


def _heard_of(patient: Patient, *, reached: bool, by: Membership, at: datetime) -> None:
    """Called for the first time: a step of their way. Reached: they are kept from this day on."""
    if patient.step == Step.WAITING:
        take_step(patient=patient, after=Step.CALLED, by=by, at=at)
    elif reached:
        Patient.objects.filter(pk=patient.pk).update(last_contact_on=at.astimezone(PARIS).date())


def _just_now(attempt: CallAttempt, at: datetime) -> bool:
    return (at - attempt.at).total_seconds() < TWICE_SECONDS


def _id(patient: Patient | None) -> str | None:
    return str(patient.pk) if patient else None
