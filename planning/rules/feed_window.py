"""A feed looks three months back and two years ahead, and tells a cancellation for thirty days.

Source: the practice's choice; two years is as far as one may book, and calendar programs read a feed at least
once a week.
"""

from dataclasses import dataclass
from datetime import date, timedelta

BACK = timedelta(days=92)
AHEAD_YEARS = 2
CANCELLED_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Window:
    """Days, all included; what was cancelled before `cancelled_since` is no longer told."""

    first: date
    last: date
    cancelled_since: date


def feed_window(today: date) -> Window:
    """The days that a feed tells when it is read on `today`."""
    return Window(
        first=today - BACK,
        last=today.replace(year=today.year + AHEAD_YEARS, day=min(today.day, 28)),
        cancelled_since=today - CANCELLED_FOR,
    )
