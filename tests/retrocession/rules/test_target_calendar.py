from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrocession.rules.target_calendar import is_banking_day, next_banking_day


@pytest.mark.parametrize(
    "day",
    [
        date(2027, 1, 1),
        date(2027, 3, 26),  # Good Friday
        date(2027, 3, 29),  # Easter Monday
        date(2029, 5, 1),
        date(2028, 12, 25),
        date(2028, 12, 26),
        date(2026, 11, 7),  # Saturday
        date(2026, 11, 8),  # Sunday
    ],
)
def test_banks_are_closed(day):
    assert not is_banking_day(day)


@pytest.mark.parametrize(
    "day",
    [date(2026, 7, 14), date(2026, 11, 11), date(2026, 5, 14), date(2026, 12, 24)],
)
def test_banks_are_open_on_french_public_holidays(day):
    assert is_banking_day(day)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 6), date(2026, 11, 6)),
        (date(2026, 11, 7), date(2026, 11, 9)),
        (date(2027, 3, 26), date(2027, 3, 30)),
        (date(2026, 12, 25), date(2026, 12, 28)),
        (date(2026, 5, 1), date(2026, 5, 4)),
    ],
)
def test_next_banking_day_of_known_days(day, expected):
    assert next_banking_day(day) == expected


@given(st.dates(date(2024, 1, 1), date(2060, 12, 31)))
def test_next_banking_day_is_the_first_open_one(day):
    found = next_banking_day(day)
    assert is_banking_day(found)
    assert day <= found <= day + timedelta(days=4)
    assert not any(is_banking_day(day + timedelta(days=n)) for n in range((found - day).days))
