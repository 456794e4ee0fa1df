"""From the text of a cell to an amount or a payment mode, as French programs write them.

Each function raises `ValueError` with the French sentence that says what is wrong and what is expected.
"""

import re
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from cabinet.money import euros
from cabinet.reading.columns import normalise
from cabinet.reading.values import shown

# Up to ten digits before the cents: what the database column holds. Spaces only between groups of three.
_SPACE = r"[ \u00a0\u2009\u202f]"
_AMOUNT = re.compile(
    rf"([-\u2212]?){_SPACE}?([0-9]{{1,10}}|[0-9]{{1,3}}(?:{_SPACE}[0-9]{{3}}){{1,3}})(?:[.,]([0-9]{{1,2}}))?{_SPACE}?€?"
)
_MAX_DIGITS = 10


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


@lru_cache(maxsize=256)
def parse_mode(text: str) -> Mode:
    """CB, chèque, espèces, virement or tiers payant, under the names that programs give them."""
    try:
        return _MODES[normalise(text)]
    except KeyError:
        expected = ", ".join(MODE_LABELS.values())
        raise ValueError(f"Règlement inconnu\u202f: {shown(text)}. Attendu\u202f: {expected}.") from None
