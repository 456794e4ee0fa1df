"""The locum's share of the fees, and what the titulaire keeps of them."""

from decimal import Decimal

from cabinet.money import euros

DEFAULT_RATE = Decimal("85.00")


def share(base: Decimal, rate: Decimal) -> Decimal:
    """The locum receives the base times the rate, rounded once, half up, to the cent.

    Source: contract of replacement (CNOM model, art. 7); the 85 % of the Nieul-le-Dolent practice.

    `base` in euros, negative when cancellations outweigh the month; `rate` in per cent.
    """
    return euros(base * rate / 100)


def kept(base: Decimal, rate: Decimal) -> Decimal:
    """The titulaire keeps the base less the share, so that the two always add up to the cent.

    Source: same contract; what is kept is subtracted, never rounded on its own.
    """
    return euros(base - share(base, rate))
