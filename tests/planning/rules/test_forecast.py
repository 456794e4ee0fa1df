"""The coming weeks, and their half-days without a doctor."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.rules.alternatives import Opening
from planning.rules.forecast import WEEKS_AHEAD, weeks_ahead, without_doctor

MONDAY = date(2027, 3, 1)
WEEK = [MONDAY + timedelta(days=n) for n in range(5)]


@pytest.mark.parametrize(
    ("today", "first"),
    [
        (MONDAY, MONDAY),
        (date(2027, 3, 5), MONDAY),
        (date(2027, 3, 6), date(2027, 3, 8)),
        (date(2026, 12, 28), date(2026, 12, 28)),  # week 53
        (date(2028, 2, 29), date(2028, 2, 28)),
    ],
)
def test_weeks_ahead_begin_with_the_one_that_is_not_over(today, first):
    weeks = weeks_ahead(today, range(5))
    assert (len(weeks), weeks[0].monday) == (WEEKS_AHEAD, first)


@given(st.dates(date(2026, 1, 1), date(2028, 12, 31)), st.sets(st.integers(0, 6), min_size=1))
def test_weeks_ahead_follow_each_other(today, weekdays):
    weeks = weeks_ahead(today, weekdays)
    assert weeks[0].days[-1] >= today
    gaps = {later.monday - sooner.monday for sooner, later in pairwise(weeks)}
    assert gaps == {timedelta(weeks=1)}


def test_without_doctor_names_days_and_half_days_from_today_on():
    held = {(WEEK[0], "morning"), (WEEK[2], "morning"), (WEEK[3], "morning"), (WEEK[3], "afternoon")}
    assert without_doctor(WEEK, held, today=WEEK[1]) == [
        Opening(WEEK[1], "day"),
        Opening(WEEK[2], "afternoon"),
        Opening(WEEK[4], "day"),
    ]
