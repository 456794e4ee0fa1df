"""VAT on a month of rétrocession: what the locum receives is exempt, what the titulaire keeps may not be."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

#: From each date on: the yearly franchise of services, and the ceiling above which VAT is due at once.
THRESHOLDS = ((date(2025, 1, 1), Decimal("37500"), Decimal("41250")),)
#: A titulaire is warned from this part of the franchise.
WARNING = Decimal("0.80")


class Franchise(StrEnum):
    WITHIN = "within"
    NEAR = "near"
    ABOVE = "above"


FEES_MENTION = "Exonéré de TVA, art. 261-4-1° du CGI"
KEPT_MENTIONS = {
    Franchise.WITHIN: "TVA non applicable, art. 293\u00a0B du CGI",
    Franchise.NEAR: "TVA non applicable, art. 293\u00a0B du CGI",
    Franchise.ABOVE: "soumise à la TVA à 20\u202f%, au-delà de la franchise de l’art. 293\u00a0B du CGI",
}


def thresholds(on: date) -> tuple[Decimal, Decimal]:
    """The franchise and its ceiling are those in force on the day.

    Source: CGI, art. 293 B (37 500 € and 41 250 € for services since 1 January 2025).
    """
    in_force = [values for since, *values in THRESHOLDS if since <= on] or [list(THRESHOLDS[0][1:])]
    franchise, ceiling = in_force[-1]
    return franchise, ceiling


def franchise_state(kept_this_year: Decimal, on: date) -> Franchise:
    """What a titulaire keeps in a year is warned of from 80 % of the franchise, and taxed above its ceiling.

    Source: BOI-RES-000056 (regular replacements are in the scope of VAT); CGI, art. 293 B.
    """
    franchise, ceiling = thresholds(on)
    if kept_this_year > ceiling:
        return Franchise.ABOVE
    return Franchise.NEAR if kept_this_year >= WARNING * franchise else Franchise.WITHIN
