"""A caisse's refusals: a file is shown, then written at once or not at all, as adjustments."""

from datetime import date, datetime
from typing import Any, BinaryIO

from django.db import transaction

from cabinet import audit
from cabinet.clock import first_of_month
from cabinet.models import Membership
from cabinet.money import ZERO
from retrocession.actions.adjustments import lock_carrying_month, lock_origins, refuse_settled
from retrocession.actions.adjustments_refused import FileSettled, RejectionReport, RejectionsStand
from retrocession.actions.closing import prepare_again
from retrocession.models import Adjustment, PayerReturn, ReceiptLine, RejectionImport
from retrocession.permissions import require_verification
from retrocession.queries.matching import Matching
from retrocession.queries.receipts_month import titulaire_of
from retrocession.queries.rejections import match_rejections
from retrocession.reading.rejections import Rejection, read_rejections

MAX_FILE_NAME = 200


@transaction.atomic
def upload_rejections(
    *, stream: BinaryIO | bytes, file_name: str, month: date, by: Membership | None, at: datetime
) -> RejectionImport:
    """Keep a file to be looked at before it is written; the same file again is the same preview.

    Raises `UnreadableFile` or `CarryingMonthSettled`.
    """
    month = first_of_month(month)
    refuse_settled(month, by=by)
    file = read_rejections(stream)
    rejection_import = RejectionImport.objects.filter(
        month=month, sha256=file.sha256, state=RejectionImport.State.PREVIEW
    ).first() or RejectionImport(month=month, sha256=file.sha256)
    rejection_import.file_name = file_name[-MAX_FILE_NAME:]
    rejection_import.rows, rejection_import.lines = file.rows, len(file.rows)
    rejection_import.uploaded_at, rejection_import.uploaded_by = at, by
    rejection_import.save()
    audit.record(
        "upload_rejections", rejection_import, by=by, at=at, month=f"{month:%Y-%m}", lines=len(file.rows)
    )
    return rejection_import


@transaction.atomic
def write_rejections(
    *, rejection_import: RejectionImport, by: Membership | None, at: datetime
) -> RejectionReport:
    """Write a preview, all of it or nothing.

    Raises `RejectionsStand`, `CarryingMonthSettled` or `FileSettled`.
    """
    closing = lock_carrying_month(rejection_import.month, by=by)
    locked = _lock_preview(rejection_import)
    report = _write(locked, by=by, at=at)
    prepare_again(closing, by=by, at=at)
    return report


@transaction.atomic
def abandon_rejections(*, rejection_import: RejectionImport, by: Membership | None, at: datetime) -> None:
    """Give up a preview: its rows are forgotten."""
    require_verification(by, titulaire=titulaire_of(rejection_import.month))
    locked = _lock_preview(rejection_import)
    locked.state, locked.rows = RejectionImport.State.ABANDONED, []
    locked.save()
    audit.record("abandon_rejections", locked, by=by, at=at)


def import_rejections(
    *,
    stream: BinaryIO | bytes,
    file_name: str,
    month: date,
    by: Membership | None,
    at: datetime,
    dry_run: bool = False,
) -> RejectionReport:
    """Read, check and write a file in one pass: for the command and the API.

    With an error nothing is written and the report lists it; with `dry_run` nothing is written either. A file
    that holds nothing new is recognised at any time. Raises `UnreadableFile`, or `CarryingMonthSettled` when
    something new comes for a month that is verified.
    """
    month = first_of_month(month)
    try:
        with transaction.atomic():
            closing = lock_carrying_month(month, by=by, settled_too=True)
            file = read_rejections(stream)
            matching = match_rejections(file.rows, month=month)
            if dry_run or matching.errors or not matching.written:
                raise _NothingToKeep(report_of(matching, month=month, dry_run=dry_run))
            refuse_settled(month, by=by)
            rejection_import = RejectionImport.objects.create(
                month=month,
                sha256=file.sha256,
                file_name=file_name[-MAX_FILE_NAME:],
                rows=file.rows,
                lines=len(file.rows),
                uploaded_at=at,
                uploaded_by=by,
            )
            report = _write(rejection_import, by=by, at=at)
            prepare_again(closing, by=by, at=at)
            return report
    except _NothingToKeep as nothing:
        return nothing.report
    except RejectionsStand as refused:
        return refused.report


