"""« Rejets et régularisations »: what the statements of a month carry or will carry, and one's own."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from cabinet import text
from cabinet.clock import next_month, previous_month
from cabinet.members import Member
from cabinet.models import Membership, Role
from cabinet.money import ZERO
from retrocession.models import (
    Adjustment,
    AdjustmentOutcome,
    Designation,
    MonthClosing,
    RejectionImport,
    Statement,
)
from retrocession.queries.matching import Matching
from retrocession.queries.receipts_month import titulaire_of
from retrocession.queries.rejections import match_rejections
from retrocession.rules.closing import STATE_LABELS, State, has_reached

#: Statements offered to be corrected by hand, in months before the one that carries.
MONTHS_OFFERED = 24


@dataclass(frozen=True)
class AdjustmentsMonth:
    """The page of a month. `total` is what stands, in euros; `can_change` until the month is verified."""

    month: date
    state: State
    titulaire: Membership | None
    rows: list[Any]
    files: list[RejectionImport]

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
    def standing(self) -> list[Any]:
        return [row for row in self.rows if not row.is_withdrawn]

    @property
    def withdrawn(self) -> list[Any]:
        return [row for row in self.rows if row.is_withdrawn]

    @property
    def total(self) -> Decimal:
        return sum((row.share for row in self.standing), ZERO)


def adjustments_month(month: date) -> AdjustmentsMonth:
    """The same number of statements whatever the month holds."""
    closing = MonthClosing.objects.filter(month=month).first()
    return AdjustmentsMonth(
        month=month,
        state=State(closing.state) if closing else State.OPEN,
        titulaire=titulaire_of(month),
        rows=list(with_outcome(Adjustment.objects.filter(month=month))),
        files=list(
            RejectionImport.objects.filter(month=month)
            .exclude(state=RejectionImport.State.ABANDONED)
            .select_related("uploaded_by__person")
            .defer("rows")
        ),
    )


def with_outcome(rows: QuerySet[Adjustment]) -> QuerySet[Any]:
    """Adjustments with their parties, `is_carried` and `is_withdrawn`; by locum, then as they came."""
    outcomes = AdjustmentOutcome.objects.filter(adjustment=OuterRef("pk"))
    return (
        rows.select_related("titulaire__person", "remplacant__person", "origin", "recorded_by__person")
        .defer("origin__detail", "origin__signatures", "origin__payer", "origin__payee")
        .annotate(
            is_carried=Exists(outcomes.filter(statement__isnull=False)),
            is_withdrawn=Exists(outcomes.filter(withdrawn_at__isnull=False)),
        )
        .order_by("remplacant__person__sort_key", "recorded_at", "pk")
    )


def own_adjustments(member: Membership, month: date) -> list[Any]:
    """What the statements of the month carry or will carry of one's own lines."""
    own = Adjustment.objects.filter(month=month, remplacant__person=member.person_id)
    return list(with_outcome(own).filter(is_withdrawn=False))


def visible_adjustments(member: Member) -> QuerySet[Any]:
    """All for the secretary; the months as remplacé and what one pays for a titulaire; a locum's own."""
    rows = with_outcome(Adjustment.objects.all())
    person = member.membership.person_id
    if member.may("verify_accounts", owner=False, remplace=False):
        return rows
    if member.may("verify_accounts", owner=True):
        return rows.filter(remplacant__person=person)
    months = Designation.objects.filter(titulaire__person=person).values("month")
    return rows.filter(month__in=months) | rows.filter(titulaire__person=person)


def preview_rejections(rejection_import: RejectionImport) -> Matching:
    """What a file would write now."""
    return match_rejections(rejection_import.rows, month=rejection_import.month)


def locums() -> list[Membership]:
    """One membership for each person who is or was a locum here, by name."""
    members = (
        Membership.objects.filter(role=Role.REMPLACANT)
        .with_person()
        .order_by("person__sort_key", "starts_on")
    )
    return list({member.person_id: member for member in members}.values())


def statements_before(month: date) -> list[Statement]:
    """Those that the statements of `month` can correct, the latest first."""
    first = date(month.year - MONTHS_OFFERED // 12, month.month, 1)
    return list(
        Statement.objects.filter(month__lt=month, month__gte=first)
        .select_related("titulaire__person", "remplacant__person")
        .defer("detail", "signatures", "payer", "payee")
        .order_by("-month", "remplacant__person__sort_key")
    )


def name_of(statement: Statement) -> str:
    """« Dr Rabiller, relevé 2026-0005 »."""
    return f"{statement.remplacant.display_name}, relevé {statement.number} ({text.percent(statement.rate)})"
