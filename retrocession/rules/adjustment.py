"""What a line of an earlier statement changes in a later one: a refusal, a late line, a correction."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from cabinet.money import ZERO

from .acts import DEFAULT_TRAVEL_ACTS, is_travel
from .own_rate import own_rate
from .share import share

WHOLE = Decimal("100.00")


def adjusted_rate(
    rate: Decimal,
    *,
    act: str,
    travel_acts: Collection[str] = DEFAULT_TRAVEL_ACTS,
    act_rates: Mapping[str, Decimal] | None = None,
) -> Decimal:
    """An adjustment carries the rate at which its statement took the act: a travel allowance goes whole, an
    act with its own rate at that one, the rest at the rate of the statement.

    Source: contract of replacement (CNOM model, art. 7): a receivable stays with the titulaire of its month.

    `act_rates` are those of that statement, whatever the practice's list became.
    """
    if is_travel(act, travel_acts):
        return WHOLE
    own = own_rate(act, act_rates or {}, travel_acts)
    return rate if own is None else own


def adjustment(
    amount: Decimal,
    rate: Decimal,
    *,
    act: str,
    travel_acts: Collection[str] = DEFAULT_TRAVEL_ACTS,
    act_rates: Mapping[str, Decimal] | None = None,
) -> Decimal:
    """An adjustment is the line's amount at its own rate, rounded by itself.

    Source: contract of replacement (CNOM model, art. 7): each line is owed at the rate of its month.

    `amount` is signed: minus what a caisse refused, plus a late line. 30.00 refused at 85 % gives −25.50.
    """
    return share(amount, adjusted_rate(rate, act=act, travel_acts=travel_acts, act_rates=act_rates))


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
