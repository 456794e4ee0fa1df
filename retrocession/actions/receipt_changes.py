"""Correcting or removing a written line of a month that is not verified; what it said before is kept."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from cabinet import audit, text
from cabinet.clock import PARIS
from cabinet.models import Membership
from cabinet.money import ZERO
from retrocession.actions.closing import lock_month
from retrocession.actions.receipts_refused import MonthSettled, ReceiptsRefused
from retrocession.actions.receipts_typed import TypedWrong, compute_again, values_of
from retrocession.models import MonthClosing, PayerReturn, ReceiptChange, ReceiptLine
from retrocession.models.payer_return import standing
from retrocession.models.receipt_change import CHANGE_REASON_LIMIT
from retrocession.permissions import require_typing, require_verification
from retrocession.queries.doctors import doctors_of_practice
from retrocession.queries.receipts_month import titulaire_of
from retrocession.queries.received import due_of
from retrocession.reading import Line
from retrocession.reading.lines import line_key
from retrocession.reading.typed import check_typed
from retrocession.rules.closing import State, has_reached
from retrocession.rules.roles import BILLING_ROLES

KEPT = ("on", "invoice", "act", "amount", "amo", "amc", "patient_part", "mode")


class LineSettled(MonthSettled):
    """The month of the line is verified: the sentence says where its correction goes."""

    def __init__(self, month: date, state: State) -> None:
        super().__init__(month, state)
        if has_reached(state, State.ISSUED):
            ReceiptsRefused.__init__(
                self,
                f"Les relevés {text.of_month(month)} sont émis et ne changent plus. Notez une correction dans"
                " les régularisations\u202f: elle ira sur le relevé suivant.",
            )


class LineChanged(ReceiptsRefused):
    """Somebody corrected or removed the line since it was read."""

    message = "Cette ligne a changé entre-temps. Rechargez la page\u202f: vous verrez ce qui est noté."


@transaction.atomic
def correct_receipt(
    *,
    line: UUID,
    doctor: Membership,
    on: date,
    values: Mapping[str, str],
    reason: str,
    by: Membership | None,
    at: datetime,
    seen: int | None = None,
) -> ReceiptChange:
    """Give a line other values, with the reason. Its key stays: the same file again brings nothing.

    `values` are the names of `reading.typed.TYPED` but the invoice, which does not change. `seen` is the
    number of changes that the screen showed, None not to look. Raises `TypedWrong`, `LineSettled`,
    `LineChanged`, `ReceiptsRefused`, `RoleRefused`.
    """
    closing, found = _lock_line(line, by=by, seen=seen)
    reason = _reason(reason)
    if doctor.role not in BILLING_ROLES:
        raise ReceiptsRefused(f"{doctor.display_name} n’encaisse pas d’honoraires.")
    if on > at.astimezone(PARIS).date():
        raise ReceiptsRefused("Ce jour n’est pas encore venu\u202f: vérifiez la date.")
    doctors = doctors_of_practice()
    (checked,) = check_typed(
        [dict(values) | {"facture": found.invoice}],
        on=on,
        email=doctor.person.email,
        month=closing.month,
        directory=doctors.directory,
    )
    if not isinstance(checked, Line):
        raise TypedWrong(checked)
    before, whose = written(found), found.doctor
    for name, value in values_of(checked).items():
        setattr(found, name, value)
    if doctor.person_id != whose.person_id or not _covers(whose, on):
        found.doctor = next(
            one
            for one in doctors.memberships[doctor.person_id]
            if one.pk == doctors.membership_on(doctor.person_id, on)
        )
    _refuse_paid(found, whose)
    after = written(found)
    if after == before:
        raise ReceiptsRefused("Rien n’a changé\u202f: modifiez la ligne, ou revenez en arrière.")
    found.save()
    change = ReceiptChange.objects.create(
        kind=ReceiptChange.Kind.CORRECTED,
        after=after,
        key=_free_key(found),
        **_common(found, whose, before=before, reason=reason, by=by, at=at),
    )
    return _recorded(closing, change, by=by, at=at)


@transaction.atomic
def remove_receipt(
    *, line: UUID, reason: str, by: Membership | None, at: datetime, seen: int | None = None
) -> ReceiptChange:
    """Take a line out, with the reason; the file that brought it does not bring it back.

    Raises `LineSettled`, `LineChanged`, `ReceiptsRefused` without a reason, `RoleRefused`.
    """
    closing, found = _lock_line(line, by=by, seen=seen)
    if found.payer_returns.exists():
        raise ReceiptsRefused(
            "Un paiement ou un rejet de tiers payant a été noté sur cette ligne\u202f: elle ne se retire"
            " plus. Corrigez-la."
        )
    change = ReceiptChange.objects.create(
        kind=ReceiptChange.Kind.REMOVED,
        key=bytes(found.key),
        **_common(found, found.doctor, before=written(found), reason=_reason(reason), by=by, at=at),
    )
    found.delete()
    return _recorded(closing, change, by=by, at=at)


def written(line: ReceiptLine) -> dict[str, str | None]:
    """A line's words, as its history keeps them."""
    said = {name: getattr(line, name) for name in KEPT}
    return {"doctor": line.doctor.display_name} | {
        name: f"{value:.2f}" if isinstance(value, Decimal) else (None if value is None else str(value))
        for name, value in said.items()
    }


