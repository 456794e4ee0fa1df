"""The total of a territory sums what each practice tells, and nothing of what one of them does not.

Source: small counts of health data (« < 11 »), also against subtraction of a total and its parts.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class ToldSum:
    """`value`: the sum of what is told, None when nothing is; `left_out`: how many tell nothing."""

    value: int | None
    left_out: int


def sum_of_told(counts: Iterable[int | None]) -> ToldSum:
    """What is told of all of them: total less told parts is nothing, never the count that is not told.

    Source: small counts of health data.
    """
    counts = list(counts)
    told = [count for count in counts if count is not None]
    return ToldSum(sum(told) if told else None, len(counts) - len(told))
