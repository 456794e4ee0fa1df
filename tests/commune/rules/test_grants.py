"""Grants bind until a day, and a running one is spread over its months."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune.rules.grants import (
    INVESTMENT,
    RUNNING,
    Granted,
    granted_in,
    left_said,
    months_of,
    notice_of,
    years_later,
)

OPENED = date(2022, 4, 5)


def test_years_later_is_the_last_day_of_the_commitment():
    assert years_later(OPENED, 10) == date(2032, 4, 4)
    assert years_later(date(2024, 2, 29), 10) == date(2034, 2, 28)


@pytest.mark.parametrize(
    ("today", "notice"),
    [(date(2031, 4, 4), None), (date(2031, 4, 5), 365), (date(2032, 3, 4), 365), (date(2032, 3, 5), 30),
     (date(2032, 4, 4), 30), (date(2032, 4, 5), None)],
)  # fmt: skip
def test_notice_of_is_due_a_year_then_a_month_before(today, notice):
    assert notice_of(date(2032, 4, 4), today) == notice
    assert notice_of(None, today) is None


@pytest.mark.parametrize(
    ("today", "said"),
    [(date(2026, 11, 22), "encore 5 ans et 4 mois"), (date(2031, 4, 5), "encore 1 an"),
     (date(2032, 3, 20), "encore 16 jours"), (date(2032, 4, 4), "encore 1 jour"),
     (date(2032, 4, 5), "terminé")],
)  # fmt: skip
def test_left_said_tells_how_long(today, said):
    assert left_said(date(2032, 4, 4), today) == said
    assert left_said(None, today) == "sans fin"


def test_granted_in_spreads_a_running_grant_and_not_an_investment():
    year = Granted(Decimal("1000.00"), RUNNING, date(2026, 1, 15), date(2026, 3, 2))
    building = Granted(Decimal("50000.00"), INVESTMENT, date(2026, 1, 1), date(2036, 1, 1))
    spread = [granted_in(date(2026, month, 1), [year, building]) for month in range(1, 5)]
    assert spread == [Decimal("333.33"), Decimal("333.33"), Decimal("333.34"), Decimal("0.00")]


@given(st.integers(1, 10**7), st.integers(0, 60))
def test_granted_in_gives_back_the_whole_grant(cents, months):
    starts = date(2024, 1, 10)
    last = months_of(starts, date(2030, 12, 31))[months]
    grant = Granted(Decimal(cents) / 100, RUNNING, starts, max(last, starts))
    assert sum(granted_in(month, [grant]) for month in months_of(starts, grant.ends_on)) == grant.amount
