"""The cost of a day and of a consultation: whole months only, each a block."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from commune.rules.unit_costs import Month, divided, unit_costs

JANUARY, FEBRUARY, MARCH = (date(2026, month, 1) for month in (1, 2, 3))


def month(on=JANUARY, cost="1000.00", **values) -> Month:
    costs = {"secretary": Decimal(cost)} if cost else {}
    return Month(on, costs, **values)


def test_unit_costs_divides_costs_by_the_days_of_the_same_months():
    found = unit_costs(
        [
            month(JANUARY, "1000.00", open_days=20, consultations=400),
            month(FEBRUARY, "500.00", open_days=10, consultations=None),
            month(MARCH, "", open_days=21, consultations=300),
        ]
    )
    assert (found.total, found.open_days, found.per_open_day) == (Decimal("1500.00"), 30, Decimal("50.00"))
    assert (found.consultations, found.per_consultation) == (700, Decimal("2.50"))
    assert (found.without_costs, found.without_count) == ((MARCH,), (FEBRUARY,))


def test_unit_costs_takes_running_grants_off():
    found = unit_costs([month(granted=Decimal("250.00"), open_days=10)])
    assert (found.net, found.net_per_open_day) == (Decimal("750.00"), Decimal("75.00"))


def test_unit_costs_of_nothing_says_nothing():
    found = unit_costs([])
    assert (found.total, found.per_open_day, found.per_consultation, found.consultations) == (
        0,
        None,
        None,
        None,
    )


def test_divided_rounds_half_up_once():
    assert divided(Decimal("10.00"), 3) == Decimal("3.33")
    assert divided(Decimal("0.01"), 2) == Decimal("0.01")
    assert divided(Decimal("10.00"), 0) is None


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 31)), max_size=12))
def test_unit_costs_total_is_the_sum_of_the_months(months):
    found = unit_costs(
        [
            month(date(2026, n + 1, 1), str(Decimal(cents) / 100), open_days=days)
            for n, (cents, days) in enumerate(months)
        ]
    )
    assert found.total == sum((Decimal(cents) / 100 for cents, _ in months), Decimal(0))
    assert found.open_days == sum(days for _, days in months)
