"""A month's receipts against its day sheets, by doctor, day and mode: the same statements whatever it holds.

A doctor is a person here: two memberships are one till.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet, Sum

from cabinet.clock import next_month
from cabinet.models import Membership
from cabinet.text import amount as amount_text
from cabinet.text import day as day_text
from planning.models import Presence
from retrocession.models import DaySheet, DaySheetRemark, MonthClosing, ReceiptLine
from retrocession.models.receipts import MODES
from retrocession.queries.receipts_month import titulaire_of
from retrocession.queries.totals import days_without_presence
from retrocession.rules.closing import STATE_LABELS, State, has_reached
from retrocession.rules.pointage import Cell, Gap, days_without_sheet, first_unexplained, gap_of, gaps
from retrocession.rules.roles import BILLING_ROLES

ZERO = Decimal("0.00")
MODE_NAMES = dict(MODES)


@dataclass(frozen=True)
class GapLine:
    """A difference; `remark` is the last one about this very amount."""

    gap: Gap
    sheet: DaySheet
    name: str
    remark: DaySheetRemark | None

    @property
    def on(self) -> date:
        return self.gap.cell.on

    @property
    def mode(self) -> str:
        return self.gap.cell.mode

    @property
    def mode_label(self) -> str:
        return MODE_NAMES[self.mode]

    @property
    def sentence(self) -> str:
        return (
            f"{day_text(self.on)}, {self.name}, {self.mode_label}\u202f: "
            f"{amount_text(self.gap.expected)} dans les recettes,"
            f" {amount_text(self.gap.found)} sur la feuille"
        )


@dataclass(frozen=True)
class CellShown:
    """`found` None: no sheet that day, nothing to compare."""

    label: str
    expected: Decimal
    found: Decimal | None
    line: GapLine | None


@dataclass(frozen=True)
class DayRow:
    """A doctor's day with a sheet or with receipts."""

    on: date
    name: str
    doctor_id: object
    has_sheet: bool
    cells: list[CellShown]
    expected: Decimal
    found: Decimal | None

    @property
    def gap(self) -> Decimal:
        return gap_of(self.expected, self.found) if self.has_sheet else ZERO

    @property
    def has_gap(self) -> bool:
        return any(cell.line for cell in self.cells)


@dataclass(frozen=True)
class DoctorDay:
    on: date
    name: str
    doctor_id: object


@dataclass(frozen=True)
class Workbook:
    """« Pointage » of a month. Amounts in euros."""

    month: date
    state: State
    titulaire: Membership | None
    has_receipts: bool
    rows: list[DayRow]
    unexplained: list[GapLine]
    explained: list[GapLine]
    missing: list[DoctorDay]
    without_receipts: list[DoctorDay]
    without_presence: list[DoctorDay]
    sheets: int

    modes = [label for _, label in MODES]

    @property
    def state_label(self) -> str:
        return STATE_LABELS[self.state]

    @property
    def can_change(self) -> bool:
        return not has_reached(self.state, State.VERIFIED)

    @property
    def expected(self) -> Decimal:
        return sum((row.expected for row in self.rows if row.has_sheet), ZERO)

    @property
    def found(self) -> Decimal:
        return sum((row.found or ZERO for row in self.rows), ZERO)


def workbook(month: date, *, today: date) -> Workbook:
    """Eight statements, whatever the month holds."""
    closing = MonthClosing.objects.filter(month=month).first()
    expected = expected_of(month)
    sheets = list(_sheets(month))
    lines = gap_lines(sheets, expected)
    presences = _presences(month, until=today)
    absences = days_without_presence(month)
    doctors = _Doctors()
    doctors.learn(sheet.doctor for sheet in sheets)
    doctors.learn(presence.membership for presence in presences)
    doctors.fetch({cell.doctor for cell in expected})
    by_sheet: dict[tuple, DaySheet] = {(sheet.doctor.person_id, sheet.on): sheet for sheet in sheets}
    billed = {(cell.doctor, cell.on) for cell in expected}
    there = {(presence.membership.person_id, presence.on) for presence in presences}
    shown = {line.gap.cell: line for line in lines}
    return Workbook(
        month=month,
        state=State(closing.state) if closing else State.OPEN,
        titulaire=titulaire_of(month),
        has_receipts=bool(expected),
        rows=[
            _row(key, by_sheet.get(key), expected, shown, doctors)
            for key in sorted(billed | by_sheet.keys(), key=doctors.order)
        ],
        unexplained=[line for line in lines if not line.gap.is_explained],
        explained=[line for line in lines if line.gap.is_explained],
        missing=doctors.days(days_without_sheet(active=billed | there, sheets=by_sheet)),
        without_receipts=doctors.days(there - billed) if expected else [],
        without_presence=doctors.days(
            {(doctors.person_of(doctor_id), on) for doctor_id, days in absences.items() for on in days}
        ),
        sheets=len(sheets),
    )


