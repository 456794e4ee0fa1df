"""The page on which a month is prepared, verified, approved, issued and paid."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, Exists, F, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from cabinet import text
from cabinet.models import Cabinet, Membership, Role
from retrocession.models import (
    Adjustment,
    AdjustmentOutcome,
    Contract,
    Designation,
    DesignationCorrection,
    Draft,
    MonthClosing,
    Statement,
    TransferFile,
)
from retrocession.models.contract import WITHOUT_EFFECT
from retrocession.models.receipts import MODES
from retrocession.queries.answers import answer_read, paid_on_read, with_aftermath
from retrocession.queries.bases import base_in
from retrocession.queries.carried import Persons, awaiting, by_persons, pair_of
from retrocession.queries.handover import corrections_of
from retrocession.queries.month import (
    awaited_change,
    change_awaited,
    lines_of,
    with_account,
    with_account_change,
)
from retrocession.queries.progress import with_work
from retrocession.queries.steps import StepShown, steps_shown
from retrocession.queries.totals import ModeTotal, days_without_presence, totals_by_doctor_and_mode
from retrocession.queries.transfers import LeftOut, account_of, transfer_order
from retrocession.rules.answer import ANSWER_LABELS, Answer
from retrocession.rules.closing import State, has_reached
from retrocession.rules.received import Base
from retrocession.rules.roles import Treatment, treatment
from retrocession.rules.vat import WARNING, thresholds
from retrocession.sepa import control_sum

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class StatementLine:
    """A locum's line; `warnings` are said in amber beside it."""

    row: Draft | Statement
    name: str
    number: str
    has_document: bool
    warnings: list[str]
    adjustments: list["AdjustmentLine"]
    answer: Answer | None
    paid_on: date | None

    @property
    def answer_label(self) -> str:
        return ANSWER_LABELS[self.answer] if self.answer else ""

    @property
    def awaits_payment(self) -> bool:
        return self.row.net > 0 and self.paid_on is None

    @property
    def carried(self) -> Decimal:
        """What the pair's last statement left owed, taken over by this one."""
        return self.row.adjustments - sum((one.share for one in self.adjustments), ZERO)


@dataclass(frozen=True)
class AdjustmentLine:
    """An adjustment of a statement, in a word; `share` in euros."""

    kind: str
    act: str
    reason: str
    share: Decimal

    @property
    def label(self) -> str:
        return text.sentence(Adjustment.Kind(self.kind).label)


@dataclass(frozen=True)
class ExcludedLine:
    name: str
    what: str
    billed: Decimal


@dataclass(frozen=True)
class ClosingPage:
    """A month being closed. Amounts in euros; `kept_this_year` is in this practice alone."""

    month: date
    state: State
    closing: MonthClosing | None
    titulaire: Membership | None
    steps: list[StepShown]
    lines: list[StatementLine]
    totals: dict[str, Decimal]
    excluded: list[ExcludedLine]
    modes: list[tuple[str, Decimal]]
    billed: Decimal
    kept_this_year: Decimal
    franchise: Decimal
    transfer: TransferFile | None
    left_out: list[LeftOut]
    to_pay: Decimal
    corrections: list[DesignationCorrection]
    held_back: Decimal
    is_on_received: bool

    @property
    def is_near_franchise(self) -> bool:
        return self.kept_this_year >= WARNING * self.franchise

    @property
    def mode_total(self) -> Decimal:
        return sum((amount for _, amount in self.modes), ZERO)

    @property
    def is_issued(self) -> bool:
        return has_reached(self.state, State.ISSUED)