def _lock_line(pk: UUID, *, by: Membership | None, seen: int | None) -> tuple[MonthClosing, ReceiptLine]:
    """The line, once nobody else can change its month."""
    lines = ReceiptLine.objects.select_related("doctor__person")
    read = lines.filter(pk=pk).first()
    if read is None:
        raise LineChanged
    closing = lock_month(read.month)
    found = lines.filter(pk=pk).first()  # as it is under the lock
    if found is None:
        raise LineChanged
    titulaire = titulaire_of(closing.month)
    if found.typed_at and by is not None and found.typed_by_id == by.pk:
        require_typing(by, doctor=found.doctor, titulaire=titulaire)
    else:
        require_verification(by, titulaire=titulaire)
    if has_reached(State(closing.state), State.VERIFIED):
        raise LineSettled(closing.month, State(closing.state))
    if seen is not None and seen != ReceiptChange.objects.filter(line_id=pk).count():
        raise LineChanged
    return closing, found


def _common(line: ReceiptLine, whose: Membership, **given: Any) -> dict:
    return {
        "line_id": line.pk,
        "receipt_import_id": line.receipt_import_id,
        "doctor": whose,
        "month": line.month,
        "before": given["before"],
        "reason": given["reason"],
        "changed_at": given["at"],
        "changed_by": given["by"],
    }


def _recorded(
    closing: MonthClosing, change: ReceiptChange, *, by: Membership | None, at: datetime
) -> ReceiptChange:
    verb = "remove_receipt" if change.kind == ReceiptChange.Kind.REMOVED else "correct_receipt"
    audit.record(verb, change, by=by, at=at, month=f"{change.month:%Y-%m}")
    compute_again(closing, by=by, titulaire=titulaire_of(closing.month), at=at)
    return change


def _refuse_paid(line: ReceiptLine, whose: Membership) -> None:
    """What payers already paid must still be due once the line is corrected."""
    paid = standing(PayerReturn.objects.filter(line=line.pk)).aggregate(sum=Sum("received", default=ZERO))
    moved = line.doctor.person_id != whose.person_id
    if paid["sum"] and (moved or not ZERO <= paid["sum"] <= max(due_of(line), ZERO)):
        raise ReceiptsRefused(
            f"{text.amount(paid['sum'])} de tiers payant sont déjà notés payés sur cette ligne. Annulez"
            " d’abord ce paiement."
        )


def _free_key(line: ReceiptLine) -> bytes:
    """What a later export calls the corrected line: the first key that is not another line's."""
    others = ReceiptLine.objects.filter(month=line.month).exclude(pk=line.pk)
    for occurrence in count():
        key = line_key(line.doctor.person_id, line.on, line.invoice, line.act, line.amount, occurrence)
        if not others.filter(key=key).exists():
            return key
    raise AssertionError("a free occurrence is always found")


def _covers(membership: Membership, on: date) -> bool:
    return membership.starts_on <= on and (membership.ends_on is None or on <= membership.ends_on)


def _reason(reason: str) -> str:
    reason = " ".join(reason.split())[:CHANGE_REASON_LIMIT]
    if not reason:
        raise ReceiptsRefused("Indiquez la raison.")
    return reason
