"""What a line of an earlier statement changes in the next one: a refusal, a late line, a correction."""

from collections.abc import Collection, Iterable
from decimal import Decimal

from cabinet.money import ZERO, euros

from .acts import DEFAULT_TRAVEL_ACTS, is_travel
from .share import share


def adjustment(
    amount: Decimal, rate: Decimal, *, act: str, travel_acts: Collection[str] = DEFAULT_TRAVEL_ACTS
) -> Decimal:
    """An adjustment carries the rate of the line's own statement and is rounded by itself; travel goes whole.

    Source: contract of replacement (CNOM model, art. 7): a receivable stays with the titulaire of its month.

    `amount` is signed: minus what a caisse refused, plus a late line. 30.00 refused at 85 % gives −25.50.
    """
    return euros(amount) if is_travel(act, travel_acts) else share(amount, rate)


def total(adjustments: Iterable[Decimal]) -> Decimal:
    """The adjustments of a statement are the sum of amounts already rounded one by one.

    Source: each adjustment is read against its own line, so each must be exact on its own.
    """
    return sum(adjustments, ZERO)
