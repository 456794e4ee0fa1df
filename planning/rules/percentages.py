"""A percentage is rounded once, half up, to the unit; the shares of one whole always make a hundred.

Source: what is handed out is added up by whoever reads it (largest remainders).
"""

from collections.abc import Sequence


def percent(part: int, whole: int) -> int | None:
    """`part` out of `whole`, in per cent; None when there is nothing to divide."""
    return (200 * part + whole) // (2 * whole) if whole else None


def shares(parts: Sequence[int]) -> list[int]:
    """Each part in per cent of their sum: whole numbers that add up to 100, or zeros for nothing."""
    whole = sum(parts)
    if not whole:
        return [0] * len(parts)
    found = [100 * part // whole for part in parts]
    left = 100 - sum(found)
    by_remainder = sorted(range(len(parts)), key=lambda n: (-(100 * parts[n] % whole), n))
    for n in by_remainder[:left]:
        found[n] += 1
    return found
