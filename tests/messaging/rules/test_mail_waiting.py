from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.rules.mail_waiting import is_late, waiting_said

RECEIVED = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("waited", "read", "late"),
    [
        (timedelta(0), False, False),
        (timedelta(hours=48), False, False),
        (timedelta(hours=48, seconds=1), False, True),
        (timedelta(days=9), False, True),
        (timedelta(days=9), True, False),
        (timedelta(hours=-2), False, False),
    ],
)
def test_is_late_after_48_hours_unread(waited, read, late):
    assert is_late(RECEIVED, RECEIVED + waited, read=read) is late


@pytest.mark.parametrize(
    ("waited", "said"),
    [
        (timedelta(minutes=-5), "0\u202fmin"),
        (timedelta(seconds=59), "0\u202fmin"),
        (timedelta(minutes=12), "12\u202fmin"),
        (timedelta(minutes=59, seconds=59), "59\u202fmin"),
        (timedelta(hours=1), "1\u202fh"),
        (timedelta(hours=47, minutes=59), "47\u202fh"),
        (timedelta(hours=48), "2 jours"),
        (timedelta(days=3, hours=23), "3 jours"),
    ],
)
def test_waiting_said_in_whole_units(waited, said):
    assert waiting_said(RECEIVED, RECEIVED + waited) == said


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=400)))
def test_late_is_said_in_days(waited):
    if is_late(RECEIVED, RECEIVED + waited, read=False):
        assert waiting_said(RECEIVED, RECEIVED + waited).endswith(" jours")
