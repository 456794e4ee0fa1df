"""A series is said as people say it: « le jeudi, journée, Bureau 2 », « le lundi de 9 h à 13 h ».

Source: usage; cabinet/text.py holds the formats.
"""

from datetime import time

from cabinet.text import WEEKDAYS, clock

HALF = {"day": "toute la journée", "morning": "le matin", "afternoon": "l’après-midi"}


def series_said(
    weekday: int, *, period: str = "", room: str = "", opens: time | None = None, closes: time | None = None
) -> str:
    """The day of the week, then the half-day and the room, or the hours."""
    if opens is not None and closes is not None:
        return f"le {WEEKDAYS[weekday]} de {clock(opens)} à {clock(closes)}"
    return f"le {WEEKDAYS[weekday]}, {HALF[period]}, {room}"
