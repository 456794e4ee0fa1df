"""On which statement of a month each adjustment and each debt goes: those of its own two parties."""

from collections.abc import Collection, Hashable, Mapping
from decimal import Decimal
from typing import TypeVar

from cabinet.money import ZERO

Pair = TypeVar("Pair", bound=Hashable)


def adjustments_of_statements(
    billed: Collection[Pair], *, adjustments: Mapping[Pair, Decimal], owed: Mapping[Pair, Decimal]
) -> dict[Pair, Decimal]:
    """A pair has a statement when it has billed lines or adjustments; it then takes over what is owed.

    Source: a receivable stays with the titulaire of its month, even after the rotation has moved on.

    A pair is a titulaire and a locum. `billed` are those of the month, `adjustments` the sums to carry,
    `owed` the negative nets that statements left. A debt alone makes no statement: it waits for the next one.
    """
    pairs = [*billed, *(pair for pair in adjustments if pair not in billed)]
    return {pair: adjustments.get(pair, ZERO) + owed.get(pair, ZERO) for pair in pairs}
