"""A count under the floor is not told, nor one that differs from the last one told by less than the floor.

Source: small counts of health data (« < 11 »): no subtraction of two counts told gives one.
"""


def count_told(count: int, *, told: int | None, floor: int) -> int | None:
    """What may be told of `count`, the last one told being `told`; None is « < floor ».

    Source: small counts of health data. The count told moves by steps of the floor at least, so that
    neither a day nor a week tells of one person.
    """
    if count < floor:
        return None
    if told is not None and abs(count - told) < floor:
        return told
    return count


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
