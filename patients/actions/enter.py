"""Somebody enters the intake list, by phone or by a file, and what is known of them changes."""

from collections import defaultdict
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from cabinet import audit
from cabinet.clock import PARIS
from cabinet.constraints_text import constraint_of
from cabinet.models import Membership
from patients.actions.live import patient_changed
from patients.actions.refused import AlreadyEntered, ChangedMeanwhile, EntryRefused, LooksLikeSomebody
from patients.constraints import ENTERED_ALREADY
from patients.models import Criterion, Patient, PatientImport, PatientStep, Step
from patients.permissions import keeps_appointments, require_files, sees_files
from patients.queries.alike import alike_of
from patients.rules.entry import Entry, faults_of
from patients.rules.identity import Likeness
from patients.rules.phones import read_phone
from patients.rules.search_key import search_key

CRITERIA = frozenset(Criterion.values)
#: What the télésecrétariat, who sees nothing else of a file, may put right.
CONTACT_FIELDS = frozenset({"phone", "second_phone"})
_PHONES = {"phone": "phone_typed", "second_phone": "second_phone_typed"}
_NAMES = frozenset({"last_name", "first_name", "birth_on"})


def enter_patient(*, entry: Entry, by: Membership | None, at: datetime, kept_apart: bool = False) -> Patient:
    """Somebody new on the list, waiting. `by` None: the operator. `kept_apart`: a person said that whoever
    looks like them is somebody else.

    Raises `EntryRefused`, `AlreadyEntered`, `LooksLikeSomebody`, PermissionDenied.
    """
    if by is not None:
        require_files(by)
    _refuse_faults(entry, at)
    _refuse_alike(entry, key="", kept_apart=kept_apart)
    patient = new_patient(entry, by=by, at=at)
    _save(patient)
    PatientStep.objects.create(patient=patient, after=Step.WAITING, at=at, by=by)
    audit.record("enter_patient", patient, by=by, at=at)
    patient_changed(patient.pk)
    return patient


def change_patient(
    *,
    patient: Patient,
    values: dict[str, Any],
    version: int,
    by: Membership,
    at: datetime,
    kept_apart: bool = False,
) -> Patient:
    """Write what is now known of somebody; `values` by field of `Entry`, `version` the one that was read.

    Nothing changed is nothing written. Raises `ChangedMeanwhile`, `EntryRefused`, `AlreadyEntered`,
    `LooksLikeSomebody`, PermissionDenied.
    """
    if not (sees_files(by) or (keeps_appointments(by) and CONTACT_FIELDS.issuperset(values))):
        raise PermissionDenied("Votre rôle ne permet pas de modifier ce dossier.")
    patient = locked(patient, version=version)
    before = entry_of(patient)
    entry = replace(before, **values)
    changed = [
        field.name for field in fields(Entry) if getattr(before, field.name) != getattr(entry, field.name)
    ]
    if not changed:
        return patient
    _refuse_faults(entry, at)
    if not _NAMES.isdisjoint(changed):
        _refuse_alike(entry, key=patient.pk, kept_apart=kept_apart)
    _write(patient, entry)
    touch(patient, at=at)
    _save(patient)
    # Names of fields only: what they hold is content, and the audit keeps none.
    audit.record("change_patient", patient, by=by, at=at, fields=changed)
    patient_changed(patient.pk)
    return patient


def new_patient(
    entry: Entry,
    *,
    by: Membership | None,
    at: datetime,
    patient_import: PatientImport | None = None,
    line: int | None = None,
) -> Patient:
    """The row of somebody new, not saved."""
    patient = Patient(
        stepped_at=at,
        entered_at=at,
        entered_by=by,
        patient_import=patient_import,
        import_line=line,
        last_contact_on=at.astimezone(PARIS).date(),
    )
    _write(patient, entry)
    return patient


def entry_of(patient: Patient) -> Entry:
    """A row as it was said."""
    values = {field.name: getattr(patient, _PHONES.get(field.name, field.name)) for field in fields(Entry)}
    return Entry(**{**values, "criteria": tuple(values["criteria"])})


def locked(patient: Patient, *, version: int | None) -> Patient:
    """The row as it stands, locked. Raises `ChangedMeanwhile` when it is not the version that was read."""
    now = Patient.objects.select_for_update().get(pk=patient.pk)
    if version is not None and now.version != version:
        raise ChangedMeanwhile(now)
    return now


def touch(patient: Patient, *, at: datetime) -> None:
    """Somebody dealt with them today: a new version, and they are kept from this day on."""
    patient.version += 1
    patient.last_contact_on = max(patient.last_contact_on, at.astimezone(PARIS).date())


def _write(patient: Patient, entry: Entry) -> None:
    for field in fields(Entry):
        if field.name not in _PHONES:
            value = getattr(entry, field.name)
            setattr(patient, field.name, " ".join(value.split()) if isinstance(value, str) else value)
    patient.criteria = [criterion for criterion in Criterion.values if criterion in entry.criteria]
    for name, typed in _PHONES.items():
        phone = read_phone(getattr(entry, name))
        setattr(patient, name, phone.number)
        setattr(patient, typed, phone.typed)
    patient.identity = entry.known().identity
    patient.search_key = search_key(
        last_name=patient.last_name,
        birth_name=patient.birth_name,
        first_name=patient.first_name,
        birth_on=patient.birth_on,
        phones=[
            patient.phone or patient.phone_typed,
            patient.second_phone or patient.second_phone_typed,
        ],
    )


def _refuse_faults(entry: Entry, at: datetime) -> None:
    faults = defaultdict(list)
    for fault in faults_of(entry, today=at.astimezone(PARIS).date(), criteria=CRITERIA):
        faults[fault.field].append(fault.sentence)
    if faults:
        raise EntryRefused(dict(faults))


def _refuse_alike(entry: Entry, *, key: object, kept_apart: bool) -> None:
    alike = alike_of(entry.known(key))
    for one in alike:
        if one.likeness is Likeness.SAME:
            raise AlreadyEntered(one.patient)
    if alike and not kept_apart:
        raise LooksLikeSomebody(alike)


def _save(patient: Patient) -> None:
    try:
        with transaction.atomic():
            patient.save()
    except IntegrityError as error:
        if constraint_of(error) != ENTERED_ALREADY:
            raise
        # Another desk took the same call between our look and our writing.
        raise AlreadyEntered(
            Patient.objects.get(identity=patient.identity, birth_on=patient.birth_on)
        ) from None
