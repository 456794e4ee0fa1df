"""Money is an amount of euros in `Decimal`, rounded in one place.

Every amount that is stored, shown or sent has two decimals and was rounded here, once.
"""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")

_NARROW_NO_BREAK_SPACE = "\u202f"
_NO_BREAK_SPACE = "\u00a0"


def euros(value: Decimal | int | str) -> Decimal:
    """Round to the cent, half away from zero.

    Halves go away from zero on both sides, so that the cancellation of a line undoes that line exactly.
    A float is refused: it has already lost what the rounding would decide on.
    """
    if isinstance(value, float):
        raise TypeError("Money is never a float: give a Decimal, an int or a str.")
    # Adding zero turns a negative zero, which would print as « -0.00 », into zero.
    return Decimal(value).quantize(CENT, rounding=ROUND_HALF_UP) + ZERO


def euros_text(amount: Decimal) -> str:
    """Write an amount as French people read it: « 1 533,12 € », with the spaces that do not break."""
    grouped = f"{euros(amount):,.2f}".replace(",", _NARROW_NO_BREAK_SPACE).replace(".", ",")
    return f"{grouped}{_NO_BREAK_SPACE}€"
