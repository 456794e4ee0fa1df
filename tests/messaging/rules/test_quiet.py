"""Silent hours are those of the clock on the wall, on the two days of the year when it jumps too."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cabinet.clock import PARIS
from messaging.rules.quiet import is_quiet, may_ring, quiet_until

NIGHT = time(22), time(7)
SIESTA = time(13), time(14)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "at", "quiet"),
    [
        (NIGHT, "2026-11-22T20:59", False),
        (NIGHT, "2026-11-22T21:00", True),
        (NIGHT, "2026-11-23T05:59", True),
        (NIGHT, "2026-11-23T06:00", False),
        # Summer: the same hours on the wall, an hour earlier elsewhere.
        (NIGHT, "2026-07-01T20:00", True),
        (NIGHT, "2026-07-01T05:00", False),
        (SIESTA, "2026-11-22T12:30", True),
        (SIESTA, "2026-11-22T13:00", False),
        ((None, time(7)), "2026-11-22T02:00", False),
        ((time(22), None), "2026-11-22T02:00", False),
        ((time(7), time(7)), "2026-11-22T06:00", False),
        # On 28 March 2027, 2 h becomes 3 h; on 25 October 2026, 3 h becomes 2 h again.
        ((time(1), time(3)), "2027-03-28T00:59", True),
        ((time(1), time(3)), "2027-03-28T01:00", False),
        ((time(1), time(2, 30)), "2026-10-25T00:15", True),
        ((time(1), time(2, 30)), "2026-10-25T00:45", False),
        ((time(1), time(2, 30)), "2026-10-25T01:15", True),
        ((time(1), time(2, 30)), "2026-10-25T01:30", False),
    ],
)
def test_hours_are_those_of_the_wall(hours, at, quiet):
    assert is_quiet(*hours, utc(at)) is quiet
    assert (quiet_until(*hours, utc(at)) is not None) is quiet


@pytest.mark.parametrize(
    ("hours", "at", "until"),
    [
        (NIGHT, "2026-11-22T21:00", "2026-11-23T06:00"),
        (NIGHT, "2026-11-23T03:00", "2026-11-23T06:00"),
        (NIGHT, "2026-12-31T22:30", "2027-01-01T06:00"),
        # The short night, then the long one.
        (NIGHT, "2027-03-27T21:30", "2027-03-28T05:00"),
        (NIGHT, "2026-10-24T20:30", "2026-10-25T06:00"),
        ((time(1), time(2, 30)), "2026-10-25T01:15", "2026-10-25T01:30"),
    ],
)
def test_they_end_when_the_wall_says_so(hours, at, until):
    assert quiet_until(*hours, utc(at)) == utc(until)


@given(st.times(), st.times(), st.integers(0, 2 * 365 * 24 * 60))
def test_they_always_end_within_a_day_and_an_hour(starts, ends, minutes):
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    until = quiet_until(starts, ends, at)
    if until is not None:
        assert at < until <= at + timedelta(hours=25)
        assert (
            until.astimezone(PARIS).time().replace(tzinfo=None) >= ends or until.astimezone(PARIS).hour == 3
        )


def test_urgent_and_theirs_passes_through():
    night = utc("2026-11-22T23:00")
    assert may_ring(*NIGHT, night, urgent=True) is True
    assert may_ring(*NIGHT, night, urgent=False) is False
    assert may_ring(None, None, night, urgent=False) is True
