"""A week's target is shared out over its open days in whole half-days, so that the parts add up to it.

Source: the practice's weekly target; a month, a quarter or a year rarely begins on a Monday.
"""

from collections.abc import Collection
from datetime import date


def target_by_day(days: Collection[date], target: int) -> dict[date, int]:
    """Half-days asked of each of a week's open `days`; `target` in days a week, never more than are open."""
    asked, among = 2 * min(target, len(days)), len(days)
    return {
        day: asked * rank // among - asked * (rank - 1) // among for rank, day in enumerate(sorted(days), 1)
    }
