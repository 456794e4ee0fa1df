"""What is found after a month is issued: a late line, a correction, and withdrawing what is not carried yet.

An issued month never changes. The lock is that of the month whose statements will carry the adjustment, then
those of the months it adjusts, always in that order: the first is open, the others are not.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from cabinet import audit, text
from cabinet.clock import PARIS, first_of_month
from cabinet.models import Cabinet, Membership, PractitionerProfile
from cabinet.money import euros
from retrocession.actions.adjustments_refused import (
    AdjustmentRefused,
    AlreadyThere,
    CarryingMonthSettled,
    NoLongerAwaiting,
)
from retrocession.actions.closing import lock_month, prepare_again
from retrocession.models import Adjustment, AdjustmentOutcome, MonthClosing, ReceiptLine, Statement
from retrocession.permissions import require_verification
from retrocession.queries.contract_rates import Agreed, contract_rates
from retrocession.queries.receipts_month import titulaire_of
from retrocession.queries.refusal_ledger import digest
from retrocession.rules.adjustment import WHOLE, adjusted_rate
from retrocession.rules.closing import State, has_reached
from retrocession.rules.own_rate import rates_read
from retrocession.rules.rate import applicable_rate
from retrocession.rules.roles import Treatment, treatment
from retrocession.rules.share import share

MAX_REASON = 300


@transaction.atomic
def add_late_line(
    *,
    month: date,
    remplacant: Membership,
    on: date,
    invoice: str,
    act: str,
    amount: Decimal,
    reason: str,
    by: Membership | None,
    at: datetime,
) -> Adjustment:
    """A receipt of an issued month that was found later: the statement of `month` carries its share.

    `amount` in euros, negative for a forgotten cancellation; `noted_on` is today. Its titulaire is the one of
    the month of `on`. Raises `AdjustmentRefused` (`AlreadyThere`, `CarryingMonthSettled`), `RoleRefused`.
    """
    closing = lock_carrying_month(first_of_month(month), by=by)
    origin_month = first_of_month(on)
    issued = next(iter(lock_origins([origin_month])), None)
    invoice, act, reason = _plain(invoice), _plain(act).upper(), _reason(reason)
    _refuse_unless_earlier(origin_month, closing.month, field="on")
    if issued is None or not has_reached(State(issued.state), State.ISSUED):
        raise AdjustmentRefused(
            f"Les relevés {text.of_month(origin_month)} ne sont pas encore émis\u202f: ajoutez cette ligne"
            " aux recettes du mois.",
            field="on",
        )
    if treatment(remplacant.role) is not Treatment.RETROCEDED:
        raise AdjustmentRefused(
            f"Les recettes de {remplacant.display_name} sont hors rétrocession\u202f: elles ne font pas de"
            " régularisation.",
            field="remplacant",
        )
    person = remplacant.person_id
    if ReceiptLine.objects.filter(
        doctor__person=person, on=on, invoice=invoice, act=act, amount=amount
    ).exists():
        raise AlreadyThere(
            f"Cette recette est déjà dans les recettes {text.of_month(origin_month)}.", field="invoice"
        )
    origin = (
        issued.statements.filter(remplacant__person=person, titulaire__person=issued.remplace.person_id)
        .order_by("rank")
        .first()
    )
    practice = Cabinet.current()
    return _record(
        closing,
        Adjustment(
            kind=Adjustment.Kind.LATE_LINE,
            titulaire=issued.remplace,
            remplacant=origin.remplacant if origin else remplacant,
            origin_month=origin_month,
            origin=origin,
            invoice=invoice,
            act=act,
            on=on,
            amount=_amount(amount),
            rate=adjusted_rate(
                origin.rate if origin else _rate_of(remplacant, issued, practice),
                act=act,
                travel_acts=origin.travel_acts if origin else practice.travel_acts,
                act_rates=origin.act_rates if origin else rates_read(practice.act_rates),
            ),
            reason=reason,
        ),
        said=("late_line", person, on, invoice, act, euros(amount)),
        by=by,
        at=at,
    )


@transaction.atomic
def add_correction(
    *,
    month: date,
    statement: Statement,
    amount: Decimal,
    reason: str,
    whole: bool = False,
    invoice: str = "",
    act: str = "",
    by: Membership | None,
    at: datetime,
) -> Adjustment:
    """What a statement should have said, with the reason: the statement of `month` carries the difference.

    `amount` in euros, signed, at the statement's rate or `whole`. With `invoice` and `act`, it is tied to
    that line, and a travel allowance goes whole. Raises `AdjustmentRefused` or `RoleRefused`.
    """
    closing = lock_carrying_month(first_of_month(month), by=by)
    lock_origins([statement.month])
    _refuse_unless_earlier(statement.month, closing.month, field="statement")
    invoice, act, reason = _plain(invoice), _plain(act).upper(), _reason(reason)
    line = _line_of(statement, invoice, act) if invoice or act else None
    rate = adjusted_rate(
        statement.rate,
        act=act,
        travel_acts=statement.travel_acts,
        act_rates=statement.act_rates,
    )
    return _record(
        closing,
        Adjustment(
            kind=Adjustment.Kind.CORRECTION,
            titulaire=statement.titulaire,
            remplacant=statement.remplacant,
            origin_month=statement.month,
            origin=statement,
            line=line,
            invoice=invoice,
            act=act,
            on=line.on if line else None,
            amount=_amount(amount),
            rate=WHOLE if whole else rate,
            reason=reason,
        ),
        said=("correction", statement.pk, invoice, act, euros(amount), whole, reason),
        by=by,
        at=at,
    )


@transaction.atomic
def withdraw_adjustment(
    *, adjustment: Adjustment, reason: str, by: Membership | None, at: datetime
) -> AdjustmentOutcome:
    """Take back what no statement carries yet; the adjustment and the reason stay written.

    Raises `NoLongerAwaiting`, `CarryingMonthSettled`, `AdjustmentRefused` without a reason, `RoleRefused`.
    """
    closing = lock_carrying_month(adjustment.month, by=by)
    reason = _reason(reason)
    if adjustment.outcomes.exists():
        raise NoLongerAwaiting
    outcome = AdjustmentOutcome.objects.create(
        adjustment=adjustment, withdrawn_at=at, withdrawn_by=by, withdrawn_reason=reason
    )
    audit.record("withdraw_adjustment", adjustment, by=by, at=at, month=f"{adjustment.month:%Y-%m}")
    prepare_again(closing, by=by, at=at)
    return outcome


def refuse_settled(month: date, *, by: Membership | None) -> None:
    """Refuse before reading what could not be written."""
    require_verification(by, titulaire=titulaire_of(month))
    closing = MonthClosing.objects.filter(month=month).first()
    if closing and has_reached(State(closing.state), State.VERIFIED):
        raise CarryingMonthSettled(month, State(closing.state))


def lock_carrying_month(month: date, *, by: Membership | None, settled_too: bool = False) -> MonthClosing:
    """The closing of the month whose statements will carry what is written, locked before anything else."""
    require_verification(by, titulaire=titulaire_of(month))
    closing = lock_month(month)
    if not settled_too and has_reached(State(closing.state), State.VERIFIED):
        raise CarryingMonthSettled(month, State(closing.state))
    return closing


def lock_origins(months: Iterable[date]) -> list[MonthClosing]:
    """The closings of the months that are adjusted, locked: two people cannot adjust a line at once."""
    locked = MonthClosing.objects.select_for_update(of=("self",)).select_related("titulaire__person")
    return list(locked.filter(month__in=set(months)).order_by("month"))


def _record(
    closing: MonthClosing, adjustment: Adjustment, *, said: tuple, by: Membership | None, at: datetime
) -> Adjustment:
    """Write it once: said again, it is known; withdrawn, it may be said again."""
    adjustment.month = closing.month
    adjustment.share = share(adjustment.amount, adjustment.rate)
    adjustment.noted_on = at.astimezone(PARIS).date()
    adjustment.recorded_at, adjustment.recorded_by = at, by
    attempt = 0
    while before := Adjustment.objects.filter(key=digest(*said, attempt)).first():
        if not before.outcomes.filter(withdrawn_at__isnull=False).exists():
            raise AlreadyThere
        attempt += 1
    adjustment.key = digest(*said, attempt)
    adjustment.save()
    audit.record(
        f"add_{adjustment.kind}", adjustment, by=by, at=at, month=f"{closing.month:%Y-%m}",
        origin=f"{adjustment.origin_month:%Y-%m}",
    )  # fmt: skip
    prepare_again(closing, by=by, at=at)
    return adjustment


def _line_of(statement: Statement, invoice: str, act: str) -> ReceiptLine:
    lines = ReceiptLine.objects.filter(
        month=statement.month, doctor=statement.remplacant_id, invoice=invoice, act=act
    )
    line = lines.order_by("line").first()
    if line is None:
        raise AdjustmentRefused(
            f"Le relevé {statement.number} n’a pas de ligne avec cette facture et cet acte. Laissez les deux"
            " cases vides si la correction ne vise pas une ligne.",
            field="invoice",
        )
    return line


def _refuse_unless_earlier(origin_month: date, month: date, *, field: str) -> None:
    if origin_month >= month:
        raise AdjustmentRefused(
            f"Un relevé {text.of_month(month)} régularise un mois qui le précède.", field=field
        )


def _rate_of(remplacant: Membership, issued: MonthClosing, practice: Cabinet) -> Decimal:
    """The rate of a locum who had no statement that month."""
    profile = PractitionerProfile.objects.filter(membership=remplacant).first()
    agreed = contract_rates(issued.month).get((issued.remplace.person_id, remplacant.person_id), Agreed())
    return applicable_rate(
        practice=practice.retrocession_rate,
        person=profile.retrocession_rate if profile else None,
        contract=agreed.rate,
    )


def _amount(amount: Decimal) -> Decimal:
    amount = euros(amount)
    if not amount:
        raise AdjustmentRefused("Indiquez un montant différent de zéro.", field="amount")
    return amount


def _reason(reason: str) -> str:
    reason = _plain(reason)[:MAX_REASON]
    if not reason:
        raise AdjustmentRefused("Indiquez la raison.", field="reason")
    return reason


def _plain(said: str) -> str:
    return " ".join(said.split())
