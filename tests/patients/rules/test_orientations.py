from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from patients.rules.orientations import MonthOfOrientations, orientations_by_month

TODAY = date(2027, 1, 15)


def test_orientations_are_counted_by_motive_and_month():
    written = [
        (date(2027, 1, 2), "a"),
        (date(2026, 12, 31), "a"),
        (date(2026, 12, 1), "b"),
        (date(2025, 1, 1), "a"),
    ]
    assert orientations_by_month(written, motives=("a", "b"), today=TODAY, months=3) == [
        MonthOfOrientations(date(2027, 1, 1), (1, 0)),
        MonthOfOrientations(date(2026, 12, 1), (1, 1)),
        MonthOfOrientations(date(2026, 11, 1), (0, 0)),
    ]


@given(st.lists(st.dates(date(2026, 2, 1), date(2027, 1, 31))))
def test_twelve_months_hold_a_year(days):
    months = orientations_by_month([(on, "a") for on in days], motives=("a",), today=TODAY)
    assert sum(month.total for month in months) == len(days)