def closing_page(month: date, *, practice: Cabinet, today: date) -> ClosingPage:
    closing = _closing(month)
    state = State(closing.state) if closing else State.OPEN
    titulaire = closing.titulaire if closing else None
    if titulaire is None:
        designation = Designation.objects.select_related("titulaire__person").filter(month=month).first()
        titulaire = designation.titulaire if designation else None
    rows = _rows(closing) if closing and state is not State.OPEN else []
    by_mode = totals_by_doctor_and_mode(month)
    absences = days_without_presence(month)
    totals = {
        name: sum((getattr(row, name) for row in rows), ZERO)
        for name in ("billed", "travel", "base", "adjustments", "net", "kept")
    } | {name: sum(getattr(row, name) for row in rows) for name in ("days", "acts")}
    kept_this_year = getattr(closing, "kept_this_year", ZERO)
    transfer, left_out, to_pay = None, [], ZERO
    if closing and has_reached(state, State.ISSUED):
        order = transfer_order(
            practice=practice.name,
            titulaire=closing.remplace,
            payer=account_of(closing, closing.remplace),
            statements=rows,
        )
        made = closing.transfers.filter(titulaire__person=closing.remplace.person_id)
        if order.payments:
            made = made.filter(fingerprint=order.fingerprint)
        transfer = made.select_related("made_by__person").prefetch_related("handed_in").defer("xml").first()
        left_out, to_pay = order.left_out, control_sum(order.payments)
    else:
        kept_this_year += totals["kept"]
    return ClosingPage(
        month=month,
        state=state,
        closing=closing,
        titulaire=titulaire,
        steps=steps_shown(closing, titulaire, transfer),
        lines=_lines(rows, titulaire, absences, _adjusted(month, rows), practice, today),
        totals=totals,
        excluded=_excluded(by_mode),
        modes=_modes(by_mode),
        billed=sum((total.amount for total in by_mode), ZERO),
        kept_this_year=kept_this_year,
        franchise=thresholds(month)[0],
        transfer=transfer,
        left_out=left_out,
        corrections=corrections_of([month]) if getattr(closing, "is_corrected", False) else [],
        to_pay=to_pay,
        held_back=sum((left.statement.net for left in left_out if left.stops), ZERO),
        is_on_received=base_in(practice, month) == Base.PERCU or any(row.is_received for row in rows),
    )


def _closing(month: date) -> MonthClosing | None:
    """With the account of its titulaire, and what was kept by statements issued for months of that year."""
    kept = (
        Statement.objects.filter(
            titulaire__person=OuterRef("titulaire__person"), month__year=month.year, month__lte=month
        )
        .order_by()
        .values("titulaire__person")
        .annotate(total=Sum("kept"))
        .values("total")
    )
    found = MonthClosing.objects.filter(month=month).select_related(
        "titulaire__person",
        "prepared_by__person",
        "verified_by__person",
        "approved_by__person",
        "issued_by__person",
        "paid_by__person",
        "sent_back_by__person",
    )
    adjusted = (
        AdjustmentOutcome.objects.filter(
            statement__titulaire__person=OuterRef("titulaire__person"),
            statement__month__year=month.year,
            statement__month__lte=month,
        )
        .order_by()
        .values("statement__titulaire__person")
        .annotate(total=Sum(F("adjustment__amount") - F("adjustment__share")))
        .values("total")
    )
    nothing = Value(ZERO, output_field=DecimalField())
    return (
        with_account(found, "titulaire")
        .annotate(
            kept_this_year=Coalesce(Subquery(kept), nothing) + Coalesce(Subquery(adjusted), nothing),
            is_corrected=Exists(DesignationCorrection.objects.filter(month=OuterRef("month"))),
        )
        .first()
    )


def _rows(closing: MonthClosing) -> list[Any]:
    """Drafts or statements, `with_account`; of a statement, `has_document` and its aftermath as well."""
    rows = with_account_change(with_account(lines_of(closing), "remplacant"))
    rows = rows.order_by("remplacant__person__sort_key", "pk")
    contracts = Contract.objects.filter(
        month=closing.month,
        titulaire__person=OuterRef("titulaire__person"),
        remplacant__person=OuterRef("remplacant__person"),
        signed_at__isnull=False,
    ).exclude(state__in=WITHOUT_EFFECT)
    rows = rows.annotate(has_contract=Exists(contracts))
    if rows.model is Statement:
        rows = with_work(rows, closing.month).annotate(told_adjustments=F("detail__adjustments"))
        rows = with_aftermath(rows).defer("detail", "signatures")
    return list(rows)


