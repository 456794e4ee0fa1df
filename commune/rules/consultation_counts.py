"""Consultations are told by whole months: a month under the floor is told nowhere, not even inside a sum.

Source: small counts of health data (« < 11 »), also against subtraction between two reports.

Every sum that is told is a sum of months of which each is at the floor or above, whatever the spans: adding
and subtracting reports gives sums and differences of such months, and never a smaller part of one. A month
once told only moves by the floor at least: two reports of the same span, on two days, do not tell of one
patient either.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from patients.rules.intake_counts import count_told


def month_told(count: int, *, told: int | None, floor: int) -> int | None:
    """What may be told of a month's consultations, `told` the last number told of it; None: « < floor ».

    Source: small counts of health data.
    """
    return count_told(count, told=() if told is None else (told,), floor=floor)


def consultations_of(lines: Iterable[tuple[object, date, str, Decimal]]) -> int:
    """An invoice is one consultation, however many acts it has; one that was cancelled is none.

    `lines`: (doctor, day, invoice, amount) of each act that is not travel; without an invoice, a line is one.

    Source: the practice's receipts; « number of consultations (count only) ».
    """
    billed: dict[tuple[object, date, str], Decimal] = {}
    alone = 0
    for doctor, on, invoice, amount in lines:
        if invoice:
            billed[doctor, on, invoice] = billed.get((doctor, on, invoice), Decimal(0)) + amount
        else:
            alone += (amount > 0) - (amount < 0)
    return max(alone, 0) + sum(amount > 0 for amount in billed.values())


def told_sum(months: Mapping[date, int | None]) -> int | None:
    """The sum of the months that are told; None when none of them is.

    Source: small counts of health data.
    """
    told = [count for count in months.values() if count is not None]
    return sum(told) if told else None
