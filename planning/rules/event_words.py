"""When an event takes place is said once, as people say it.

Source: usage: « jeudi 22 octobre, de 19 h 30 à 22 h »; the day is not said twice when it is the same one.
"""

from datetime import datetime

from cabinet.clock import PARIS
from cabinet.text import clock, long_day


def when_said(starts_at: datetime, ends_at: datetime) -> str:
    """« jeudi 22 octobre, de 19 h 30 à 22 h », or from one day to another."""
    first, last = starts_at.astimezone(PARIS), ends_at.astimezone(PARIS)
    if first.date() == last.date():
        return f"{long_day(first)}, de {clock(first)} à {clock(last)}"
    return f"du {long_day(first)}, {clock(first)}, au {long_day(last)}, {clock(last)}"
