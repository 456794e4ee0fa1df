"""A day is released freely until the notice, with a reason later, once past by who keeps the calendar.

Source: the practice's `release_notice_days` (7): on the seventh day before, it is still free.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Terms:
    """Whether the release is allowed, asks for a reason, and alerts the secretary."""

    allowed: bool
    needs_reason: bool
    late: bool


def release_terms(
    on: date, *, today: date, notice_days: int, keeps_calendar: bool, sure: bool = True
) -> Terms:
    """The terms of releasing `on`; `keeps_calendar` for who may book for others.

    What was said « if need be » (not `sure`) is taken back freely: nobody counted on it.
    """
    past = on < today
    if not sure:
        return Terms(allowed=keeps_calendar or not past, needs_reason=False, late=False)
    late = (on - today).days < notice_days
    return Terms(allowed=keeps_calendar or not past, needs_reason=late, late=late and not past)
