from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cabinet.clock import next_month
from planning.rules.calendar_weeks import first_monday, monday_of, week_of, weeks_of_month

WORKING = [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("month", "numbers"),
    [
        (date(2027, 3, 1), [9, 10, 11, 12, 13]),
        (date(2026, 10, 1), [40, 41, 42, 43, 44]),
        (date(2026, 12, 1), [49, 50, 51, 52, 53]),
        (date(2027, 1, 1), [53, 1, 2, 3, 4]),
        (date(2028, 2, 1), [5, 6, 7, 8, 9]),
        (date(2026, 8, 1), [32, 33, 34, 35, 36]),
    ],
)
def test_weeks_of_month_bear_their_iso_numbers(month, numbers):
    assert [week.number for week in weeks_of_month(month, WORKING)] == numbers


def test_week_53_belongs_to_2026():
    [week] = [week for week in weeks_of_month(date(2027, 1, 1), WORKING) if week.number == 53]
    assert (week.year, week.monday, week.days[-1]) == (2026, date(2026, 12, 28), date(2027, 1, 1))


def test_leap_day_is_a_tuesday_of_its_week():
    assert week_of(date(2028, 2, 29), WORKING).days[1] == date(2028, 2, 29)


@pytest.mark.parametrize(
    "changed", [date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2028, 10, 29)]
)
def test_week_of_a_change_of_clocks_has_seven_days(changed):
    days = week_of(changed, range(7)).days
    assert [day.weekday() for day in days] == list(range(7))
    assert changed in days


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.sets(st.integers(0, 6), min_size=1))
def test_every_open_day_of_the_month_is_shown_once(month, weekdays):
    first = month.replace(day=1)
    shown = [day for week in weeks_of_month(first, weekdays) for day in week.days]
    assert shown == sorted(set(shown))
    in_month = [first + timedelta(days=n) for n in range((next_month(first) - first).days)]
    assert [day for day in shown if first <= day < next_month(first)] == [
        day for day in in_month if day.weekday() in weekdays
    ]


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_monday_of_a_day_is_the_monday_before(day):
    assert (monday_of(day).weekday(), (day - monday_of(day)).days) == (0, day.weekday())


@pytest.mark.parametrize(
    ("today", "monday"),
    [
        (date(2026, 11, 22), date(2026, 11, 23)),
        (date(2026, 11, 23), date(2026, 11, 23)),
        (date(2026, 11, 24), date(2026, 11, 30)),
    ],
)
def test_first_monday_is_the_next_that_can_be_filled_whole(today, monday):
    assert first_monday(today) == monday
