"""What a line of an earlier statement changes in a later one: a refusal, a late line, a correction."""

from collections.abc import Collection, Iterable
from decimal import Decimal

from cabinet.money import ZERO

from .acts import DEFAULT_TRAVEL_ACTS, is_travel
from .share import share

WHOLE = Decimal("100.00")


def adjusted_rate(rate: Decimal, *, act: str, travel_acts: Collection[str] = DEFAULT_TRAVEL_ACTS) -> Decimal:
    """An adjustment carries the rate of the line's own statement; a travel allowance goes whole, at 100 %.

    Source: contract of replacement (CNOM model, art. 7): a receivable stays with the titulaire of its month.
    """
    return WHOLE if is_travel(act, travel_acts) else rate


def adjustment(
    amount: Decimal, rate: Decimal, *, act: str, travel_acts: Collection[str] = DEFAULT_TRAVEL_ACTS
) -> Decimal:
    """An adjustment is the line's amount at its own rate, rounded by itself.

    Source: contract of replacement (CNOM model, art. 7): each line is owed at the rate of its month.

    `amount` is signed: minus what a caisse refused, plus a late line. 30.00 refused at 85 % gives −25.50.
    """
    return share(amount, adjusted_rate(rate, act=act, travel_acts=travel_acts))


def total(adjustments: Iterable[Decimal]) -> Decimal:
    """The adjustments of a statement are the sum of amounts already rounded one by one.

    Source: each adjustment is read against its own line, so each must be exact on its own.
    """
    return sum(adjustments, ZERO)


def left_to_reject(billed: Decimal, rejected: Iterable[Decimal]) -> Decimal:
    """A caisse can reject of a line what was billed less what it already rejected, never more.

    Source: what a statement gave for a line cannot be taken back twice.

    `rejected` are amounts without their sign.
    """
    return max(billed - sum(rejected, ZERO), ZERO)
