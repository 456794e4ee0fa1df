"""Of a day given back, the appointments are called first when it is near, and moved to the nearest hour.

Source: when a doctor releases a day, nobody who had an appointment is dropped (product, calendar).
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from patients.rules.slots import Span

#: Today, tomorrow and the day after: somebody may already be on their way.
NEAR = timedelta(days=3)


def is_near(on: date, *, today: date) -> bool:
    """Whether its patients are called before all others."""
    return on - today < NEAR


def nearest(spans: Sequence[Span], starts_at: datetime) -> Span | None:
    """The hour that changes the least; of two as far, the later one. None when nothing is free."""
    return min(
        spans,
        key=lambda span: (abs(span.starts_at - starts_at), span.starts_at < starts_at),
        default=None,
    )
