from datetime import date
from decimal import Decimal

import pytest

from retrocession.rules.year import Rspm, calendar_year, das2_threshold, is_declared, rspm_position


@pytest.mark.parametrize(("year", "expected"), [(2023, "1200"), (2024, "2400"), (2026, "2400")])
def test_das2_threshold_is_that_of_the_year_of_payment(year, expected):
    assert das2_threshold(year) == Decimal(expected)


@pytest.mark.parametrize(
    ("paid", "expected"), [("2400.00", False), ("2400.01", True), ("0.00", False), ("-10.00", False)]
)
def test_pair_is_declared_above_the_threshold(paid, expected):
    assert is_declared(Decimal(paid), 2026) is expected


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("19000.00", Rspm.BELOW),
        ("19000.01", Rspm.BETWEEN),
        ("38000.00", Rspm.BETWEEN),
        ("38000.01", Rspm.ABOVE),
    ],
)
def test_rspm_position_follows_its_two_markers(received, expected):
    assert rspm_position(Decimal(received)) is expected


def test_calendar_year_has_its_two_ends():
    assert calendar_year(2028) == (date(2028, 1, 1), date(2028, 12, 31))