def _adjusted(month: date, rows: list[Any]) -> dict[Persons, list[AdjustmentLine]]:
    """What the statements carry, as each says it of itself, or are about to; by pair."""
    if not rows or isinstance(rows[0], Draft):
        waiting = by_persons(awaiting(month).select_related("titulaire", "remplacant"))
        return {
            persons: [AdjustmentLine(one.kind, one.act, one.reason, one.share) for one in own]
            for persons, own in waiting.items()
        }
    return {
        pair_of(row).persons: [
            AdjustmentLine(one["kind"], one["act"], one["reason"], Decimal(one["share"]))
            for one in row.told_adjustments or []
        ]
        for row in reversed(rows)
    }


def _lines(
    rows: list[Any],
    titulaire: Membership | None,
    absences: dict[object, list[date]],
    adjusted: dict[Persons, list[AdjustmentLine]],
    practice: Cabinet,
    today: date,
) -> list[StatementLine]:
    """Those of the médecin remplacé, then those that somebody else pays for an earlier month."""
    lines = []
    for row in rows:
        own = titulaire is not None and row.titulaire.person_id == titulaire.person_id
        # Taken, not read: a person under two memberships has the adjustments once.
        found = adjusted.pop(pair_of(row).persons, [])
        warnings = _warnings(row, absences.get(row.remplacant_id, []) if own else [])
        if not own:
            warnings.insert(0, f"payé par {row.titulaire.display_name}, pour un mois passé")
        line = StatementLine(
            row=row,
            name=row.remplacant.display_name,
            number=getattr(row, "number", ""),
            has_document=getattr(row, "has_document", False),
            warnings=warnings,
            adjustments=found,
            **_aftermath(row, practice, today),
        )
        lines.append((not own, line))
    return [line for _, line in sorted(lines, key=lambda one: one[0])]


def _warnings(row: Draft | Statement, absences: list[date]) -> list[str]:
    warnings = []
    if not account_of(row, row.remplacant).iban:
        warnings.append("IBAN manquant")
    elif change := awaited_change(row):
        warnings.append(change_awaited(change))
    if row.net <= 0:
        warnings.append("net non positif, reporté")
    if row.days and not getattr(row, "has_contract", False):
        warnings.append("contrat non signé")
    if absences:
        days = ", ".join(text.day(on) for on in absences)
        warnings.append(f"sans présence au calendrier\u202f: {days}")
    return warnings


def _aftermath(row: Draft | Statement, practice: Cabinet, today: date) -> dict:
    """What an issued statement met with: the locum's answer, the bank's debit."""
    if not isinstance(row, Statement):
        return {"answer": None, "paid_on": None}
    return {"answer": answer_read(row, practice=practice, today=today), "paid_on": paid_on_read(row)}


def _excluded(totals: list[ModeTotal]) -> list[ExcludedLine]:
    found: dict[object, list[ModeTotal]] = {}
    for total in totals:
        if treatment(total.role) is Treatment.EXCLUDED:
            found.setdefault(total.doctor_id, []).append(total)
    return [
        ExcludedLine(
            name=own[0].name,
            what=_what(own[0]),
            billed=sum((total.amount for total in own), ZERO),
        )
        for own in found.values()
    ]


def _what(total: ModeTotal) -> str:
    if total.role == Role.TITULAIRE:
        return "titulaire"
    return f"interne, encaissé par {total.supervisor}" if total.supervisor else "interne, sans superviseur"


def _modes(totals: list[ModeTotal]) -> list[tuple[str, Decimal]]:
    """What was retroceded, by mode: the sums that the till and the bank must show."""
    return [
        (
            text.sentence(label),
            sum(
                (t.amount for t in totals if t.mode == mode and treatment(t.role) is Treatment.RETROCEDED),
                ZERO,
            ),
        )
        for mode, label in MODES
    ]
