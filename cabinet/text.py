"""How amounts, dates and hours are written in French. Pure: no request, no clock, no database.

Spaces inside a figure are no-break ones, so that « 1 533,12 € » never splits at the end of a line.
"""

import re
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

from cabinet.clock import PARIS
from cabinet.money import euros_text

NARROW = "\u202f"
_SPACES = re.compile(r"[^\S\u00a0\u202f]+")
#: A plain space that French makes narrow and keeps at the end of no line: inside « … », before : ; ! ?
_LOOSE = re.compile(r"(?<=«) (?=\S)|(?<=[^\s:]) (?=»|[:;!?](?:[\s<)…]|$))")

WEEKDAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
MONTHS = [
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
]  # fmt: skip
SHORT_MONTHS = [
    "janv.", "févr.", "mars", "avr.", "mai", "juin",
    "juil.", "août", "sept.", "oct.", "nov.", "déc.",
]  # fmt: skip


def in_paris(moment: date | datetime) -> date | datetime:
    """The same instant on a French clock; a plain date is already one."""
    return moment.astimezone(PARIS) if isinstance(moment, datetime) else moment


def one_line(text: str) -> str:
    """What somebody typed, on one line, single-spaced; its no-break spaces stay."""
    return _SPACES.sub(" ", text).strip()


def typeset(sentence: str) -> str:
    """« Ce jour est pris : voyez mardi » with its narrow spaces, so that no line begins with « : »."""
    return _LOOSE.sub(NARROW, sentence)


def number(value: Decimal | int, decimals: int = 0) -> str:
    """1234.5 with two decimals → « 1 234,50 ». Half of the last place is rounded up, away from zero."""
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return f"{rounded:,.{decimals}f}".replace(",", NARROW).replace(".", ",").replace("-", "−")


def amount(value: Decimal | int) -> str:
    """Euros: « 1 533,12 € », the sign being a true minus."""
    return euros_text(value).replace("-", "−")


def figure(value: Decimal | int) -> str:
    """Euros without their unit, for a column whose heading says it; nothing is « – »."""
    return number(value, 2) if value else "–"


def percent(value: Decimal | int) -> str:
    """Per cent, given out of a hundred: 85.00 → « 85 % », 82.50 → « 82,5 % »."""
    text = number(value, 2).rstrip("0").rstrip(",")
    return f"{text}{NARROW}%"


def day_number(day: int) -> str:
    """The first of a month is an ordinal in French; the others are not."""
    return "1er" if day == 1 else str(day)


def day(value: date | datetime) -> str:
    """« jeu. 22 oct. »"""
    on = in_paris(value)
    return f"{WEEKDAYS[on.weekday()][:3]}. {day_number(on.day)} {SHORT_MONTHS[on.month - 1]}"


def long_day(value: date | datetime) -> str:
    """« mercredi 10 mars »"""
    on = in_paris(value)
    return f"{WEEKDAYS[on.weekday()]} {day_number(on.day)} {MONTHS[on.month - 1]}"


def full_day(value: date | datetime) -> str:
    """« mercredi 10 mars 2027 », wherever the year is not obvious."""
    on = in_paris(value)
    return f"{long_day(on)} {on.year}"


def month(value: date | datetime) -> str:
    """« octobre 2026 »"""
    on = in_paris(value)
    return f"{MONTHS[on.month - 1]} {on.year}"


def of_month(value: date | datetime) -> str:
    """« d’octobre 2026 », « de mars 2027 »."""
    name = month(value)
    return f"d’{name}" if name[0] in "ao" else f"de {name}"


def clock(value: time | datetime) -> str:
    """« 8 h 30 », « 14 h » on the hour; an instant is read on a French clock."""
    at = in_paris(value) if isinstance(value, datetime) else value
    minutes = f"{NARROW}{at.minute:02d}" if at.minute else ""
    return f"{at.hour}{NARROW}h{minutes}"


def instant(value: datetime) -> str:
    """« lun. 2 nov., 11 h 20 »"""
    return f"{day(value)}, {clock(value)}"


def count(value: int, one: str, many: str) -> str:
    """« 1 jour », « 4 jours », « 0 jour »: French turns to the plural at two."""
    return f"{number(value)} {many if abs(value) >= 2 else one}"


def phone(value: str) -> str:
    """« +33612345678 » → « 06 12 34 56 78 »; a foreign number keeps its prefix."""
    national = re.fullmatch(r"\+33(\d)(\d\d)(\d\d)(\d\d)(\d\d)", value)
    return NARROW.join(["0" + national[1], *national.groups()[1:]]) if national else value


def in_fours(value: str) -> str:
    """« FR76 3000 4… »: an account number as a bank prints it."""
    return NARROW.join(value[start : start + 4] for start in range(0, len(value), 4))


def initials(name: str) -> str:
    """« Dr Kévin Rabiller » → « KR »: two letters, from the first and the last word that are a name."""
    words = [word for word in name.replace("-", " ").split() if word not in ("Dr", "Pr", "M.", "Mme")]
    letters = [word[0] for word in words]
    return "".join(letters[:1] + letters[1:][-1:]).upper()


def sentence(text: str) -> str:
    """The first letter in capital, the others as they are (`str.capitalize` would lower them)."""
    return text[:1].upper() + text[1:]


#: Words that do not name a place by themselves.
_BEFORE_A_PLACE = {"la", "le", "les", "l", "saint", "sainte", "notre"}


def short_place(commune: str) -> str:
    """A place in the width of a calendar cell: « Aubigny » for « Aubigny-Les Clouzeaux »."""
    words = re.split(r"[ -]", commune)
    for index, word in enumerate(words):
        if word.lower() not in _BEFORE_A_PLACE:
            kept = words[: index + 1]
            return " ".join("St" if kept_word == "Saint" else kept_word for kept_word in kept)
    return commune
