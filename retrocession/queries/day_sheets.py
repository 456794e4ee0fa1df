"""The sheets to fill: those of a day, or of a doctor's month. Blind: they do not say what was billed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from cabinet.clock import next_month
from cabinet.members import Member
from cabinet.models import Membership, Role
from cabinet.text import amount
from planning.models import Presence
from retrocession.models import DaySheet, DaySheetRevision, Designation, MonthClosing, ReceiptLine
from retrocession.models.receipts import MODES
from retrocession.rules.closing import State, has_reached
from retrocession.rules.roles import BILLING_ROLES

ZERO = Decimal("0.00")
MODE_NAMES = dict(MODES)
LABELS = MODE_NAMES | {"cheques": "nombre de chèques", "incidents": "incident"}


@dataclass(frozen=True)
class SheetRow:
    """A doctor's day, with its sheet when there is one."""

    doctor: Membership
    on: date
    sheet: DaySheet | None


@dataclass(frozen=True)
class Change:
    """A field that changed; what it was and what it became, as it is read."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Revision:
    written_at: object
    who: str
    changes: list[Change]


def rows_of_day(on: date, *, also: Membership | None = None) -> list[SheetRow]:
    """Those who were there, billed or have a sheet that day; `also` is added when they are not. By name."""
    return _rows({"on": on}, [(also, on)] if also else [])


def rows_of_month(
    doctor: Membership, month: date, *, today: date, also: date | None = None
) -> list[SheetRow]:
    """The days of a doctor that have come, in order; `also` is added when it is of that month."""
    own = {"on__gte": month, "on__lt": min(next_month(month), _after(today))}
    extra = [(doctor, also)] if also and also.replace(day=1) == month and also <= today else []
    return _rows(own, extra, person=doctor.person_id)


def sheet_of(doctor: Membership, on: date) -> DaySheet | None:
    """The person's sheet of that day, under whichever membership it was typed."""
    return _with_author(DaySheet.objects.filter(doctor__person=doctor.person_id, on=on)).first()


def history_of(sheet: DaySheet) -> list[Revision]:
    """What changed, the last first."""
    revisions = DaySheetRevision.objects.filter(sheet=sheet).select_related("written_by__person")
    return [
        Revision(
            written_at=revision.written_at,
            who=revision.written_by.display_name if revision.written_by else "L’opérateur",
            changes=[
                Change(LABELS[name], *(_shown(name, value) for value in values))
                for name, values in revision.changes.items()
            ],
        )
        for revision in revisions.order_by("-number")
    ]


def doctors_on(on: date) -> list[Membership]:
    """Whoever may take fees that day, by name."""
    return list(Membership.objects.filter(role__in=BILLING_ROLES).on(on).with_person())


def is_settled(month: date) -> bool:
    """Whether the accounts of the month are verified: nothing is typed any more."""
    state = MonthClosing.objects.filter(month=month).values_list("state", flat=True).first()
    return state is not None and has_reached(State(state), State.VERIFIED)


def visible_sheets(member: Member) -> QuerySet[DaySheet]:
    """All of them for the secretary; of their months for a titulaire, as remplacé; a locum's own."""
    sheets = DaySheet.objects.select_related("doctor__person", "saved_by__person")
    if member.may("verify_accounts", remplace=False):
        return sheets
    if member.role == Role.REMPLACANT:
        return sheets.filter(doctor__person=member.person.pk)
    own = Designation.objects.filter(titulaire__person=member.person.pk)
    return sheets.filter(month__in=own.values("month"))


def sums_of(rows: Iterable[SheetRow]) -> list[tuple[str, str, Decimal]]:
    """(mode, label, euros) over the rows shown."""
    sheets = [row.sheet for row in rows if row.sheet]
    return [
        (mode, label, sum((sheet.found[mode] or ZERO for sheet in sheets), ZERO)) for mode, label in MODES
    ]


def _rows(days: dict, extra: list[tuple[Membership, date]], *, person: int | None = None) -> list[SheetRow]:
    """Four statements: presences, days billed, sheets, and the members who billed."""
    own = Q(doctor__person=person) if person else Q()
    sheets = list(_with_author(DaySheet.objects.filter(own, **days)))
    there = Presence.objects.standing().filter(
        Q(membership__person=person) if person else Q(), membership__role__in=BILLING_ROLES, **days
    )
    billed = set(ReceiptLine.objects.filter(own, **days).order_by().values_list("doctor_id", "on").distinct())
    members = {
        member.pk: member
        for member in Membership.objects.filter(pk__in={pk for pk, _ in billed}).select_related("person")
    }
    found = {(sheet.doctor.person_id, sheet.on): SheetRow(sheet.doctor, sheet.on, sheet) for sheet in sheets}
    others = [
        *((presence.membership, presence.on) for presence in there.select_related("membership__person")),
        *((members[pk], on) for pk, on in billed),
        *extra,
    ]
    for member, on in others:
        found.setdefault((member.person_id, on), SheetRow(member, on, None))
    return sorted(found.values(), key=lambda row: (row.on, row.doctor.person.sort_key, str(row.doctor.pk)))


def _with_author(sheets: QuerySet[DaySheet]) -> QuerySet[DaySheet]:
    return sheets.select_related("doctor__person", "saved_by__person")


def _after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _shown(name: str, value: Any) -> str:
    if value in (None, ""):
        return "rien"
    return amount(Decimal(value)) if name in MODE_NAMES else str(value)
