"""A locum sees the calls of a practice of their network when both share their pool; not where they have been.

Source: what practices of a network may have in common: the pool, said by the titulaires of each.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Belonging:
    """A membership of the person: of which practice, as a locum today, in which network, its pool shared."""

    cabinet: int
    network: int | None
    is_locum: bool
    shares_pool: bool


def networks_of(mine: Iterable[Belonging]) -> set[int]:
    """The networks whose calls are put to this person: those of practices that share them as their locum.

    Source: the pool is common by the word of both practices.
    """
    return {one.network for one in mine if one.network and one.is_locum and one.shares_pool}


def left_aside(mine: Iterable[Belonging]) -> set[int]:
    """The practices that are not put to them: where they are or were; who was sent away is not asked.

    Source: a practice decides who its people are.
    """
    return {one.cabinet for one in mine}
