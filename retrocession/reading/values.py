"""From the text of a cell to a value: amounts, dates, times and payment modes as French programs write them.

Each function raises `ValueError` with the French sentence that says what is wrong and what is expected.
"""

import re
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from cabinet.money import euros

from .columns import normalise

_SHOWN = 40

# Up to ten digits before the cents: what the database column holds. Spaces only between groups of three.
_SPACE = r"[ \u00a0\u2009\u202f]"
_AMOUNT = re.compile(
    rf"([-\u2212]?){_SPACE}?([0-9]{{1,10}}|[0-9]{{1,3}}(?:{_SPACE}[0-9]{{3}}){{1,3}})(?:[.,]([0-9]{{1,2}}))?{_SPACE}?€?"
)
_MAX_DIGITS = 10
_FRENCH_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?:[ T]+(.+))?")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ T]+(.+))?")
_TIME = re.compile(r"([0-9]{1,2})[:hH]([0-9]{2})?(?::[0-9]{2}(?:[.,][0-9]+)?)?")


class Mode(StrEnum):
    CB = "cb"
    CHEQUE = "cheque"
    ESPECES = "especes"
    VIREMENT = "virement"
    TIERS_PAYANT = "tiers_payant"


MODE_LABELS = {
    Mode.CB: "CB",
    Mode.CHEQUE: "Chèque",
    Mode.ESPECES: "Espèces",
    Mode.VIREMENT: "Virement",
    Mode.TIERS_PAYANT: "Tiers payant",
}

# The names that programs give to each mode, as `normalise` writes them.
_MODES = {
    " ".join(title.split()): mode
    for mode, titles in {
        Mode.CB: """cb | carte | carte bancaire | carte bleue | carte de credit | cb sans contact | tpe
            | sans contact | carte sans contact | paiement carte""",
        Mode.CHEQUE: "cheque | cheques | chq | ch | chq bancaire | cheque bancaire",
        Mode.ESPECES: "especes | espece | esp | liquide | numeraire",
        Mode.VIREMENT: """virement | virements | vir | virt | virement bancaire | virement instantane
            | virement sepa""",
        Mode.TIERS_PAYANT: """tiers payant | tierspayant | tp | tiers payant total | tiers payant partiel
            | tiers payant integral | tiers payant complet | tiers payant amo | tiers payant amc
            | tp amo | tp amc | tp amo amc | tp total | tp integral | tp partiel
            | dispense d avance des frais | dispense d avance de frais""",
    }.items()
    for title in titles.split("|")
}


@lru_cache(maxsize=8192)
def parse_amount(text: str) -> Decimal:
    """« 1 234,56 », « -30.00 », « 12 € »: at most ten digits, then at most two decimals."""
    match = _AMOUNT.fullmatch(text)
    if match:
        sign, whole, cents = match.groups()
        digits = "".join(filter(str.isdigit, whole))
        if len(digits) <= _MAX_DIGITS:
            return euros(f"{'-' if sign else ''}{digits}.{cents or '0'}")
    raise ValueError(f"Montant illisible\u202f: {shown(text)}. Écrivez par exemple 30,00 ou 1\u202f234,56.")


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


@lru_cache(maxsize=256)
def parse_mode(text: str) -> Mode:
    """CB, chèque, espèces, virement or tiers payant, under the names that programs give them."""
    try:
        return _MODES[normalise(text)]
    except KeyError:
        expected = ", ".join(MODE_LABELS.values())
        raise ValueError(f"Règlement inconnu\u202f: {shown(text)}. Attendu\u202f: {expected}.") from None


def shown(text: str) -> str:
    """What the file says, in quotes and cut short, without what would break a line."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text[: _SHOWN + 1])
    return f"«\u00a0{printable if len(text) <= _SHOWN else printable[:_SHOWN] + '…'}\u00a0»"


def _unreadable_day(text: str) -> str:
    return f"Date illisible\u202f: {shown(text)}. Écrivez JJ/MM/AAAA, par exemple 22/10/2026."
