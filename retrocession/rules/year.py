"""What a year of rétrocession has to be declared for: DAS2 for who pays, RSPM for who is paid.

Source: LAW: CGI art. 240 (DAS2), counted on the date paid; the simplified scheme of locums (RSPM).
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum

#: From the year of payment on: what was paid to one beneficiary in a calendar year, all taxes included.
DAS2_THRESHOLDS = ((1900, Decimal("1200")), (2024, Decimal("2400")))
#: Fees of a year, all titulaires together.
RSPM_MARKERS = (Decimal("19000"), Decimal("38000"))


class Rspm(StrEnum):
    BELOW = "below"
    BETWEEN = "between"
    ABOVE = "above"


def das2_threshold(year: int) -> Decimal:
    """The threshold of the sums paid in that year.

    Source: CGI art. 240 and its annex III art. 47-0 A: 2 400 € for sums paid since 2024.
    """
    return [amount for since, amount in DAS2_THRESHOLDS if since <= year][-1]


def is_declared(paid: Decimal, year: int) -> bool:
    """One titulaire declares one locum when what they paid them in the year is above the threshold.

    Source: CGI art. 240; one declaration per titulaire: each pair is tested alone.
    """
    return paid > das2_threshold(year)


def rspm_position(received: Decimal) -> Rspm:
    """Where a locum's fees of the year stand between the two markers of the simplified scheme.

    Source: RSPM, 19 000 € and 38 000 € of fees a year, all titulaires together.
    """
    lower, upper = RSPM_MARKERS
    if received <= lower:
        return Rspm.BELOW
    return Rspm.BETWEEN if received <= upper else Rspm.ABOVE


def calendar_year(year: int) -> tuple[date, date]:
    """Its first and its last day."""
    return date(year, 1, 1), date(year, 12, 31)
