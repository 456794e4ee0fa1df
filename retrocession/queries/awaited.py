"""« Tiers payant »: what is still awaited from payers, by month and titulaire, and what was noted paid."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Min, Q, QuerySet, Sum

from cabinet.clock import next_month, previous_month
from cabinet.members import Member
from cabinet.models import Cabinet, Membership
from cabinet.money import ZERO
from retrocession.models import (
    Designation,
    MonthClosing,
    PayerReturn,
    PaymentImport,
    ReceiptLine,
)
from retrocession.models.payer_return import standing
from retrocession.queries.bases import base_in
from retrocession.queries.payments_received import on_received
from retrocession.queries.receipts_month import titulaire_of
from retrocession.queries.received import Group
from retrocession.queries.totals import AWAITED_OF_LINE
from retrocession.rules.closing import STATE_LABELS, State, has_reached
from retrocession.rules.received import THIRD_PARTY, Base, left_to_pay

PAYMENTS_SHOWN = 100


@dataclass(frozen=True)
class MonthAwaited:
    """What the lines of a month still await, in euros, from its titulaire's payers."""

    month: date
    titulaire: Membership | None
    due: Decimal
    received: Decimal

    @property
    def left(self) -> Decimal:
        return left_to_pay(self.due, self.received)


@dataclass(frozen=True)
class Awaited:
    """An act of an invoice that is awaited; `pk` is one of its lines. `refused` is the last refusal."""

    pk: Any
    group: Group
    doctor: Membership
    on: date
    due: Decimal
    received: Decimal
    refused: PayerReturn | None

    @property
    def left(self) -> Decimal:
        return left_to_pay(self.due, self.received)


@dataclass(frozen=True)
class AwaitedMonth:
    """The page of `month`, whose statements will hold what is ticked; `origin` is the month listed."""

    month: date
    state: State
    titulaire: Membership | None
    is_on_received: bool
    months: list[MonthAwaited]
    origin: MonthAwaited | None
    rows: list[Awaited]
    payments: list[Any]
    files: list[PaymentImport]

    @property
    def previous(self) -> date:
        return previous_month(self.month)

    @property
    def next(self) -> date:
        return next_month(self.month)

    @property
    def state_label(self) -> str:
        return STATE_LABELS[self.state]

    @property
    def can_change(self) -> bool:
        return not has_reached(self.state, State.VERIFIED)

    @property
    def total(self) -> Decimal:
        return sum((one.left for one in self.months), ZERO)


def awaited_month(month: date, *, practice: Cabinet, origin: date | None = None) -> AwaitedMonth:
    """The same number of statements whatever is awaited; `origin` None is the oldest month that awaits."""
    closing = MonthClosing.objects.filter(month=month).first()
    months = awaited_by_month(month, practice=practice)
    listed = next((one for one in months if one.month == origin), None) or next(iter(months), None)
    return AwaitedMonth(
        month=month,
        state=State(closing.state) if closing else State.OPEN,
        titulaire=titulaire_of(month),
        is_on_received=base_in(practice, month) == Base.PERCU,
        months=months,
        origin=listed,
        rows=awaited_rows(listed.month, practice=practice) if listed else [],
        payments=list(payments_of(month)[:PAYMENTS_SHOWN]),
        files=list(
            PaymentImport.objects.filter(month=month)
            .exclude(state=PaymentImport.State.ABANDONED)
            .select_related("uploaded_by__person")
            .defer("rows")
        ),
    )


def awaiting_lines(practice: Cabinet) -> QuerySet[ReceiptLine]:
    """The lines settled by tiers payant, of locums whose base is what is received."""
    return ReceiptLine.objects.filter(on_received(practice), mode=THIRD_PARTY, doctor__role="remplacant")


def awaited_by_month(until: date, *, practice: Cabinet) -> list[MonthAwaited]:
    """The months that await something, the oldest first; those of `until` and before."""
    lines = awaiting_lines(practice).filter(month__lte=until)
    dues = dict(lines.order_by().values_list("month").annotate(due=Sum(AWAITED_OF_LINE)))
    received = _received(lines, "line__month")
    titulaires = {
        one.month: one.titulaire
        for one in Designation.objects.filter(month__in=dues).select_related("titulaire__person")
    }
    found = [
        MonthAwaited(month, titulaires.get(month), due, received.get((month,), ZERO))
        for month, due in sorted(dues.items())
    ]
    return [one for one in found if one.left]


def awaited_rows(month: date, *, practice: Cabinet) -> list[Awaited]:
    """The acts of that month still awaited, by doctor and day."""
    lines = awaiting_lines(practice).filter(month=month)
    names = ("month", "doctor_id", "invoice", "act")
    rows = list(
        lines.order_by()
        .values(*names)
        .annotate(due=Sum(AWAITED_OF_LINE), first=Min("on"), ids=ArrayAgg("pk"))
        .order_by("doctor__person__sort_key", "first", "invoice", "act")
    )
    received = _received(lines, "line__month", "line__doctor_id", "line__invoice", "line__act")
    refused = {
        Group(one.line.month, one.line.doctor_id, one.line.invoice, one.line.act): one
        for one in standing(PayerReturn.objects.filter(line__month=month, kind=PayerReturn.Kind.REFUSED))
        .select_related("line")
        .order_by("on", "recorded_at")
    }
    doctors = Membership.objects.select_related("person").in_bulk({row["doctor_id"] for row in rows})
    awaited = []
    for row in rows:
        group = Group(*(row[name] for name in names))
        one = Awaited(
            pk=min(row["ids"]), group=group, doctor=doctors[group.doctor], on=row["first"], due=row["due"],
            received=received.get(tuple(group), ZERO), refused=refused.get(group),
        )  # fmt: skip
        if one.left:
            awaited.append(one)
    return awaited


def payments_of(month: date) -> QuerySet[Any]:
    """What was noted paid for the statements of a month and stands, the last first."""
    return _paid().filter(month=month).order_by("-recorded_at", "-pk")


def visible_payments(member: Member) -> QuerySet[Any]:
    """All for the secretary; for a titulaire the months as remplacé and those adjusted; a locum's own."""
    person = member.membership.person_id
    if member.may("verify_accounts", owner=False, remplace=False):
        return _paid()
    if member.may("verify_accounts", owner=True):
        return _paid().filter(line__doctor__person=person)
    months = Designation.objects.filter(titulaire__person=person).values("month")
    return _paid().filter(Q(month__in=months) | Q(adjustment__titulaire__person=person))


def _paid() -> QuerySet[Any]:
    """With the line, its doctor, and the adjustment that carries it."""
    return standing(PayerReturn.objects.filter(kind=PayerReturn.Kind.PAID)).select_related(
        "line__doctor__person", "adjustment__titulaire__person", "recorded_by__person"
    )


def _received(lines: QuerySet[ReceiptLine], *names: str) -> dict[tuple, Decimal]:
    """What was received of these lines, by what `names` name."""
    returns = standing(PayerReturn.objects.filter(line__in=lines))
    rows = returns.order_by().values_list(*names).annotate(sum=Sum("received"))
    return {tuple(row[:-1]): row[-1] for row in rows}
