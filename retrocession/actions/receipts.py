"""Receipts of a month: a file is shown, mended, then written at once or not at all."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import BinaryIO

from django.db import transaction

from cabinet import audit, text
from cabinet.models import Membership
from retrocession.actions.closing import lock_month, prepare_again
from retrocession.actions.receipt_lines import copy_lines
from retrocession.actions.receipts_refused import (
    ErrorsStand,
    ImportPaid,
    ImportSettled,
    MonthSettled,
    NothingToSetAside,
    ReasonMissing,
    Report,
)
from retrocession.models import (
    ColumnMapping,
    Designation,
    MonthClosing,
    PayerReturn,
    ReceiptImport,
    ReceiptLine,
    SetAsideLine,
)
from retrocession.permissions import require_verification
from retrocession.queries.doctors import Doctors, doctors_of_practice, presences_of_month
from retrocession.queries.receipts import column_mapping, reading_of, same_file_written, typed_warning
from retrocession.reading import Line, LineError, Reading, mapping_of, read_receipts, reduce
from retrocession.reading.tally import LineWarning, Tally
from retrocession.rules.closing import State, has_reached

MAX_FILE_NAME = 200
MAX_REASON = 300


@transaction.atomic
def upload_receipts(
    *,
    stream: BinaryIO | bytes,
    file_name: str,
    month: date,
    by: Membership | None,
    at: datetime,
    mapping: Mapping[str, str] | None = None,
) -> ReceiptImport:
    """Keep a file to be looked at before it is written; the same file again is the same preview.

    `mapping` {canonical column: title} completes what the practice told before. Raises `UnreadableFile`,
    `MissingColumns` or `MonthSettled`.
    """
    refuse_settled(month, by=by)
    reading = read_receipts(
        stream,
        month=month,
        directory=doctors_of_practice().directory,
        mapping={**column_mapping(), **(mapping or {})},
    )
    content, lines = reduce(reading, mapping=mapping)
    receipt_import = ReceiptImport.objects.filter(
        month=month, sha256=reading.sha256, state=ReceiptImport.State.PREVIEW
    ).first() or ReceiptImport(month=month, sha256=reading.sha256)
    receipt_import.file_name = file_name[-MAX_FILE_NAME:]
    receipt_import.content, receipt_import.lines = content, lines
    receipt_import.uploaded_at, receipt_import.uploaded_by = at, by
    receipt_import.save()
    audit.record("upload_receipts", receipt_import, by=by, at=at, month=f"{month:%Y-%m}", lines=lines)
    return receipt_import


@transaction.atomic
def set_aside(
    *, receipt_import: ReceiptImport, line: int, reason: str, by: Membership | None, at: datetime
) -> SetAsideLine:
    """Leave a line in error out of the import, with the reason; said twice, the first reason stands."""
    reason = " ".join(reason.split())[:MAX_REASON]
    if not reason:
        raise ReasonMissing
    receipt_import = _lock_preview(receipt_import, by=by)
    already = receipt_import.set_aside.filter(line=line).first()
    if already:
        return already
    reading = reading_of(receipt_import, doctors=doctors_of_practice())
    messages = [error.message for error in reading.errors_of(line)]
    if not messages:
        raise NothingToSetAside
    left_out = SetAsideLine.objects.create(
        receipt_import=receipt_import,
        line=line,
        message=" ".join(messages)[:MAX_REASON],
        reason=reason,
        set_aside_at=at,
        set_aside_by=by,
    )
    audit.record("set_aside_receipt", receipt_import, by=by, at=at, line=line)
    return left_out


@transaction.atomic
def take_back(*, receipt_import: ReceiptImport, line: int, by: Membership | None, at: datetime) -> None:
    """Undo `set_aside` while nothing is written: the line is read again."""
    receipt_import = _lock_preview(receipt_import, by=by)
    if receipt_import.set_aside.filter(line=line).delete()[0]:
        audit.record("take_back_receipt", receipt_import, by=by, at=at, line=line)


@transaction.atomic
def write_receipts(*, receipt_import: ReceiptImport, by: Membership | None, at: datetime) -> Report:
    """Write a preview, all of it or nothing. Raises `ErrorsStand`, `MonthSettled` or `ImportSettled`."""
    closing = _lock_open_month(receipt_import.month, by=by)
    receipt_import = _lock_preview(receipt_import, by=by)
    doctors = doctors_of_practice()
    report = _write(reading_of(receipt_import, doctors=doctors), receipt_import, doctors)
    told = mapping_of(bytes(receipt_import.content))
    if told:
        ColumnMapping.objects.update_or_create(defaults={"columns": {**column_mapping(), **told}})
    _settle(receipt_import, report, by=by, at=at)
    prepare_again(closing, by=by, at=at)
    return report


def import_receipts(
    *,
    stream: BinaryIO | bytes,
    file_name: str,
    month: date,
    by: Membership | None,
    at: datetime,
    mapping: Mapping[str, str] | None = None,
    dry_run: bool = False,
) -> Report:
    """Read, check and write a file in one pass, without preview: for the command and the API.

    With an error nothing is written and the report lists it; with `dry_run` nothing is written either. A file
    that holds nothing new is recognised at any time. Raises `UnreadableFile`, `MissingColumns`, or
    `MonthSettled` when something new comes for a month that is verified.
    """
    try:
        with transaction.atomic():
            _require_verification(month, by)
            closing = lock_month(month)
            settled = has_reached(State(closing.state), State.VERIFIED)
            doctors = doctors_of_practice()
            told = {**column_mapping(), **(mapping or {})}
            reading = read_receipts(stream, month=month, directory=doctors.directory, mapping=told)
            before = same_file_written(month, reading.sha256)
            receipt_import = ReceiptImport.objects.create(
                month=month,
                sha256=reading.sha256,
                file_name=file_name[-MAX_FILE_NAME:],
                uploaded_at=at,
                uploaded_by=by,
            )
            report = _write(reading, receipt_import, doctors, only_count=dry_run or settled)
            if settled and report.written:
                raise MonthSettled(month, State(closing.state))
            if before:
                report.warnings.insert(0, _same_file(before))
            if dry_run or settled or (before and not report.written):
                raise _NothingToKeep(report)
            _settle(receipt_import, report, by=by, at=at)
            prepare_again(closing, by=by, at=at)
            return report
    except _NothingToKeep as nothing:
        nothing.report.written = 0
        return nothing.report
    except ErrorsStand as refused:
        return refused.report


@transaction.atomic
def abandon_receipts(*, receipt_import: ReceiptImport, by: Membership | None, at: datetime) -> None:
    """Give up a preview: its content is forgotten."""
    receipt_import = _lock_preview(receipt_import, by=by)
    receipt_import.state, receipt_import.content = ReceiptImport.State.ABANDONED, b""
    receipt_import.save()
    audit.record("abandon_receipts", receipt_import, by=by, at=at)


@transaction.atomic
def withdraw_receipts(*, receipt_import: ReceiptImport, by: Membership | None, at: datetime) -> int:
    """Take the lines of a written file out again while the month is not verified; returns how many."""
    closing = _lock_open_month(receipt_import.month, by=by)
    receipt_import = ReceiptImport.objects.select_for_update().get(pk=receipt_import.pk)
    if receipt_import.state != ReceiptImport.State.WRITTEN:
        raise ImportSettled
    if PayerReturn.objects.filter(line__receipt_import=receipt_import).exists():
        raise ImportPaid
    lines = ReceiptLine.objects.filter(receipt_import=receipt_import).delete()[0]
    receipt_import.state = ReceiptImport.State.WITHDRAWN
    receipt_import.save()
    audit.record("withdraw_receipts", receipt_import, by=by, at=at, lines=lines)
    prepare_again(closing, by=by, at=at)
    return lines


@transaction.atomic
def forget_columns(*, by: Membership | None, at: datetime) -> None:
    """Ask again, at the next file, which columns are what."""
    for mapping in ColumnMapping.objects.all():
        audit.record("forget_columns", mapping, by=by, at=at)
        mapping.delete()


class _NothingToKeep(Exception):
    """Undoes the transaction of an import whose report is all that was wanted."""

    def __init__(self, report: Report) -> None:
        self.report = report


def _write(
    reading: Reading, receipt_import: ReceiptImport, doctors: Doctors, *, only_count: bool = False
) -> Report:
    tally, report = Tally(), Report()
    month = receipt_import.month
    report.written = copy_lines(
        _lines(reading, tally, report),
        receipt_import=receipt_import,
        doctors=doctors,
        only_count=only_count,
    )
    report.lines, report.wrong, report.set_aside = reading.lines, reading.wrong, reading.left_out
    report.unlisted_errors = reading.unlisted_errors
    report.duplicates = report.lines - report.wrong - report.set_aside - report.written
    report.warnings = [
        *tally.warnings(presences=presences_of_month(month), names=doctors.names),
        *typed_warning(month),
    ]
    if report.wrong:
        report.written = 0
        raise ErrorsStand(report)
    return report


def _lines(reading: Reading, tally: Tally, report: Report) -> Iterator[Line]:
    for item in reading:
        if isinstance(item, LineError):
            report.errors.append(item)
        else:
            tally.add(item)
            yield item


def _settle(receipt_import: ReceiptImport, report: Report, *, by: Membership | None, at: datetime) -> None:
    receipt_import.state, receipt_import.content = ReceiptImport.State.WRITTEN, b""
    receipt_import.lines, receipt_import.written = report.lines, report.written
    receipt_import.duplicates = report.duplicates
    receipt_import.written_at, receipt_import.written_by = at, by
    receipt_import.save()
    audit.record(
        "write_receipts",
        receipt_import,
        by=by,
        at=at,
        month=f"{receipt_import.month:%Y-%m}",
        lines=report.lines,
        written=report.written,
        duplicates=report.duplicates,
        set_aside=report.set_aside,
    )


def refuse_settled(month: date, *, by: Membership | None) -> None:
    """Refuse before reading a file that could not be written."""
    _require_verification(month, by)
    closing = MonthClosing.objects.filter(month=month).first()
    if closing:
        _refuse_unless_open(closing)


def _lock_open_month(month: date, *, by: Membership | None) -> MonthClosing:
    """The closing of the month, locked before anything else of it: two imports follow each other."""
    _require_verification(month, by)
    closing = lock_month(month)
    _refuse_unless_open(closing)
    return closing


def _require_verification(month: date, by: Membership | None) -> None:
    designation = Designation.objects.select_related("titulaire").filter(month=month).first()
    require_verification(by, titulaire=designation and designation.titulaire)


def _refuse_unless_open(closing: MonthClosing) -> None:
    if has_reached(State(closing.state), State.VERIFIED):
        raise MonthSettled(closing.month, State(closing.state))


def _same_file(before: ReceiptImport) -> LineWarning:
    assert before.written_at is not None
    return LineWarning(
        1,
        "",
        f"Ce fichier a déjà été enregistré le {text.full_day(before.written_at)}\u202f: rien n’est doublé.",
    )


def _lock_preview(receipt_import: ReceiptImport, *, by: Membership | None) -> ReceiptImport:
    _require_verification(receipt_import.month, by)
    locked = ReceiptImport.objects.select_for_update().get(pk=receipt_import.pk)
    if locked.state != ReceiptImport.State.PREVIEW:
        raise ImportSettled
    return locked