def report_of(matching: Matching, *, month: date, dry_run: bool = False) -> RejectionReport:
    """What a file gives, or would give; with an error, nothing."""
    report = RejectionReport(
        lines=matching.lines,
        duplicates=matching.duplicates,
        wrong=matching.wrong,
        excluded=matching.excluded,
        noted=[one.warning for one in matching.noted],
        errors=matching.errors,
    )
    if not matching.errors:
        report.written = 0 if dry_run else matching.written
        report.carried = [one for one in matching.matched if one.known is None or one.known.month == month]
    return report


class _NothingToKeep(Exception):
    """Undoes the transaction of an import whose report is all that was wanted."""

    def __init__(self, report: RejectionReport) -> None:
        self.report = report


def _write(rejection_import: RejectionImport, *, by: Membership | None, at: datetime) -> RejectionReport:
    month = rejection_import.month
    # Looked at twice: first to know whose months are concerned, then once nobody else can adjust them.
    lock_origins(one.line.month for one in match_rejections(rejection_import.rows, month=month).matched)
    matching = match_rejections(rejection_import.rows, month=month)
    report = report_of(matching, month=month)
    if matching.errors:
        raise RejectionsStand(report)
    adjustments = Adjustment.objects.bulk_create(
        Adjustment(
            kind=Adjustment.Kind.REJECTION,
            month=month,
            titulaire=one.origin.titulaire,
            remplacant=one.origin.remplacant,
            origin_month=one.origin.month,
            origin=one.origin,
            line=one.line,
            invoice=one.line.invoice,
            act=one.line.act,
            on=one.line.on,
            amount=one.amount,
            rate=one.rate,
            share=one.share,
            reason=one.rejection.reason,
            noted_on=one.rejection.on,
            rejection_import=rejection_import,
            key=one.key,
            recorded_at=at,
            recorded_by=by,
        )
        for one in matching.new
    )
    recorded = {"month": month, "recorded_at": at, "recorded_by": by}
    PayerReturn.objects.bulk_create(
        [
            *(
                _refused(one.rejection, one.line, one.key, received=one.amount, adjustment=taken, **recorded)
                for one, taken in zip(matching.new, adjustments, strict=True)
                if one.is_on_received
            ),
            *(
                _refused(one.rejection, one.line, one.key, received=ZERO, adjustment=None, **recorded)
                for one in matching.newly_noted
            ),
        ]
    )
    rejection_import.state, rejection_import.rows = RejectionImport.State.WRITTEN, []
    rejection_import.written, rejection_import.duplicates = report.written, report.duplicates
    rejection_import.excluded = len(report.excluded)
    rejection_import.written_at, rejection_import.written_by = at, by
    rejection_import.save()
    audit.record(
        "write_rejections",
        rejection_import,
        by=by,
        at=at,
        month=f"{month:%Y-%m}",
        lines=report.lines,
        written=report.written,
        duplicates=report.duplicates,
        excluded=len(report.excluded),
    )
    return report


def _refused(rejection: Rejection, line: ReceiptLine, key: bytes, **given: Any) -> PayerReturn:
    """What the list of what is awaited says of the refusal, on the base « perçu »."""
    return PayerReturn(
        kind=PayerReturn.Kind.REFUSED,
        line=line,
        amount=rejection.amount,
        on=rejection.on,
        reason=rejection.reason,
        key=key,
        **given,
    )


def _lock_preview(rejection_import: RejectionImport) -> RejectionImport:
    locked = RejectionImport.objects.select_for_update().get(pk=rejection_import.pk)
    if locked.state != RejectionImport.State.PREVIEW:
        raise FileSettled
    return locked
