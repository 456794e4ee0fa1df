"""The former record of a patient: asked for, received, integrated; or it cannot be had."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from cabinet import audit
from cabinet.actions.refusals import Refused
from cabinet.clock import PARIS
from cabinet.constraints_text import constraint_of
from cabinet.models import Membership
from patients.models import Patient, RecordRequest, RecordState
from patients.permissions import require_files
from patients.rules.records import RECORD_LABELS, record_may_become

HOLDER_LIMIT, REASON_LIMIT = 120, 160


class RecordRefused(Refused):
    """422: something is missing, or cannot be."""


class RecordMovedMeanwhile(Refused):
    """409: another desk said something else of it."""


def ask_record(
    *, patient: Patient, holder: str, asked_on: date, by: Membership, at: datetime
) -> RecordRequest:
    """Ask for the record; asked already, that one. Raises `RecordRefused`, PermissionDenied."""
    require_files(by)
    holder = _short(holder, HOLDER_LIMIT, field="holder")
    if not holder:
        raise RecordRefused("Dites à qui vous le demandez.", field="holder")
    if asked_on > at.astimezone(PARIS).date():
        raise RecordRefused("Cette date n’est pas encore arrivée.", field="on")
    row = RecordRequest(patient=patient, holder=holder, asked_on=asked_on, changed_at=at, changed_by=by)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if constraint_of(error) != "record_is_asked_once":
            raise
        return RecordRequest.objects.get(patient=patient)
    audit.record("ask_record", row, by=by, at=at)
    return row


def move_record(
    *,
    record: RecordRequest,
    after: str,
    on: date,
    by: Membership,
    at: datetime,
    form: str = "",
    reason: str = "",
) -> RecordRequest:
    """The record, now `after`; already there, nothing changes.

    Received asks for its form (paper, digital), impossible for its reason.
    Raises `RecordRefused`, `RecordMovedMeanwhile`, PermissionDenied.
    """
    require_files(by)
    reason = _short(reason, REASON_LIMIT, field="reason")
    now = RecordRequest.objects.select_for_update().get(pk=record.pk)
    before = now.state
    if before == after:
        return now
    if not record_may_become(before, after):
        raise RecordMovedMeanwhile(
            f"Ce dossier est maintenant «\u00a0{RECORD_LABELS[before]}\u00a0»\u202f: "
            f"«\u00a0{RECORD_LABELS[after]}\u00a0» ne peut pas suivre."
        )
    if on > at.astimezone(PARIS).date():
        raise RecordRefused("Cette date n’est pas encore arrivée.", field="on")
    if after != RecordState.ASKED and on < now.asked_on:
        raise RecordRefused("Cette date précède la demande.", field="on")
    if after == RecordState.RECEIVED:
        if form not in RecordRequest.Form.values:
            raise RecordRefused("Dites s’il est sur papier ou numérique.", field="form")
        now.form, now.received_on = form, on
    elif after == RecordState.ASKED:
        now.asked_on, now.settled_on, now.reason, now.form, now.received_on = on, None, "", "", None
    else:
        if after == RecordState.IMPOSSIBLE and not reason:
            raise RecordRefused("Dites pourquoi il est impossible de l’avoir.", field="reason")
        now.settled_on, now.reason = on, reason
    now.state, now.changed_at, now.changed_by = after, at, by
    now.save()
    audit.record("move_record", now, by=by, at=at, before=before, after=str(after))
    return now


def _short(text: str, limit: int, *, field: str) -> str:
    text = " ".join(text.split())
    if len(text) > limit:
        raise RecordRefused(f"{limit} caractères au plus\u202f: gardez l’essentiel.", field=field)
    return text
