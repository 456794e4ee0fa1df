"""A count under the floor is not told, nor one that differs from one told before by less than the floor.

Source: small counts of health data (« < 11 »): no subtraction of two counts told gives one.
"""

from collections.abc import Collection


def count_told(count: int, *, told: Collection[int], floor: int) -> int | None:
    """What may be told of `count`, `told` being all that was told before it; None is « < floor ».

    Source: small counts of health data. Two counts told are the same or differ by the floor at least, so that
    neither a day, nor a week, nor a month that comes back to where it was tells of one person.
    """
    if count < floor:
        return None
    near = [before for before in told if abs(count - before) < floor]
    return min(near, key=lambda before: (abs(count - before), before), default=count)


def told_between(before: int | None, after: int | None, *, began: bool) -> tuple[int | None, bool]:
    """How many more were told over a span, and whether that is only a most: (number, is_most).

    Source: small counts of health data. `before` and `after` are what was told of a running total; `began`:
    it was counted already when the span starts. None is « under the floor ».
    """
    if after is None:
        return None, False
    if before is None:
        return after, began
    return (after - before or None), False
