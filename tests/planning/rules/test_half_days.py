from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.rules.half_days import HALVES, Hours, instants, period_of, touch

HOURS = Hours(time(8, 30), time(12, 30), time(14), time(18, 30))


def utc(*when):
    return datetime(*when, tzinfo=UTC)


@pytest.mark.parametrize(
    ("on", "period", "starts", "ends"),
    [
        (date(2026, 3, 27), "day", utc(2026, 3, 27, 7, 30), utc(2026, 3, 27, 17, 30)),
        (date(2026, 3, 29), "day", utc(2026, 3, 29, 6, 30), utc(2026, 3, 29, 16, 30)),
        (date(2026, 3, 30), "morning", utc(2026, 3, 30, 6, 30), utc(2026, 3, 30, 10, 30)),
        (date(2026, 10, 24), "afternoon", utc(2026, 10, 24, 12), utc(2026, 10, 24, 16, 30)),
        (date(2026, 10, 25), "afternoon", utc(2026, 10, 25, 13), utc(2026, 10, 25, 17, 30)),
        (date(2027, 3, 28), "morning", utc(2027, 3, 28, 6, 30), utc(2027, 3, 28, 10, 30)),
        (date(2027, 10, 31), "morning", utc(2027, 10, 31, 7, 30), utc(2027, 10, 31, 11, 30)),
        (date(2028, 2, 29), "day", utc(2028, 2, 29, 7, 30), utc(2028, 2, 29, 17, 30)),
        (date(2028, 3, 26), "day", utc(2028, 3, 26, 6, 30), utc(2028, 3, 26, 16, 30)),
        (date(2028, 10, 29), "day", utc(2028, 10, 29, 7, 30), utc(2028, 10, 29, 17, 30)),
    ],
)
def test_instants_follow_the_clocks_of_paris(on, period, starts, ends):
    assert instants(on, period, HOURS) == (starts, ends)


def test_hours_over_a_night_of_change_last_what_they_last():
    """A practice open from one in the morning on the day the clocks go forward is open an hour less."""
    early = Hours(time(1), time(5), time(14), time(18))
    starts, ends = instants(date(2027, 3, 28), "morning", early)
    assert ends.astimezone(UTC) - starts.astimezone(UTC) == timedelta(hours=3)


@given(st.dates(date(2026, 1, 1), date(2028, 12, 31)))
def test_morning_and_afternoon_make_the_day(on):
    morning, afternoon, day = (instants(on, period, HOURS) for period in ("morning", "afternoon", "day"))
    assert (morning[0], afternoon[1]) == day
    assert morning[1] <= afternoon[0]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("day", "day", True),
        ("day", "morning", True),
        ("afternoon", "day", True),
        ("morning", "morning", True),
        ("morning", "afternoon", False),
    ],
)
def test_touch_says_whether_a_half_day_is_shared(one, other, expected):
    assert touch(one, other) == expected


@pytest.mark.parametrize("period", list(HALVES))
def test_period_of_its_halves_is_itself(period):
    assert period_of(set(HALVES[period])) == period


def test_period_of_nothing_is_none():
    assert period_of(set()) is None