def first_gap_unexplained(month: date) -> GapLine | None:
    """What stops the verification of the month; nothing is read of a month without sheets but that."""
    sheets = list(_sheets(month))
    if not sheets:
        return None
    lines = gap_lines(sheets, expected_of(month))
    first = first_unexplained(line.gap for line in lines)
    return next((line for line in lines if line.gap is first), None) if first else None


def gap_in(sheet: DaySheet, mode: str) -> Decimal:
    """What was found in a mode that day more than was billed, now."""
    billed = ReceiptLine.objects.filter(
        month=sheet.month, on=sheet.on, doctor__person=sheet.doctor.person_id, mode=mode
    ).aggregate(amount=Sum("amount", default=ZERO))["amount"]
    return gap_of(billed, sheet.found.get(mode))


def expected_of(month: date) -> dict[Cell, Decimal]:
    """What was billed, by person, day and mode: one statement, summed by PostgreSQL."""
    rows = (
        ReceiptLine.objects.filter(month=month)
        .order_by()
        .values_list("doctor__person_id", "on", "mode")
        .annotate(amount=Sum("amount"))
    )
    return {Cell(person_id, on, mode): amount for person_id, on, mode, amount in rows}


def gap_lines(sheets: list[DaySheet], expected: dict[Cell, Decimal]) -> list[GapLine]:
    """The differences of these sheets, in their order; one statement, for the remarks."""
    remarks = {
        (remark.sheet_id, remark.mode): remark
        for remark in DaySheetRemark.objects.filter(sheet__in=sheets).select_related("written_by__person")
    }
    cells = {Cell(sheet.doctor.person_id, sheet.on, mode): sheet for sheet in sheets for mode in sheet.found}
    found = {cell: sheet.found[cell.mode] for cell, sheet in cells.items()}
    explained = {
        cell: remarks[sheet.pk, cell.mode].gap
        for cell, sheet in cells.items()
        if (sheet.pk, cell.mode) in remarks
    }
    return [
        GapLine(
            gap=gap,
            sheet=cells[gap.cell],
            name=cells[gap.cell].doctor.display_name,
            remark=remarks.get((cells[gap.cell].pk, gap.cell.mode)) if gap.is_explained else None,
        )
        for gap in gaps(expected=expected, found=found, explained=explained)
    ]


class _Doctors:
    """The members met on the page, by person."""

    def __init__(self) -> None:
        self.known: dict[object, Membership] = {}
        self.by_membership: dict[object, object] = {}

    def learn(self, members: Iterable[Membership]) -> None:
        for member in members:
            self.known.setdefault(member.person_id, member)
            self.by_membership[member.pk] = member.person_id

    def fetch(self, people: set) -> None:
        """Those who billed: under all their memberships, since receipts name one of them."""
        self.learn(
            Membership.objects.filter(person__in=people).select_related("person").order_by("-starts_on")
        )

    def person_of(self, membership_id: object) -> object:
        return self.by_membership[membership_id]

    def order(self, key: tuple) -> tuple:
        person_id, on = key
        return (on, self.known[person_id].person.sort_key, str(person_id))

    def days(self, keys: Iterable[tuple]) -> list[DoctorDay]:
        return [
            DoctorDay(on, self.known[person_id].display_name, self.known[person_id].pk)
            for person_id, on in sorted(keys, key=self.order)
        ]


def _row(
    key: tuple,
    sheet: DaySheet | None,
    expected: dict[Cell, Decimal],
    lines: dict[Cell, GapLine],
    doctors: _Doctors,
) -> DayRow:
    person_id, on = key
    cells = []
    for mode, label in MODES:
        cell = Cell(person_id, on, mode)
        found = (sheet.found[mode] or ZERO) if sheet else None
        cells.append(CellShown(label, expected.get(cell, ZERO), found, lines.get(cell)))
    return DayRow(
        on=on,
        name=doctors.known[person_id].display_name,
        doctor_id=doctors.known[person_id].pk,
        has_sheet=sheet is not None,
        cells=cells,
        expected=sum((cell.expected for cell in cells), ZERO),
        found=sheet.total if sheet else None,
    )


def _sheets(month: date) -> QuerySet[DaySheet]:
    sheets = DaySheet.objects.filter(month=month).select_related("doctor__person", "saved_by__person")
    return sheets.order_by("on", "doctor__person__sort_key", "pk")


def _presences(month: date, *, until: date) -> list[Presence]:
    """Of those who take fees, on days that have come."""
    there = Presence.objects.standing().filter(
        on__gte=month, on__lt=next_month(month), on__lte=until, membership__role__in=BILLING_ROLES
    )
    return list(there.select_related("membership__person"))
