"""A line of receipts, an error at its place in the file, and what makes two lines the same.

A line is known by its `key`: doctor, date, invoice, act, amount. The same line in a later file, or twice in
one file, has the same key and is to be written once. One thing must not be lost: an act paid in two equal
halves, by card and by cheque, is two lines that differ only by their mode (or time). Inside one file such a
line is another `occurrence` (1, 2…) and has its own key; strictly identical lines share theirs. Occurrences
are counted in the order of the file, so a longer export of the same month gives the same keys, and a mode
corrected afterwards does not make the line a new one.
"""

from collections.abc import Hashable
from datetime import date, time
from decimal import Decimal
from hashlib import blake2b
from typing import NamedTuple

from .values import Mode

KEY_BYTES = 16


class Line(NamedTuple):
    """One checked line; amounts in euros, parts None when the file does not give them.

    `number` is what a person reads beside the line in the file (the titles being line 1); `repeated` says
    that the same file already gave the same key.
    """

    number: int
    on: date
    at: time | None
    invoice: str
    doctor_key: Hashable
    act: str
    amount: Decimal
    amo: Decimal | None
    amc: Decimal | None
    patient_part: Decimal | None
    mode: Mode
    occurrence: int
    repeated: bool
    key: bytes


def line_key(
    doctor: Hashable, on: date, invoice: str, act: str, amount: Decimal, occurrence: int = 0
) -> bytes:
    """Sixteen bytes that stay the same from one file to the next, whatever its encoding and other columns."""
    said = f"{doctor}\x1f{on}\x1f{invoice}\x1f{act}\x1f{amount}"
    return blake2b(
        (f"{said}\x1f{occurrence}" if occurrence else said).encode(), digest_size=KEY_BYTES
    ).digest()


class Occurrences:
    """Counts, within one file, the lines of one key that are told apart by what the key leaves out."""

    def __init__(self) -> None:
        self._first: dict[bytes, Hashable] = {}
        self._others: dict[bytes, list[Hashable]] = {}

    def place(self, key: bytes, details: Hashable) -> tuple[int, bool]:
        """The occurrence of a line among those of its key, and whether an identical one came before."""
        if key not in self._first:
            self._first[key] = details
            return 0, False
        if self._first[key] == details:
            return 0, True
        others = self._others.setdefault(key, [])
        if details in others:
            return others.index(details) + 1, True
        others.append(details)
        return len(others), False
