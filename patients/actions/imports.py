"""A list of patients: shown, mended, then written at once or not at all."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import BinaryIO

from django.db import IntegrityError, transaction

from cabinet import audit
from cabinet.clock import PARIS
from cabinet.constraints_text import constraint_of
from cabinet.models import Membership
from patients.actions.enter import new_patient
from patients.actions.enter_many import enter_many
from patients.actions.imports_refused import (
    EnteredMeanwhile,
    ErrorsStand,
    ImportSettled,
    NothingToSetAside,
    PairsStand,
    ReasonMissing,
    Report,
)
from patients.actions.live import patient_changed
from patients.constraints import ENTERED_ALREADY
from patients.models import PatientColumns, PatientImport
from patients.permissions import require_intake
from patients.queries.imports import (
    checker_of,
    column_mapping,
    known_people,
    newcomers_of,
    sorted_of,
)
from patients.queries.turns import Turns
from patients.reading import Sorted, open_list, reduce, sort_out
from patients.reading.reduced import mapping_of

MAX_FILE_NAME = 200
MAX_REASON = 200
SAME_PERSON = "même personne qu’une autre de la liste ou du cabinet"


@transaction.atomic
def upload_list(
    *,
    stream: BinaryIO | bytes,
    file_name: str,
    former_list: bool,
    by: Membership,
    at: datetime,
    mapping: Mapping[str, str] | None = None,
) -> PatientImport:
    """Keep a list to be looked at before it is written; the same file again is the same preview.

    `mapping` {our name: title} completes what the practice told before. Raises `UnreadableFile`,
    `MissingColumns`, PermissionDenied.
    """
    require_intake(by)
    found = open_list(stream, file_name=file_name, mapping={**column_mapping(), **(mapping or {})})
    today = at.astimezone(PARIS).date()
    checker = checker_of(found, today=today, former_list=former_list)
    content, lines = reduce(found, checker=checker, mapping=mapping)
    patient_import = PatientImport.objects.filter(
        sha256=found.sha256, state=PatientImport.State.PREVIEW
    ).first() or PatientImport(sha256=found.sha256)
    patient_import.file_name = file_name[-MAX_FILE_NAME:]
    patient_import.content, patient_import.lines = content, lines
    patient_import.read_on, patient_import.former_list = today, former_list
    patient_import.uploaded_at, patient_import.uploaded_by = at, by
    patient_import.save()
    audit.record("upload_patients", patient_import, by=by, at=at, lines=lines)
    return patient_import


@transaction.atomic
def set_aside_line(
    *, patient_import: PatientImport, line: int, reason: str, by: Membership, at: datetime
) -> PatientImport:
    """Leave one line out, in error or not, with the reason; said twice, the first reason stands."""
    reason = " ".join(reason.split())[:MAX_REASON]
    if not reason:
        raise ReasonMissing
    patient_import = _locked(patient_import, by=by)
    if str(line) in patient_import.set_aside:
        return patient_import
    found = sorted_of(patient_import)
    if line not in {checked.line for checked in (*found.wrong, *found.accepted)}:
        raise NothingToSetAside
    patient_import.set_aside = {**patient_import.set_aside, str(line): reason}
    patient_import.save(update_fields=["set_aside"])
    audit.record("set_aside_patient_line", patient_import, by=by, at=at, line=line)
    return patient_import


@transaction.atomic
def take_back_line(
    *, patient_import: PatientImport, line: int, by: Membership, at: datetime
) -> PatientImport:
    """Undo what was said of a line while nothing is written: it is read again."""
    patient_import = _locked(patient_import, by=by)
    if str(line) in patient_import.set_aside:
        patient_import.set_aside = {
            other: reason for other, reason in patient_import.set_aside.items() if other != str(line)
        }
        patient_import.save(update_fields=["set_aside"])
        audit.record("take_back_patient_line", patient_import, by=by, at=at, line=line)
    return patient_import


@transaction.atomic
def keep_apart(
    *, patient_import: PatientImport, lines: Iterable[int], by: Membership, at: datetime
) -> PatientImport:
    """« Deux personnes »: the people of these lines are not those who look like them."""
    patient_import = _locked(patient_import, by=by)
    added = sorted({*lines} - {*patient_import.kept_apart})
    if added:
        patient_import.kept_apart = sorted([*patient_import.kept_apart, *added])
        patient_import.save(update_fields=["kept_apart"])
        audit.record("keep_patients_apart", patient_import, by=by, at=at, lines=added)
    return patient_import


@transaction.atomic
def write_list(*, patient_import: PatientImport, by: Membership, at: datetime) -> Report:
    """Write a preview, all of it or nothing. Raises `ErrorsStand`, `PairsStand`, `ImportSettled`,
    `EnteredMeanwhile`.
    """
    patient_import = _locked(patient_import, by=by)
    found = sorted_of(patient_import)
    report = Report(found)
    if found.wrong:
        raise ErrorsStand(report)
    if found.pairs:
        raise PairsStand(len(found.pairs))
    told = mapping_of(bytes(patient_import.content))
    if told:
        PatientColumns.objects.update_or_create(defaults={"columns": {**column_mapping(), **told}})
    _write(patient_import, found, by=by, at=at)
    report.written = len(found.accepted)
    return report


@transaction.atomic
def abandon_list(*, patient_import: PatientImport, by: Membership, at: datetime) -> None:
    """Give up a preview: nothing is kept of its people."""
    patient_import = _locked(patient_import, by=by)
    patient_import.state, patient_import.content = PatientImport.State.ABANDONED, b""
    patient_import.set_aside, patient_import.kept_apart = {}, []
    patient_import.settled_at, patient_import.settled_by = at, by
    patient_import.save()
    audit.record("abandon_patients", patient_import, by=by, at=at)


@transaction.atomic
def forget_columns(*, by: Membership, at: datetime) -> None:
    """Ask again, at the next list, which columns are what."""
    require_intake(by)
    for mapping in PatientColumns.objects.all():
        audit.record("forget_patient_columns", mapping, by=by, at=at)
        mapping.delete()


@transaction.atomic
def import_list(
    *,
    stream: BinaryIO | bytes,
    file_name: str,
    today: date,
    at: datetime,
    former_list: bool = True,
    set_aside_errors: str = "",
    dry_run: bool = False,
) -> Report:
    """Read, check and write a list at once: for the operator's command.

    With an error nothing is written, unless `set_aside_errors` gives the reason for which every line in error
    is left out. Those who look alike come in: the screen shows them. Raises `UnreadableFile`,
    `MissingColumns`, `EnteredMeanwhile`.
    """
    found_list = open_list(stream, file_name=file_name, mapping=column_mapping())
    checker = checker_of(found_list, today=today, former_list=former_list)
    found = sort_out(
        (checker.check(number, cells) for number, cells in found_list.records()), known=known_people()
    )
    report = Report(found, newcomers_of(found.accepted, Turns.on(today)))
    if dry_run or not found.accepted or (found.wrong and not set_aside_errors):
        return report
    patient_import = PatientImport.objects.create(
        file_name=file_name[-MAX_FILE_NAME:],
        sha256=found_list.sha256,
        read_on=today,
        former_list=former_list,
        set_aside={str(checked.line): set_aside_errors[:MAX_REASON] for checked in found.wrong},
        lines=found.lines,
        uploaded_at=at,
    )
    _write(patient_import, found, by=None, at=at)
    report.written = len(found.accepted)
    return report


def _write(patient_import: PatientImport, found: Sorted, *, by: Membership | None, at: datetime) -> None:
    try:
        with transaction.atomic():
            people = (
                new_patient(checked.entry, by=by, at=at, patient_import=patient_import, line=checked.line)
                for checked in found.accepted
                if checked.entry is not None
            )
            enter_many(people, by=by, at=at)
    except IntegrityError as error:
        if constraint_of(error) != ENTERED_ALREADY:
            raise
        raise EnteredMeanwhile from None
    patient_import.state, patient_import.content = PatientImport.State.WRITTEN, b""
    patient_import.lines, patient_import.written = found.lines, len(found.accepted)
    patient_import.duplicates = len(found.doubles)
    patient_import.settled_at, patient_import.settled_by = at, by
    patient_import.save()
    patient_changed()
    audit.record(
        "import_patients", patient_import, by=by, at=at,
        lines=found.lines, written=len(found.accepted), duplicates=len(found.doubles),
        set_aside=len(patient_import.set_aside),
    )  # fmt: skip


def _locked(patient_import: PatientImport, *, by: Membership) -> PatientImport:
    require_intake(by)
    found = PatientImport.objects.select_for_update().get(pk=patient_import.pk)
    if found.state != PatientImport.State.PREVIEW:
        raise ImportSettled
    return found
