"""The list of months: where each stands, and who is awaited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from cabinet.clock import next_month, previous_month
from cabinet.models import Membership, Role
from retrocession.models import Designation, MonthClosing, ReceiptLine, Statement
from retrocession.rules.closing import STATE_LABELS, State
from retrocession.rules.handover import Way, way_to_change

#: How many months ahead a médecin remplacé can be named.
AHEAD = 12


@dataclass(frozen=True)
class MonthRow:
    """A month in the list: where it stands, and who is awaited. `titulaire` pays it, `designated` is
    remplacé: they differ once the designation of an issued month was corrected."""

    month: date
    titulaire: Membership | None
    designated: Membership | None
    state: State
    awaited: str
    kind: str

    @property
    def label(self) -> str:
        return STATE_LABELS[self.state]

    @property
    def remplace(self) -> Membership | None:
        return self.designated or self.titulaire

    @property
    def payer_of_another(self) -> Membership | None:
        """Who pays the statements, when it is no longer the médecin remplacé."""
        return self.titulaire if self.remplace != self.titulaire else None

    @property
    def can_change(self) -> bool:
        """Unless a contract is signed, which the page of consequences says."""
        return way_to_change(self.state, has_signed=False) is Way.FREE


def months_list(today: date) -> list[MonthRow]:
    """The coming months, then those that have a designation, receipts or a closing; the latest first."""
    to_transfer = Statement.objects.filter(
        closing=OuterRef("pk"), titulaire__person=OuterRef("titulaire__person"), net__gt=0
    )
    found = MonthClosing.objects.select_related("titulaire__person")
    closings = {closing.month: closing for closing in found.annotate(has_transfers=Exists(to_transfer))}
    designated = {d.month: d.titulaire for d in Designation.objects.select_related("titulaire__person")}
    billed = set(ReceiptLine.objects.order_by().values_list("month", flat=True).distinct())
    months = {*closings, *designated, *billed, *coming_months(today), previous_month(today)}
    return [
        _month_row(
            month, closings.get(month), designated.get(month), has_receipts=month in billed, today=today
        )
        for month in sorted(months, reverse=True)
    ]


def coming_months(today: date) -> list[date]:
    months = [today.replace(day=1)]
    while len(months) <= AHEAD:
        months.append(next_month(months[-1]))
    return months


def _month_row(
    month: date,
    closing: MonthClosing | None,
    designated: Membership | None,
    *,
    has_receipts: bool,
    today: date,
) -> MonthRow:
    state = State(closing.state) if closing else State.OPEN
    titulaire = (closing.titulaire if closing else None) or designated
    awaited, kind = "", ""
    if titulaire is None:
        awaited, kind = "médecin remplacé à désigner", "gap"
    elif state is State.OPEN and has_receipts:
        awaited, kind = "à préparer par la secrétaire", "gap"
    elif state is State.OPEN and next_month(month) <= today:
        awaited, kind = "recettes à importer par la secrétaire", "gap"
    elif state is State.PREPARED:
        awaited, kind = "à vérifier par la secrétaire", "gap"
    elif state in (State.VERIFIED, State.APPROVED):
        awaited, kind = f"à approuver par {titulaire.display_name}", "gap"
    elif state is State.ISSUED and getattr(closing, "has_transfers", False):
        awaited, kind = f"virement à faire par {titulaire.display_name}", "gap"
    return MonthRow(
        month=month, titulaire=titulaire, designated=designated, state=state, awaited=awaited, kind=kind
    )


def is_here_in(member: Membership, month: date) -> bool:
    return member.starts_on < next_month(month) and (member.ends_on is None or member.ends_on >= month)


def titulaires_between(first: date, last: date) -> Sequence[Membership]:
    """Those who can be named for a month of the span; by name."""
    members = Membership.objects.filter(role=Role.TITULAIRE, starts_on__lt=next_month(last)).with_person()
    return [member for member in members if member.ends_on is None or member.ends_on >= first]


def first_to_name(rows: list[MonthRow]) -> date:
    """The first month without a médecin remplacé, else the last one."""
    return next((row.month for row in reversed(rows) if row.titulaire is None), rows[0].month)
