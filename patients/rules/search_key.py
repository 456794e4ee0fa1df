"""Somebody is found by pieces of a name, a birth date or a telephone number, as one types them.

Source: front desk: search by name, birth date and phone in under 100 ms as she types.
"""

import re
from collections.abc import Iterable
from datetime import date

from cabinet.text import MONTHS
from patients.rules.identity import plain
from patients.rules.phones import national_digits

MAX_KEY = 400
_DAY = re.compile(
    r"(?<![\d/.\-])(?:(?P<iso_year>\d{4})-(?P<iso_month>\d{1,2})-(?P<iso_day>\d{1,2})"
    r"|(?P<day>\d{1,2})[/.\-](?P<month>\d{1,2})[/.\-](?P<year>\d{4}|\d{2}))(?![/.\-]?\d)"
)
#: « 12 mars 1948 », « 12 3 1948 »: a day as it is said, which nothing else in a search looks like.
_MONTHS = {plain(name): number for number, name in enumerate(MONTHS, 1)}
_SAID = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:er)?\s+({'|'.join({*_MONTHS, *MONTHS})})\s+(\d{{4}}|\d{{2}})(?!\d)", re.IGNORECASE
)
_SPACED = re.compile(r"(?<!\d)(?<!\d\s)(\d{1,2})\s+(\d{1,2})\s+((?:19|20)\d{2})(?!\s?\d)")
_FRENCH_PREFIX = re.compile(r"(?:\+|(?<!\d)00)33[\s.\-]*(?:\(0\))?")


def search_key(
    *, last_name: str, birth_name: str, first_name: str, birth_on: date, phones: Iterable[str]
) -> str:
    """What is scanned: names, the birth date as 12031948, 120348 and 19480312, national digits of phones.

    `phones` in E.164, or as typed when unreadable. Each piece follows a space, so that a search may ask for
    the beginning of a word.
    """
    names = " ".join(dict.fromkeys(plain(f"{last_name} {birth_name} {first_name}").split()))
    dates = f"{birth_on:%d%m%Y} {birth_on:%d%m%y} {birth_on:%Y%m%d}"
    digits = " ".join(filter(None, map(national_digits, phones)))
    return f" {names} {dates} {digits}".rstrip()[:MAX_KEY]


def terms(typed: str) -> list[str]:
    """What to look for: each piece of a name without accents; a date or digits as one run of digits.

    « 12/3/1948 » and « 12 mars 1948 » → 12031948, « 06 12 » and « +33 6 12 » → 0612, « Étien jouss » → etien,
    jouss. All of them must be found.
    """
    typed = _SAID.sub(lambda said: f"{said[1]}/{_MONTHS[plain(said[2])]}/{said[3]}", typed)
    typed = _SPACED.sub(r"\1/\2/\3", typed)
    found: list[str] = []
    start = 0
    for day in _DAY.finditer(typed):
        found += [*_pieces(typed[start : day.start()]), _digits_of(day)]
        start = day.end()
    return list(dict.fromkeys([*found, *_pieces(typed[start:])]))


def _digits_of(day: re.Match[str]) -> str:
    if day["iso_year"]:
        return f"{day['iso_year']}{int(day['iso_month']):02d}{int(day['iso_day']):02d}"
    return f"{int(day['day']):02d}{int(day['month']):02d}{day['year']}"


def _pieces(text: str) -> list[str]:
    """Words, and digits that follow each other as one run: a telephone is typed in pairs."""
    found: list[str] = []
    digits = ""
    for word in [*plain(_FRENCH_PREFIX.sub(" 0", text)).split(), ""]:
        if word.isdigit():
            digits += word
            continue
        found += [piece for piece in (_national(digits), word) if piece]
        digits = ""
    return found


def _national(digits: str) -> str:
    """A whole number without its first zero, or behind 33 without +, as a telephone shows it."""
    if len(digits) == 11 and digits.startswith("33"):
        digits = digits[2:]
    return f"0{digits}" if len(digits) == 9 and digits[0] != "0" else digits
