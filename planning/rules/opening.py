"""The public sheet tells days, hours and doctors' names; an intern is said by the word alone.

Source: the sheet for the window, the pharmacy and the mairie (product, §3): nothing else leaves the practice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cabinet.clock import next_month, previous_month
from planning.rules.coverage import DOCTORS, INTERN
from planning.rules.half_days import DAY, HALVES, Stay, period_of

MONTHS_AHEAD = 3


@dataclass(frozen=True)
class Seen:
    """Who may be seen on a day, and when: a period, in the order of the day."""

    who: str
    period: str


def shown_months(today: date) -> list[date]:
    """The months that the public sheet may be asked for: the last one, this one and the next three."""
    months = [previous_month(today)]
    while len(months) < MONTHS_AHEAD + 2:
        months.append(next_month(months[-1]))
    return months


def seen_on(stays: Iterable[Stay]) -> list[Seen]:
    """Doctors by name and the intern by the word, sure and confirmed ones only, each of them once.

    The `who` of a stay is the name shown.
    """
    halves: dict[str, set[str]] = {}
    for stay in stays:
        if stay.firm and (stay.role in DOCTORS or stay.role == INTERN):
            name = str(stay.who) if stay.role in DOCTORS else INTERN
            halves.setdefault(name, set()).update(HALVES[stay.period])
    seen = [Seen(who, period_of(parts) or DAY) for who, parts in halves.items()]
    return sorted(seen, key=lambda one: (one.who == INTERN, one.period == HALVES[DAY][1]))
