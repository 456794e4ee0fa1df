"""How a list of conversations says when, and a message by whom it was seen."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django import template

from cabinet.clock import PARIS, today_in_paris
from cabinet.text import clock, count, day

register = template.Library()

NAMED = 3


@register.filter
def when(at: datetime) -> str:
    """« 14 h 05 » today, « hier », « jeu. 22 oct. »."""
    on, today = at.astimezone(PARIS).date(), today_in_paris()
    if on == today:
        return clock(at)
    return "hier" if on == today - timedelta(days=1) else day(at)


@register.filter
def seen_by(names: Sequence[str]) -> str:
    """« Dr Fradin, Quentin Naulleau et 4 autres »."""
    if len(names) <= NAMED + 1:
        return " et ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""
    return f"{', '.join(names[:NAMED])} et {count(len(names) - NAMED, 'autre', 'autres')}"
