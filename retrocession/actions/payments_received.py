"""Tiers payant reported paid: a file shown then written, lines ticked on the screen, a mistake cancelled.

A payment of a line whose month is still open counts in that month. Once the month is issued it is an
adjustment: between the same two parties, at the rate of their statement, on the statements of `month`.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import BinaryIO
from uuid import UUID

from django.db import transaction

from cabinet import audit
from cabinet.clock import first_of_month
from cabinet.models import Membership
from cabinet.money import ZERO
from retrocession.actions.adjustments import lock_carrying_month, refuse_settled, withdraw_adjustment
from retrocession.actions.adjustments_refused import AdjustmentRefused, CarryingMonthSettled, FileSettled
from retrocession.actions.closing import lock_month, prepare_again
from retrocession.actions.payments_refused import (
    NothingTicked,
    PaymentCancelled,
    PaymentReport,
    PaymentsStand,
)
from retrocession.models import (
    Adjustment,
    MonthClosing,
    PayerReturn,
    PayerReturnCancellation,
    PaymentImport,
    ReceiptLine,
)
from retrocession.permissions import require_verification
from retrocession.queries.payments_received import PaymentMatching, match_payments
from retrocession.queries.receipts_month import titulaire_of
from retrocession.queries.received import Group, ReceivedOf, due_of, group_of
from retrocession.reading import LineError
from retrocession.reading.payments import Payment, check_payments, read_payments
from retrocession.rules.closing import State, has_reached
from retrocession.rules.received import left_to_pay

MAX_FILE_NAME = 200
MAX_REASON = 300
Checked = Sequence[Payment | list[LineError]]


@transaction.atomic
def upload_payments(
    *, stream: BinaryIO | bytes, file_name: str, month: date, by: Membership | None, at: datetime
) -> PaymentImport:
    """Keep a file to be looked at before it is written; the same file again is the same preview.

    Raises `UnreadableFile` or `CarryingMonthSettled`.
    """
    month = first_of_month(month)
    refuse_settled(month, by=by)
    file = read_payments(stream)
    kept = PaymentImport.objects.filter(
        month=month, sha256=file.sha256, state=PaymentImport.State.PREVIEW
    ).first() or PaymentImport(month=month, sha256=file.sha256)
    kept.file_name = file_name[-MAX_FILE_NAME:]
    kept.rows, kept.lines = file.rows, len(file.rows)
    kept.uploaded_at, kept.uploaded_by = at, by
    kept.save()
    audit.record("upload_payments", kept, by=by, at=at, month=f"{month:%Y-%m}", lines=len(file.rows))
    return kept


@transaction.atomic
def write_payments(*, payment_import: PaymentImport, by: Membership | None, at: datetime) -> PaymentReport:
    """Write a preview, all of it or nothing.

    Raises `PaymentsStand`, `CarryingMonthSettled` or `FileSettled`.
    """
    closing = lock_carrying_month(payment_import.month, by=by)
    locked = _lock_preview(payment_import)
    return _write_file(closing, locked, by=by, at=at)


@transaction.atomic
def abandon_payments(*, payment_import: PaymentImport, by: Membership | None, at: datetime) -> None:
    """Give up a preview: its rows are forgotten."""
    require_verification(by, titulaire=titulaire_of(payment_import.month))
    locked = _lock_preview(payment_import)
    locked.state, locked.rows = PaymentImport.State.ABANDONED, []
    locked.save()
    audit.record("abandon_payments", locked, by=by, at=at)


def import_payments(
    *,
    stream: BinaryIO | bytes,
    file_name: str,
    month: date,
    by: Membership | None,
    at: datetime,
    dry_run: bool = False,
) -> PaymentReport:
    """Read, check and write a file in one pass: for the command and the API.

    With an error nothing is written and the report lists it; with `dry_run` nothing is written either. A file
    that holds nothing new is recognised at any time. Raises `UnreadableFile`, or `CarryingMonthSettled` when
    something new comes for a month that is verified.
    """
    month = first_of_month(month)
    try:
        with transaction.atomic():
            closing = lock_carrying_month(month, by=by, settled_too=True)
            file = read_payments(stream)
            matching = match_payments(check_payments(file.rows), month=month)
            if dry_run or matching.errors or not matching.new:
                return report_of(matching, dry_run=dry_run)
            refuse_settled(month, by=by)
            kept = PaymentImport.objects.create(
                month=month,
                sha256=file.sha256,
                file_name=file_name[-MAX_FILE_NAME:],
                rows=file.rows,
                lines=len(file.rows),
                uploaded_at=at,
                uploaded_by=by,
            )
            return _write_file(closing, kept, by=by, at=at)
    except PaymentsStand as refused:
        return refused.report


@transaction.atomic
def tick_payments(
    *,
    month: date,
    paid: Sequence[tuple[UUID, Decimal | None]],
    on: date,
    by: Membership | None,
    at: datetime,
) -> PaymentReport:
    """Note lines as paid on a day, each in whole (None) or the amount given, in euros.

    The same line ticked twice at once is paid once. Raises `PaymentsStand`, `CarryingMonthSettled`.
    """
    closing = lock_carrying_month(first_of_month(month), by=by)
    lines = ReceiptLine.objects.filter(pk__in=[pk for pk, _ in paid]).select_related("doctor")
    by_id = {line.pk: line for line in lines}
    if not by_id:
        raise NothingTicked
    _lock_origins(closing, {line.month for line in by_id.values()})
    groups = {group_of(line): line for line in by_id.values()}
    mates = list(ReceiptLine.objects.filter(invoice__in={group.invoice for group in groups}))
    received = ReceivedOf(mates)
    dues: dict[Group, Decimal] = {}
    for mate in mates:
        dues[group_of(mate)] = dues.get(group_of(mate), ZERO) + due_of(mate)
    checked, pointed = [], {}
    for number, (pk, amount) in enumerate(paid, start=1):
        group = group_of(by_id[pk]) if pk in by_id else None
        whole = left_to_pay(dues[group], received.of(group)) if group else ZERO
        if group is None or (amount is None and not whole):
            continue  # somebody else ticked it a moment ago
        checked.append(Payment(number, group.invoice, group.act, whole if amount is None else amount, on))
        pointed[number] = group
    report = _write(closing, checked, groups=pointed, by=by, at=at)
    report.duplicates += len(paid) - len(checked)
    return report


@transaction.atomic
def cancel_payment(*, payer_return: PayerReturn, reason: str, by: Membership | None, at: datetime) -> None:
    """Take back a payment noted by mistake, as long as no statement holds it; both stay written.

    Raises `PaymentCancelled`, `NoLongerAwaiting`, `CarryingMonthSettled`, `AdjustmentRefused`.
    """
    reason = " ".join(reason.split())[:MAX_REASON]
    if not reason:
        raise AdjustmentRefused("Indiquez la raison.", field="reason")
    if payer_return.adjustment:
        withdraw_adjustment(adjustment=payer_return.adjustment, reason=reason, by=by, at=at)
        return
    closing = lock_month(payer_return.line.month)
    require_verification(by, titulaire=titulaire_of(closing.month))
    if has_reached(State(closing.state), State.VERIFIED):
        raise CarryingMonthSettled(closing.month, State(closing.state))
    if payer_return.cancellations.exists():
        raise PaymentCancelled
    PayerReturnCancellation.objects.create(
        payer_return=payer_return, reason=reason, cancelled_at=at, cancelled_by=by
    )
    audit.record("cancel_payment", payer_return, by=by, at=at, month=f"{closing.month:%Y-%m}")
    prepare_again(closing, by=by, at=at)


def report_of(matching: PaymentMatching, *, dry_run: bool = False) -> PaymentReport:
    """What a file gives, or would give; with an error, nothing."""
    report = PaymentReport(
        lines=matching.lines,
        duplicates=matching.duplicates,
        wrong=matching.wrong,
        left_out=matching.left_out,
        errors=matching.errors,
    )
    if not matching.errors:
        report.written = 0 if dry_run else len(matching.new)
        report.matched = matching.matched
    return report


def _write_file(
    closing: MonthClosing, kept: PaymentImport, *, by: Membership | None, at: datetime
) -> PaymentReport:
    report = _write(closing, check_payments(kept.rows), kept=kept, by=by, at=at)
    kept.state, kept.rows = PaymentImport.State.WRITTEN, []
    kept.written, kept.duplicates = report.written, report.duplicates
    kept.left_out = len(report.left_out)
    kept.written_at, kept.written_by = at, by
    kept.save()
    return report


def _write(
    closing: MonthClosing,
    checked: Checked,
    *,
    groups: dict[int, Group] | None = None,
    kept: PaymentImport | None = None,
    by: Membership | None,
    at: datetime,
) -> PaymentReport:
    month = closing.month
    # Looked at twice: first to know whose months are concerned, then once nobody else can change them.
    first = match_payments(checked, month=month, groups=groups)
    origins = _lock_origins(closing, {one.line.month for one in first.matched})
    matching = match_payments(checked, month=month, groups=groups)
    report = report_of(matching)
    if matching.errors:
        raise PaymentsStand(report)
    carried = [one for one in matching.new if one.origin]
    adjustments = Adjustment.objects.bulk_create(
        Adjustment(
            kind=Adjustment.Kind.PAYMENT,
            month=month,
            titulaire=one.origin.titulaire,
            remplacant=one.origin.remplacant,
            origin_month=one.origin.month,
            origin=one.origin,
            line=one.line,
            invoice=one.line.invoice,
            act=one.line.act,
            on=one.line.on,
            amount=one.payment.amount,
            rate=one.rate,
            share=one.share,
            reason="attendu, reçu depuis",
            noted_on=one.payment.on,
            key=one.key,
            recorded_at=at,
            recorded_by=by,
        )
        for one in carried
        if one.origin and one.rate is not None
    )
    taken = {one.key: adjustment for one, adjustment in zip(carried, adjustments, strict=True)}
    PayerReturn.objects.bulk_create(
        PayerReturn(
            kind=PayerReturn.Kind.PAID,
            line=one.line,
            month=month,
            amount=one.payment.amount,
            received=one.payment.amount,
            on=one.payment.on,
            adjustment=taken.get(one.key),
            payment_import=kept,
            key=one.key,
            recorded_at=at,
            recorded_by=by,
        )
        for one in matching.new
    )
    audit.record(
        "record_payments",
        kept or closing,
        by=by,
        at=at,
        month=f"{month:%Y-%m}",
        lines=report.lines,
        written=report.written,
        duplicates=report.duplicates,
        left_out=len(report.left_out),
    )
    counted = {one.line.month for one in matching.new if one.origin is None}
    for origin in (closing, *origins):
        if origin.month == month or origin.month in counted:
            prepare_again(origin, by=by, at=at)
    return report


def _lock_origins(closing: MonthClosing, months: set[date]) -> list[MonthClosing]:
    """The other months concerned, locked after the one that carries, the earliest first."""
    return [lock_month(month) for month in sorted(months - {closing.month})]


def _lock_preview(payment_import: PaymentImport) -> PaymentImport:
    locked = PaymentImport.objects.select_for_update().get(pk=payment_import.pk)
    if locked.state != PaymentImport.State.PREVIEW:
        raise FileSettled
    return locked
