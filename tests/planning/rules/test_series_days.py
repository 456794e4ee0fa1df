"""Which days a series has, and why some are not made."""

from datetime import date, timedelta

import holidays as calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.rules.series_days import (
    SeriesDay,
    closure_reason,
    day_off_reason,
    series_days,
    weekdays_between,
)

THURSDAY = 3
ARMISTICE = {date(2027, 11, 11): "Armistice"}


def test_series_skips_holidays_and_closures_with_their_reasons():
    assert series_days(
        THURSDAY,
        date(2027, 11, 1),
        date(2027, 11, 25),
        holidays=ARMISTICE,
        closures={date(2027, 11, 18): "travaux"},
    ) == [
        SeriesDay(date(2027, 11, 4)),
        SeriesDay(date(2027, 11, 11), "férié\u202f: Armistice"),
        SeriesDay(date(2027, 11, 18), "fermeture\u202f: travaux"),
        SeriesDay(date(2027, 11, 25)),
    ]


def test_holiday_within_a_closure_is_said_as_a_holiday():
    said = day_off_reason(date(2027, 11, 11), holidays=ARMISTICE, closures={date(2027, 11, 11): "pont"})
    assert said == "férié\u202f: Armistice"


def test_closed_day_is_said_the_same_everywhere():
    assert closure_reason("travaux") == "fermeture\u202f: travaux"


def test_span_without_its_weekday_is_empty():
    assert weekdays_between(0, date(2027, 3, 9), date(2027, 3, 14)) == []


def test_span_of_one_day_is_that_day():
    assert weekdays_between(1, date(2028, 2, 29), date(2028, 2, 29)) == [date(2028, 2, 29)]


@pytest.mark.parametrize(
    ("weekday", "first", "last", "days"),
    [
        # 29 February 2028 is a Tuesday.
        (1, date(2028, 2, 22), date(2028, 3, 7), [(2, 22), (2, 29), (3, 7)]),
        # 2026 has a week 53: its Thursday is 31 December.
        (3, date(2026, 12, 24), date(2027, 1, 7), [(12, 24), (12, 31), (1, 7)]),
        # Sundays on which clocks change are days as the others.
        (6, date(2027, 3, 21), date(2027, 4, 4), [(3, 21), (3, 28), (4, 4)]),
        (6, date(2026, 10, 18), date(2026, 11, 1), [(10, 18), (10, 25), (11, 1)]),
    ],
)
def test_series_goes_through_odd_days(weekday, first, last, days):
    found = weekdays_between(weekday, first, last)
    assert [(on.month, on.day) for on in found] == days


def test_french_holidays_on_the_intern_s_thursday():
    """From November 2026 to April 2027 no public holiday is a Thursday; Ascension 2027 is."""
    public = dict(calendar.country_holidays("FR", years=[2026, 2027], language="fr"))
    six_months = series_days(THURSDAY, date(2026, 11, 1), date(2027, 4, 30), holidays=public, closures={})
    assert (len(six_months), [day for day in six_months if day.reason]) == (26, [])
    may = series_days(THURSDAY, date(2027, 5, 1), date(2027, 5, 31), holidays=public, closures={})
    assert [day for day in may if day.reason] == [SeriesDay(date(2027, 5, 6), "férié\u202f: Ascension")]


days = st.dates(date(2026, 1, 1), date(2029, 12, 31))


@given(st.integers(0, 6), days, st.integers(0, 731))
def test_days_of_a_series_are_all_those_weekdays_and_no_other(weekday, first, length):
    last = first + timedelta(days=length)
    every = [first + timedelta(days=n) for n in range(length + 1)]
    assert weekdays_between(weekday, first, last) == [on for on in every if on.weekday() == weekday]


@given(st.integers(0, 6), days, st.integers(0, 400), st.sets(days, max_size=20), st.sets(days, max_size=20))
def test_a_day_is_made_or_has_a_reason(weekday, first, length, holidays, closures):
    last = first + timedelta(days=length)
    found = series_days(
        weekday, first, last, holidays=dict.fromkeys(holidays, "f"), closures=dict.fromkeys(closures, "c")
    )
    assert {day.on for day in found if day.reason} == {day.on for day in found} & (holidays | closures)
