"""Which rate applies to a locum's month."""

from decimal import Decimal


def applicable_rate(
    *, practice: Decimal, person: Decimal | None = None, contract: Decimal | None = None
) -> Decimal:
    """The rate is the contract's, else the person's in that practice, else the practice's.

    Source: contract of replacement (CNOM model, art. 7): what the two doctors signed comes first.

    Rates in per cent. A rate of zero is a rate: only None means « not set ».
    """
    for rate in (contract, person):
        if rate is not None:
            return rate
    return practice
