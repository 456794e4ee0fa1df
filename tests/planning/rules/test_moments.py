"""From when until when each message about an astreinte is worth sending."""

from datetime import date, datetime, time, timedelta

import pytest

from cabinet.clock import PARIS, in_paris
from planning.rules.moments import day_window, eve_window, hole_notice, last_moment

THURSDAY = date(2027, 3, 18)
CHANGES = [date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2028, 2, 29)]


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("moment", "last"),
    [
        (at(THURSDAY, 7, 29), in_paris(THURSDAY - timedelta(days=1), time(18))),
        (at(THURSDAY, 7, 30), in_paris(THURSDAY, time(7, 30))),
        (at(THURSDAY, 8), in_paris(THURSDAY, time(8))),
        (at(THURSDAY, 17, 59), in_paris(THURSDAY, time(8))),
        (at(THURSDAY, 23, 59), in_paris(THURSDAY, time(18))),
    ],
)
def test_last_moment_is_the_latest_hour_that_has_come(moment, last):
    assert last_moment(moment) == last


@pytest.mark.parametrize("on", [THURSDAY, *CHANGES])
def test_windows_of_the_reminders_follow_each_other_on_the_clocks_of_paris(on):
    ends_at = at(on, 20)
    eve, day = eve_window(on), day_window(on, ends_at)
    assert eve == (at(on - timedelta(days=1), 18), at(on, 7, 30))
    assert day == (eve[1], ends_at)


@pytest.mark.parametrize(
    ("moment", "days"),
    [
        (at(date(2027, 3, 11), 7, 59), None),
        (at(date(2027, 3, 11), 8), 7),
        (at(date(2027, 3, 16), 7, 59), 7),
        (at(date(2027, 3, 16), 8), 2),
        (at(date(2027, 3, 17), 23, 59), 2),
        (at(THURSDAY, 0), None),
    ],
)
def test_hole_notice_of_seven_days_gives_way_to_that_of_two_until_the_day_comes(moment, days):
    found = hole_notice(THURSDAY, moment)
    assert (found and found[0]) == days


def test_hole_notice_counts_days_and_not_hours_over_a_change_of_clocks():
    on = date(2027, 3, 30)
    assert hole_notice(on, at(date(2027, 3, 23), 8)) == (
        7,
        at(date(2027, 3, 23), 8),
        at(date(2027, 3, 28), 8),
    )
