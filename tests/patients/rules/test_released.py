"""Whom to call first, and where to put them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from patients.rules.released import is_near, nearest
from patients.rules.slots import Span

NINE = datetime(2026, 11, 24, 8, tzinfo=UTC)


def quarter(minutes: int) -> Span:
    start = NINE + timedelta(minutes=minutes)
    return Span(start, start + timedelta(minutes=15))


@pytest.mark.parametrize(("day", "near"), [(22, True), (24, True), (26, True), (27, False)])
def test_near_days_are_called_first(day, near):
    assert is_near(date(2026, 11, day), today=date(2026, 11, 24)) is near


@pytest.mark.parametrize(
    ("free", "chosen"), [([], None), ([-15, 0, 15], 0), ([-15, 15], 15), ([-15, 30], -15), ([120], 120)]
)
def test_nearest_hour_changes_the_least(free, chosen):
    found = nearest([quarter(minutes) for minutes in free], NINE)
    assert found == (None if chosen is None else quarter(chosen))
