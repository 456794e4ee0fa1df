"""A month is a block: its costs are divided by its own open days and consultations, or it is left out.

Source: the occupancy report: cost per open day and per consultation, from the mairie's costs.

Only whole months are counted, for costs are known by month; a month without a cost takes no part, nor does
one whose consultations are under the floor take part in the cost of a consultation.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from cabinet.money import ZERO, euros


@dataclass(frozen=True)
class Month:
    """A whole month: costs by kind (none: not entered), running grants, open days, consultations told."""

    month: date
    costs: Mapping[str, Decimal] = field(default_factory=dict)
    granted: Decimal = ZERO
    open_days: int = 0
    #: None: under the floor, or nothing imported.
    consultations: int | None = None

    @property
    def total(self) -> Decimal:
        return sum(self.costs.values(), ZERO)


@dataclass(frozen=True)
class UnitCosts:
    """Euros. `net` is what is left to the commune; a ratio is None when there is nothing to divide by."""

    by_kind: Mapping[str, Decimal]
    total: Decimal
    granted: Decimal
    open_days: int
    consultations: int | None
    per_open_day: Decimal | None
    net_per_open_day: Decimal | None
    per_consultation: Decimal | None
    #: Months without any cost, and months whose consultations are not told, each in order.
    without_costs: tuple[date, ...]
    without_count: tuple[date, ...]

    @property
    def net(self) -> Decimal:
        return self.total - self.granted


def unit_costs(months: Iterable[Month]) -> UnitCosts:
    """What these months cost, for each open day and for each consultation, rounded once, to the cent.

    Source: the occupancy report.
    """
    months = sorted(months, key=lambda month: month.month)
    costed = [month for month in months if month.costs]
    told = [month for month in months if month.consultations is not None]
    both = [month for month in costed if month.consultations is not None]
    by_kind: dict[str, Decimal] = {}
    for month in costed:
        for kind, amount in month.costs.items():
            by_kind[kind] = by_kind.get(kind, ZERO) + amount
    total = sum(by_kind.values(), ZERO)
    granted = sum((month.granted for month in costed), ZERO)
    days = sum(month.open_days for month in costed)
    return UnitCosts(
        by_kind=by_kind,
        total=total,
        granted=granted,
        open_days=days,
        consultations=sum(month.consultations or 0 for month in told) if told else None,
        per_open_day=divided(total, days),
        net_per_open_day=divided(total - granted, days),
        per_consultation=divided(
            sum((month.total for month in both), ZERO), sum(month.consultations or 0 for month in both)
        ),
        without_costs=tuple(month.month for month in months if not month.costs),
        without_count=tuple(month.month for month in months if month.consultations is None),
    )


def divided(amount: Decimal, by: int) -> Decimal | None:
    """An amount shared out, to the cent, half up; None when there is nothing to divide by.

    Source: the rounding of the house (cabinet/money.py).
    """
    return euros(amount / by) if by > 0 else None
