"""A treatment that ended is urgent; one that ends before the first appointment asks for a nearer one.

Source: list of the renewals that run out, soonest first, against the first appointment.
"""

from dataclasses import dataclass
from datetime import date, timedelta

#: The points look no further ahead either (rules/points.py).
RENEWALS_AHEAD = timedelta(days=60)

ENDED, RUNS_OUT, KEPT = "ended", "runs_out", "kept"


@dataclass(frozen=True)
class Renewal:
    """`state`: ended (red), runs_out (amber) or kept; `words` say it without the colour."""

    state: str
    words: str


def renewal_of(until_on: date, *, first_on: date | None, today: date) -> Renewal:
    """How a treatment stands against the first appointment, whose day is `first_on` (None: none yet).

    Source: list of the renewals that run out. The last day of the treatment is still covered.
    """
    if until_on < today:
        days = (today - until_on).days
        return Renewal(ENDED, f"terminé depuis {days} jour{'s' if days >= 2 else ''}")
    if first_on is None:
        return Renewal(RUNS_OUT, "aucun rendez-vous avant la fin")
    if first_on > until_on:
        days = (first_on - until_on).days
        return Renewal(RUNS_OUT, f"rendez-vous {days} jour{'s' if days >= 2 else ''} après la fin")
    return Renewal(KEPT, "rendez-vous avant la fin")
