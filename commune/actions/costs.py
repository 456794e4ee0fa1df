"""Costs and budgets, typed in a grid or pasted: all of it is written, or nothing."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from cabinet import audit
from cabinet.actions.refusals import Refused
from cabinet.clock import YEARS
from cabinet.members import Member
from cabinet.models import Membership
from cabinet.tenancy.scope import current_cabinet_id
from cabinet.text import amount as amount_said
from cabinet.text import month as month_said
from commune.models import Budget, Cost, CostChange
from commune.rules.cost_kinds import KINDS
from commune.rules.cost_paste import HIGHEST

Cells = Mapping[tuple[date, str], Decimal | None]


class CostsRefused(Refused):
    """422: an amount that a cost cannot be."""


class CostsChangedMeanwhile(Refused):
    """409: somebody wrote a cost of these months since they were read."""

    def __init__(self) -> None:
        super().__init__(
            "Quelqu’un a modifié ces coûts pendant que vous les saisissiez. Rien n’est enregistré\u202f: "
            "comparez, puis enregistrez de nouveau."
        )


def seen_of(months: list[date]) -> str:
    """A mark of what stands in these months: it changes with any of their costs."""
    rows = Cost.objects.filter(month__in=months).order_by("month", "kind")
    said = ";".join(
        f"{month} {kind} {amount}" for month, kind, amount in rows.values_list("month", "kind", "amount")
    )
    return hashlib.sha256(said.encode()).hexdigest()[:16]


@transaction.atomic
def enter_costs(*, cells: Cells, seen: str | None, by: Membership, at: datetime) -> list[CostChange]:
    """What changed. `cells`: amounts by month and kind, None empties a cell; `seen`: `seen_of` their months.

    Raises CostsChangedMeanwhile when it is no longer so, CostsRefused for an impossible amount.
    """
    ask(by)
    for (month, kind), amount in cells.items():
        check(amount, f"{KINDS[kind]}, {month_said(month)}")
        if month.year not in YEARS or month.day != 1:
            raise CostsRefused(f"L’année {month.year} est hors du calendrier.")
    lock("costs")
    months = sorted({month for month, _ in cells})
    if seen is not None and seen != seen_of(months):
        raise CostsChangedMeanwhile
    standing = {(cost.month, cost.kind): cost for cost in Cost.objects.filter(month__in=months)}
    changes = []
    for (month, kind), amount in sorted(cells.items()):
        cost = standing.get((month, kind))
        before = cost.amount if cost else None
        if before == amount:
            continue
        if cost is None:
            Cost.objects.create(month=month, kind=kind, amount=amount)
        elif amount is None:
            cost.delete()
        else:
            cost.amount = amount
            cost.save(update_fields=["amount"])
        changes.append(CostChange(month=month, kind=kind, before=before, after=amount, at=at, by=by))
    CostChange.objects.bulk_create(changes)
    if changes:
        said = sorted({f"{change.month:%Y-%m}" for change in changes})
        audit.record("enter_costs", "commune.cost", by=by, at=at, months=said, cells=len(changes))
    return changes


@transaction.atomic
def vote_budget(
    *, year: int, amounts: Mapping[str, Decimal | None], by: Membership, at: datetime
) -> list[Budget]:
    """The year's budget, kind by kind; None takes one away. The last one written stands."""
    ask(by)
    if year not in YEARS:
        raise CostsRefused(f"L’année {year} est hors du calendrier.")
    for kind, amount in amounts.items():
        check(amount, KINDS[kind])
    lock("budget")
    standing = {budget.kind: budget for budget in Budget.objects.filter(year=year)}
    changed = []
    for kind, amount in amounts.items():
        budget = standing.get(kind)
        if (budget.amount if budget else None) == amount:
            continue
        changed.append(kind)
        if budget is None:
            standing[kind] = Budget.objects.create(year=year, kind=kind, amount=amount)
        elif amount is None:
            standing.pop(kind).delete()
        else:
            budget.amount = amount
            budget.save(update_fields=["amount"])
    if changed:
        audit.record("vote_budget", "commune.budget", by=by, at=at, year=year, kinds=sorted(changed))
    return list(standing.values())


def ask(by: Membership) -> None:
    if not Member(by).may("enter_costs"):
        raise PermissionDenied("Les coûts et les subventions sont saisis par la mairie.")


def check(amount: Decimal | None, where: str) -> None:
    if amount is not None and not 0 <= amount <= HIGHEST:
        raise CostsRefused(f"{where}\u202f: {amount_said(amount)} n’est pas un montant possible.")


def lock(what: str) -> None:
    """One writer at a time in a practice: who comes second sees what the first one wrote."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"{what}:{current_cabinet_id()}"])
