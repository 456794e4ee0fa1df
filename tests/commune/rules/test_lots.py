"""Batches of care sheets: three working days to synchronise, eight at most, holidays left out."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune.rules.lots import age_of, age_said, day_after, is_working_day, working_days_between

FRIDAY = date(2026, 10, 30)
ALL_SAINTS, ARMISTICE = date(2026, 11, 1), date(2026, 11, 11)
OFF = {ALL_SAINTS, ARMISTICE}


@pytest.mark.parametrize(
    ("today", "age"),
    [(FRIDAY, "fresh"), (date(2026, 11, 3), "fresh"), (date(2026, 11, 4), "due"), (date(2026, 11, 12), "due"),
     (date(2026, 11, 13), "overdue")],
)  # fmt: skip
def test_age_of_counts_working_days_and_leaves_holidays_out(today, age):
    assert age_of(FRIDAY, today, OFF) == age


def test_age_said_tells_days_and_what_to_do():
    assert age_said(FRIDAY, FRIDAY, OFF) == "fait aujourd’hui"
    assert age_said(FRIDAY, date(2026, 11, 1), OFF) == "moins d’un jour ouvré"
    assert age_said(FRIDAY, date(2026, 11, 2), OFF) == "1 jour ouvré"
    assert age_said(FRIDAY, date(2026, 11, 5), OFF) == "4 jours ouvrés, à synchroniser"
    assert age_said(FRIDAY, date(2026, 11, 13), OFF) == "9 jours ouvrés, en retard"


def test_is_working_day_from_monday_to_friday():
    assert [is_working_day(date(2026, 11, day), OFF) for day in range(9, 16)] == [
        True,
        True,
        False,
        True,
        True,
        False,
        False,
    ]


@given(st.integers(0, 40), st.integers(0, 400))
def test_day_after_is_the_day_of_that_age(days, start):
    first = date(2026, 1, 1) + timedelta(days=start)
    on = day_after(first, days, OFF)
    assert working_days_between(first, on, OFF) == days
