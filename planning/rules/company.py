"""Doctors dislike being alone: who else will be there, and days with company first among equally needed ones.

Source: the isolation that locums name as their first fear (capitalisation sheet of the first practice).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from planning.rules.half_days import Stay, touch


@dataclass(frozen=True)
class Candidate:
    """A day that one might take: the half-days its week lacks, and how many colleagues are there."""

    on: date
    need: int
    company: int


def company_of(stays: Iterable[Stay], *, on: date, period: str, me: object) -> list[Stay]:
    """Those who are there with `me` on that period, in the order given."""
    return [
        stay
        for stay in stays
        if stay.holds and stay.on == on and stay.who != me and touch(stay.period, period)
    ]


def in_order_of_offer(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The most needed first; among equally needed ones those with company; then the soonest."""
    return sorted(candidates, key=lambda day: (-day.need, day.company == 0, day.on))
