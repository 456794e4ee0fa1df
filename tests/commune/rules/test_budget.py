"""The year's forecast, and what it rests on."""

from datetime import date
from decimal import Decimal

from commune.rules.budget import BOTH, KNOWN, LAST_YEAR, MEAN, NOTHING, course_of, sum_of

BUDGET = Decimal("1200.00")


def months(year: int, first: int, last: int, amount: str = "100.00") -> dict[date, Decimal]:
    return {date(year, month, 1): Decimal(amount) for month in range(first, last + 1)}


def test_course_of_takes_missing_months_from_last_year():
    found = course_of(2026, months(2026, 1, 10), months(2025, 1, 12, "150.00"), BUDGET)
    assert (found.spent, found.forecast, found.source) == (Decimal("1000.00"), Decimal("1300.00"), LAST_YEAR)
    assert found.left == Decimal("-100.00")


def test_course_of_falls_back_on_the_mean_of_the_year():
    found = course_of(2026, months(2026, 1, 4, "90.00"), {}, None)
    assert (found.forecast, found.source, found.left) == (Decimal("1080.00"), MEAN, None)


def test_course_of_may_rest_on_both():
    found = course_of(2026, months(2026, 1, 10), months(2025, 12, 12, "200.00"), BUDGET)
    assert (found.forecast, found.source) == (Decimal("1300.00"), BOTH)


def test_course_of_a_whole_year_is_known():
    found = course_of(2026, months(2026, 1, 12), {}, BUDGET)
    assert (found.forecast, found.source, found.left) == (Decimal("1200.00"), KNOWN, Decimal("0.00"))


def test_course_of_nothing_has_no_forecast():
    found = course_of(2026, {}, months(2025, 1, 3), BUDGET)
    assert (found.spent, found.forecast, found.source, found.left) == (0, None, NOTHING, None)


def test_course_of_keeps_last_year_s_month_of_nothing():
    found = course_of(2026, months(2026, 1, 11), months(2025, 12, 12, "0.00"), BUDGET)
    assert found.forecast == Decimal("1100.00")


def test_sum_of_adds_what_is_known():
    known = course_of(2026, months(2026, 1, 12), {}, BUDGET)
    nothing = course_of(2026, {}, {}, None)
    found = sum_of({"secretary": known, "charges": nothing})
    assert (found.budget, found.spent, found.forecast, found.source) == (BUDGET, BUDGET, BUDGET, KNOWN)
    assert sum_of({"charges": nothing}).forecast is None
