"""A fair rota: fewest duties of the last six months first, then longest ago, never somebody who is not free.

Source: the titulaires' wish that nobody carries the astreintes; two days running only when there is no other.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

MONTHS = 6
NEVER = date.min


@dataclass(frozen=True)
class Candidate:
    """`who` names a doctor; `busy`: the days on which they are not free, or not of the practice."""

    who: Any
    busy: frozenset[date] = frozenset()


def six_months_before(on: date) -> date:
    """The same day six months earlier, or the last one of that month: 31 August → 28 February."""
    months = on.year * 12 + on.month - 1 - MONTHS
    year, month = divmod(months, 12)
    last = (date(year, month + 1, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return last.replace(day=min(on.day, last.day))


def counted(duties: Iterable[date], on: date) -> int:
    """How many of somebody's duties weigh on `on`: those of the last six months, and those to come."""
    since = six_months_before(on)
    return sum(day >= since for day in duties)


def in_order(
    candidates: Sequence[Candidate], duties: Mapping[Any, Collection[date]], *, on: date
) -> list[Candidate]:
    """Those who are free on `on`, the one to ask first in front; equals stay in the order given."""
    around = (on - timedelta(days=1), on + timedelta(days=1))

    def burden(candidate: Candidate) -> tuple:
        theirs = duties.get(candidate.who, ())
        last = max((day for day in theirs if day < on), default=NEVER)
        return any(day in theirs for day in around), counted(theirs, on), last

    return sorted((one for one in candidates if on not in one.busy), key=burden)


def fair_rota(
    days: Iterable[date], candidates: Sequence[Candidate], duties: Mapping[Any, Collection[date]]
) -> dict[date, Any]:
    """Who to ask for each of these days, in the order of time; None when nobody is free.

    `duties`: the days that each already holds or has held. Each day proposed weighs on the next ones.
    """
    held = {one.who: set(duties.get(one.who, ())) for one in candidates}
    proposed: dict[date, Any] = {}
    for on in sorted(days):
        first = next(iter(in_order(candidates, held, on=on)), None)
        proposed[on] = first.who if first else None
        if first:
            held[first.who].add(on)
    return proposed
