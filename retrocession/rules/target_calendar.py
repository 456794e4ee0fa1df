"""The days on which euro banks settle."""

from datetime import date, timedelta
from functools import cache

import holidays

_SATURDAY = 5


def is_banking_day(day: date) -> bool:
    """Banks settle from Monday to Friday, except on the six closing days of the TARGET calendar.

    Source: ECB, TARGET closing days: 1 January, Good Friday, Easter Monday, 1 May, 25 and 26 December.
    """
    return day.weekday() < _SATURDAY and day not in _closing_days(day.year)


def next_banking_day(day: date) -> date:
    """The day itself when banks settle on it, else the first one after it.

    Source: ECB, TARGET closing days.
    """
    while not is_banking_day(day):
        day += timedelta(days=1)
    return day


@cache
def _closing_days(year: int) -> frozenset[date]:
    return frozenset(holidays.financial_holidays("ECB", years=year))
