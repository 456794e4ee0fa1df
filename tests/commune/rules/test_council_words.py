"""A figure with last year's beside it."""

from datetime import date
from decimal import Decimal

import pytest

from commune.rules.council_words import compared, compared_span, forecast_said, waves_closed, year_before


def test_year_before_is_the_same_date():
    assert year_before(date(2026, 11, 22)) == date(2025, 11, 22)
    assert year_before(date(2028, 2, 29)) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("first", "until", "expected"),
    [
        (date(2026, 1, 1), date(2026, 11, 22), (date(2025, 1, 1), date(2025, 11, 22))),
        (date(2027, 2, 1), date(2027, 2, 28), (date(2026, 2, 1), date(2026, 2, 28))),
        (date(2029, 1, 1), date(2029, 2, 28), (date(2028, 1, 1), date(2028, 2, 29))),
        (date(2026, 1, 1), date(2026, 12, 31), (date(2025, 1, 1), date(2025, 12, 31))),
    ],
)
def test_compared_span_is_of_the_same_dates(first, until, expected):
    assert compared_span(first, until) == expected


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [(112, 100, "12 de plus que l’an dernier à la même date"),
     (90, 100, "10 de moins que l’an dernier à la même date"),
     (5, 5, "autant que l’an dernier à la même date"), (None, 5, ""), (5, None, "")],
)  # fmt: skip
def test_compared_says_more_or_less(now, before, said):
    assert compared(now, before) == said


def test_forecast_said_against_the_budget():
    assert forecast_said(None, None, 2026) == ""
    assert forecast_said(Decimal(900), None, 2026) == "À ce rythme, 2026 coûtera 900,00\xa0€."
    assert forecast_said(Decimal(900), Decimal(1000), 2026).endswith("il en resterait 100,00\xa0€.")
    assert "soit 50,00\xa0€ au-dessus du budget voté" in forecast_said(Decimal(1050), Decimal(1000), 2026)


def test_waves_closed_are_those_that_had_people_waiting():
    assert waves_closed([[40, 20, None], [30, 25], [None, None], []]) == 1
