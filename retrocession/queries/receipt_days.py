"""A doctor's day of receipts, line by line, and what was corrected in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cabinet import text
from cabinet.models import Membership
from cabinet.money import ZERO
from planning.models import Presence
from retrocession.models import ReceiptChange, ReceiptLine
from retrocession.models.receipts import MODES
from retrocession.queries.day_sheets import is_settled

MODE_NAMES = dict(MODES)
LABELS = {
    "doctor": "médecin", "on": "date", "act": "acte", "amount": "montant", "mode": "règlement",
    "amo": "part AMO", "amc": "part AMC", "patient_part": "part patient",
}  # fmt: skip


@dataclass(frozen=True)
class ChangeShown:
    """A change of a line in words: « montant 30,00 € → 26,50 € »."""

    change: ReceiptChange
    what: str
    differences: list[str]

    @property
    def who(self) -> str:
        return self.change.changed_by.display_name if self.change.changed_by else "L’opérateur"


@dataclass(frozen=True)
class DoctorDay:
    """The lines written of a doctor's day; `is_present` as the calendar says."""

    doctor: Membership
    on: date
    lines: list[Any]
    changes: list[ChangeShown]
    settled: bool
    is_present: bool

    @property
    def sums(self) -> list[tuple[str, str, Decimal, int]]:
        """(mode, label, amount, the same in cents) of what is written."""
        sums = []
        for mode, label in MODES:
            amount = sum((line.amount for line in self.lines if line.mode == mode), ZERO)
            sums.append((mode, "CB" if mode == "cb" else text.sentence(label), amount, int(amount * 100)))
        return sums

    @property
    def total_cents(self) -> int:
        return int(self.total * 100)

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), ZERO)


def doctor_day(doctor: Membership, on: date) -> DoctorDay:
    """The same number of statements whatever the day holds."""
    person = doctor.person_id
    lines = with_changes(ReceiptLine.objects.filter(doctor__person=person, month=on.replace(day=1), on=on))
    changes = changes_of(on.replace(day=1)).filter(
        Q(doctor__person=person, before__on=f"{on}") | Q(after__on=f"{on}", after__doctor=doctor.display_name)
    )
    present = Presence.objects.sure().filter(membership__person=person, on=on)
    return DoctorDay(
        doctor, on, list(lines.order_by("at", "line")), shown(changes), is_settled(on.replace(day=1)),
        present.exists(),
    )  # fmt: skip


def with_changes(lines: QuerySet[ReceiptLine]) -> QuerySet[Any]:
    """Lines with `changes`: how many times each was corrected."""
    corrected = (
        ReceiptChange.objects.filter(line_id=OuterRef("pk"))
        .order_by()
        .values("line_id")
        .annotate(times=Count("pk"))
        .values("times")
    )
    return lines.select_related("doctor__person", "typed_by__person").annotate(
        changes=Coalesce(Subquery(corrected), 0)
    )


def line_with_changes(pk: UUID) -> Any | None:
    return with_changes(ReceiptLine.objects.filter(pk=pk)).first()


def changes_of(month: date) -> QuerySet[ReceiptChange]:
    """What was corrected or removed in a month, the last first."""
    return ReceiptChange.objects.filter(month=month).select_related("changed_by__person", "doctor__person")


def changes_of_line(pk: UUID) -> list[ChangeShown]:
    return shown(ReceiptChange.objects.filter(line_id=pk).select_related("changed_by__person"))


def shown(changes: Iterable[ReceiptChange]) -> list[ChangeShown]:
    return [
        ChangeShown(one, f"{one.before['act']}, facture {one.before['invoice']}", _differences(one))
        for one in changes
    ]


def _differences(change: ReceiptChange) -> list[str]:
    before, after = change.before, change.after
    if not after:
        return [", ".join(_said(name, before[name]) for name in ("doctor", "on", "amount", "mode"))]
    return [
        f"{label} {_said(name, before[name])} → {_said(name, after[name])}"
        for name, label in LABELS.items()
        if before[name] != after[name]
    ]


def _said(name: str, value: str | None) -> str:
    if value is None:
        return "rien"
    if name == "on":
        return text.day(date.fromisoformat(value))
    if name == "mode":
        return MODE_NAMES[value]
    return text.amount(Decimal(value)) if name in ("amount", "amo", "amc", "patient_part") else value
