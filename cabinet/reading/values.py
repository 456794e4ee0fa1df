"""From the text of a cell to a day or a time as French programs write them, and a cell shown in a refusal.

Each function raises `ValueError` with the French sentence that says what is wrong and what is expected.
"""

import re
from datetime import date, time
from functools import lru_cache

_SHOWN = 40

_FRENCH_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?:[ T]+(.+))?")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ T]+(.+))?")
_TIME = re.compile(r"([0-9]{1,2})[:hH]([0-9]{2})?(?::[0-9]{2}(?:[.,][0-9]+)?)?")


@lru_cache(maxsize=1024)
def parse_day(text: str) -> tuple[date, time | None]:
    """« 01/10/2026 » or « 2026-10-01 », with the time when the cell also gives one."""
    if match := _FRENCH_DAY.fullmatch(text):
        day, month, year, rest = match.groups()
    elif match := _ISO_DAY.fullmatch(text):
        year, month, day, rest = match.groups()
    else:
        raise ValueError(_unreadable_day(text))
    try:
        on = date(int(year), int(month), int(day))
        return on, parse_time(rest) if rest else None
    except ValueError as error:
        raise ValueError(_unreadable_day(text)) from error


@lru_cache(maxsize=2048)
def parse_time(text: str) -> time:
    """« 08:15 », « 8h15 », « 08:15:00 »: to the minute."""
    match = _TIME.fullmatch(text)
    if match:
        try:
            return time(int(match[1]), int(match[2] or 0))
        except ValueError:
            pass
    raise ValueError(f"Heure illisible\u202f: {shown(text)}. Écrivez par exemple 08:15.")


def shown(text: str) -> str:
    """What the file says, in quotes and cut short, without what would break a line."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text[: _SHOWN + 1])
    return f"«\u00a0{printable if len(text) <= _SHOWN else printable[:_SHOWN] + '…'}\u00a0»"


def _unreadable_day(text: str) -> str:
    return f"Date illisible\u202f: {shown(text)}. Écrivez JJ/MM/AAAA, par exemple 22/10/2026."
