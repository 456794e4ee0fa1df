"""The receipts of a month: the files that came in, what is written, and one's own lines."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from django.db.models import Count, Sum

from cabinet.clock import next_month, previous_month
from cabinet.members import Member
from cabinet.models import Membership
from cabinet.money import ZERO
from retrocession.models import Designation, MonthClosing, ReceiptImport, ReceiptLine, SetAsideLine
from retrocession.queries.receipt_days import ChangeShown, changes_of, shown
from retrocession.queries.receipts import DoctorTotals, total_of, totals_of
from retrocession.reading.values import MODE_LABELS, Mode
from retrocession.rules.closing import STATE_LABELS, State, has_reached

#: Until this day of a month, the receipts that one comes for are those of the month before.
LAST_DAY_OF_PREVIOUS_MONTH = 15
MONTHS_OFFERED = 13
CHANGES_SHOWN = 50


@dataclass(frozen=True)
class ReceiptsMonth:
    """`totals` are what is written, by doctor and mode; `can_change` until the month is verified."""

    month: date
    state: State
    titulaire: Membership | None
    imports: list[ReceiptImport]
    totals: list[DoctorTotals]
    total: DoctorTotals
    lines: int
    changes: list[ChangeShown]
    day_to_type: date

    modes = [MODE_LABELS[mode] for mode in Mode]

    @property
    def state_label(self) -> str:
        return STATE_LABELS[self.state]

    @property
    def can_change(self) -> bool:
        return not has_reached(self.state, State.VERIFIED)


@dataclass(frozen=True)
class SettledImport:
    """A file that was written, withdrawn or given up; `totals` are the lines that it wrote."""

    totals: list[DoctorTotals]
    total: DoctorTotals
    set_aside: list[SetAsideLine]
    can_withdraw: bool

    modes = [MODE_LABELS[mode] for mode in Mode]


@dataclass(frozen=True)
class OwnMonth:
    """One's own lines of a month."""

    month: date
    previous: date
    next: date
    days: list["OwnDay"]
    lines: int
    total: Decimal


@dataclass(frozen=True)
class OwnDay:
    """A day of one's own lines."""

    on: date
    lines: list[ReceiptLine]

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), ZERO)


def titulaire_of(month: date) -> Membership | None:
    """The médecin remplacé of the month."""
    designation = Designation.objects.select_related("titulaire__person").filter(month=month).first()
    return designation and designation.titulaire


def usual_month(today: date) -> date:
    """The month whose receipts are looked for today."""
    return previous_month(today) if today.day <= LAST_DAY_OF_PREVIOUS_MONTH else today.replace(day=1)


@dataclass(frozen=True)
class MonthChoices:
    """The months whose receipts a member may bring in, the latest first; `usual` when none is asked for."""

    months: list[date]
    usual: date | None
    any_month: bool

    def including(self, month: date) -> list[date]:
        return self.months if month in self.months else [month, *self.months]

    def neighbours(self, month: date) -> tuple[date | None, date | None]:
        """The months before and after, among those that may be seen."""
        if self.any_month:
            return previous_month(month), next_month(month)
        earlier = [one for one in self.months if one < month]
        later = [one for one in self.months if one > month]
        return max(earlier, default=None), min(later, default=None)


def months_to_import(member: Member, *, today: date) -> MonthChoices:
    """Any month for the secretary, the last year being offered; for a titulaire those as remplacé."""
    usual = usual_month(today)
    if member.may("verify_accounts", remplace=False):
        months = [today.replace(day=1)]
        while len(months) < MONTHS_OFFERED:
            months.append(previous_month(months[-1]))
        return MonthChoices(months, usual, any_month=True)
    months = list(
        Designation.objects.filter(titulaire__person_id=member.person.pk)
        .order_by("-month")
        .values_list("month", flat=True)
    )
    past = [month for month in months if month <= usual]
    return MonthChoices(months, next(iter(past or months), None), any_month=False)


def receipts_month(month: date, *, today: date) -> ReceiptsMonth:
    """The page of a month, the same number of statements whatever it holds."""
    closing = MonthClosing.objects.filter(month=month).first()
    imports = ReceiptImport.objects.filter(month=month).select_related(
        "uploaded_by__person", "written_by__person"
    )
    lines = ReceiptLine.objects.filter(month=month)
    totals = totals_of(lines)
    return ReceiptsMonth(
        month=month,
        state=State(closing.state) if closing else State.OPEN,
        titulaire=titulaire_of(month),
        imports=list(
            imports.exclude(state=ReceiptImport.State.ABANDONED)
            .defer("content")
            .annotate(set_aside_count=Count("set_aside"))
        ),
        totals=totals,
        total=total_of(totals),
        lines=lines.count(),
        changes=shown(changes_of(month)[:CHANGES_SHOWN]),
        day_to_type=min(today, next_month(month) - timedelta(days=1)),
    )


def settled_import(receipt_import: ReceiptImport) -> SettledImport:
    """What became of a file."""
    totals = totals_of(ReceiptLine.objects.filter(receipt_import=receipt_import))
    closing = MonthClosing.objects.filter(month=receipt_import.month).first()
    is_open = closing is None or not has_reached(State(closing.state), State.VERIFIED)
    return SettledImport(
        totals=totals,
        total=total_of(totals),
        set_aside=list(receipt_import.set_aside.select_related("set_aside_by__person")),
        can_withdraw=is_open and receipt_import.state == ReceiptImport.State.WRITTEN,
    )


def own_sum(member: Membership, month: date) -> dict:
    """What one billed in the month: `days`, `lines` and `total`, in one statement."""
    return ReceiptLine.objects.filter(month=month, doctor__person_id=member.person_id).aggregate(
        days=Count("on", distinct=True), lines=Count("pk"), total=Sum("amount", default=ZERO)
    )


def own_month(member: Membership, month: date) -> OwnMonth:
    """What one billed in the month, day by day, whatever the membership under which it was."""
    lines = ReceiptLine.objects.filter(month=month, doctor__person_id=member.person_id)
    by_day = groupby(lines.order_by("on", "at", "line"), key=lambda line: line.on)
    days = [OwnDay(on, list(of_day)) for on, of_day in by_day]
    return OwnMonth(
        month=month,
        previous=previous_month(month),
        next=next_month(month),
        days=days,
        lines=sum(len(day.lines) for day in days),
        total=sum((day.total for day in days), ZERO),
    )
