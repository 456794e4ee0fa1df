"""What the costs' pages show: a year of months, its budget and its course, grants with what they bind to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cabinet.money import ZERO
from commune.models import Budget, Cost, CostChange, Grant
from commune.rules.budget import Course, course_of, sum_of
from commune.rules.cost_kinds import KINDS
from commune.rules.grants import Granted, left_said

#: As many changes as one scrolls through.
CHANGES_SHOWN = 200


@dataclass(frozen=True)
class CourseLine:
    kind: str
    label: str
    course: Course


@dataclass(frozen=True)
class YearOfCosts:
    """`months`: each month with its amounts by kind, None where nothing was entered."""

    year: int
    costs: Mapping[tuple[date, str], Decimal]
    budgets: Mapping[str, Decimal]
    lines: Sequence[CourseLine]
    whole: Course
    years: Sequence[int]

    @property
    def months(self) -> list[date]:
        return [date(self.year, month, 1) for month in range(1, 13)]

    @property
    def is_empty(self) -> bool:
        return not self.costs

    @property
    def has_budget(self) -> bool:
        return bool(self.budgets)


def year_of_costs(year: int, *, today: date) -> YearOfCosts:
    """Three statements. In a month of which something was entered, a kind that was not cost nothing."""
    rows = Cost.objects.filter(month__year__in=(year - 1, year)).values_list("month", "kind", "amount")
    costs = {(month, kind): amount for month, kind, amount in rows}
    budgets = dict(Budget.objects.filter(year=year).values_list("kind", "amount"))
    entered = {month for month, _ in costs}
    courses = {
        kind: course_of(
            year,
            {month: costs.get((month, kind), ZERO) for month in entered if month.year == year},
            {month: costs.get((month, kind), ZERO) for month in entered if month.year < year},
            budgets.get(kind),
        )
        for kind in KINDS
    }
    first = Cost.objects.order_by("month").values_list("month", flat=True).first()
    years = range(min(first.year if first else today.year, year), max(today.year + 1, year) + 1)
    return YearOfCosts(
        year=year,
        costs={key: amount for key, amount in costs.items() if key[0].year == year},
        budgets=budgets,
        lines=[CourseLine(kind, label, courses[kind]) for kind, label in KINDS.items()],
        whole=sum_of(courses),
        years=list(years),
    )


def changes_of_costs() -> Sequence[CostChange]:
    """The latest corrections first, with who made them."""
    return list(
        CostChange.objects.select_related("by__person").order_by("-at", "-month", "kind")[:CHANGES_SHOWN]
    )


@dataclass(frozen=True)
class ToldGrant:
    grant: Grant
    left: str
    over: bool


@dataclass(frozen=True)
class GrantsPage:
    binding: Sequence[ToldGrant]
    over: Sequence[ToldGrant]

    @property
    def total(self) -> Decimal:
        return sum((told.grant.amount for told in [*self.binding, *self.over]), ZERO)


def grants_page(today: date) -> GrantsPage:
    """Those that still bind, the first to end first; then those that are over."""
    told = [
        ToldGrant(grant, left_said(grant.ends_on, today), bool(grant.ends_on and grant.ends_on < today))
        for grant in Grant.objects.standing()
    ]
    told.sort(key=lambda one: (one.grant.ends_on or date.max, one.grant.starts_on))
    return GrantsPage([one for one in told if not one.over], [one for one in told if one.over])


def granted() -> list[Granted]:
    """The grants as the rules see them."""
    rows = Grant.objects.standing().values_list("amount", "purpose", "starts_on", "ends_on")
    return [Granted(*row) for row in rows]
