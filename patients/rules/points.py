"""Inside a wave, points say who goes first, and why; ties go to who was entered first.

Source: intake of the practice: usual points, which each practice changes.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from patients.rules.waves import UNDER_TWO_YEARS, Facts, age

RENEWAL_SOON, RENEWAL_LATER = 30, 60
ELDERLY = 75

#: Points of a practice that changed nothing, in the order in which they are explained.
USUAL = {
    "renewal_ended": 6,
    "renewal_in_30_days": 4,
    "renewal_in_60_days": 2,
    "ald": 3,
    "polypathologie": 3,
    "domicile": 4,
    "ehpad": 3,
    "mobilite_reduite": 2,
    "grossesse": 3,
    "under_two": 3,
    "over_75": 2,
    "precarite": 2,
}
LABELS = {
    "renewal_ended": "traitement échu",
    "renewal_in_30_days": "traitement échu sous 30 jours",
    "renewal_in_60_days": "traitement échu sous 60 jours",
    "ald": "ALD",
    "polypathologie": "polypathologie",
    "domicile": "ne se déplace pas",
    "ehpad": "EHPAD",
    "mobilite_reduite": "mobilité réduite",
    "grossesse": "grossesse",
    "under_two": "moins de 2 ans",
    "over_75": "75 ans",
    "precarite": "précarité",
}
MAX_POINTS = 99

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Part:
    """One reason and what it is worth."""

    key: str
    points: int

    @property
    def label(self) -> str:
        return LABELS[self.key]

    def __str__(self) -> str:
        return f"{self.label} {self.points}"


@dataclass(frozen=True, slots=True)
class Score:
    """The total, and what it is made of: « 9 = ALD 3 + ne se déplace pas 4 + 75 ans 2 »."""

    parts: tuple[Part, ...]

    @property
    def total(self) -> int:
        return sum(part.points for part in self.parts)

    def __str__(self) -> str:
        return f"{self.total} = {' + '.join(map(str, self.parts))}" if self.parts else "0"


def points_of(facts: Facts, *, today: date, own: Mapping[str, int] | None = None) -> Score:
    """The points of somebody; `own` holds what the practice changed of the usual ones; zero is not said."""
    counts = {*facts.criteria}
    if renewal := _renewal(facts.renewal_until_on, today):
        counts.add(renewal)
    years = age(facts.birth_on, today)
    if years < UNDER_TWO_YEARS:
        counts.add("under_two")
    if years >= ELDERLY:
        counts.add("over_75")
    return _score(frozenset(counts), frozenset((own or {}).items()))


@lru_cache(maxsize=1024)
def _score(counts: frozenset[str], own: frozenset[tuple[str, int]]) -> Score:
    """Of hundreds who wait, many have the same reasons."""
    table = points_table(dict(own))
    return Score(tuple(Part(key, worth) for key, worth in table.items() if key in counts and worth))


def points_table(own: Mapping[str, int] | None = None) -> dict[str, int]:
    """The points in force: the usual ones, but for what the practice changed."""
    return {key: (own or {}).get(key, usual) for key, usual in USUAL.items()}


def own_points(table: Mapping[str, int]) -> dict[str, int]:
    """What a practice changed: only what differs from the usual is kept."""
    return {key: table[key] for key, usual in USUAL.items() if table.get(key, usual) != usual}


def in_order(people: Iterable[T], *, total: Callable[[T], int], entered: Callable[[T], Any]) -> list[T]:
    """Most points first; among equals, who was entered first (`entered`: instant, then line of the file)."""
    return sorted(people, key=lambda one: (-total(one), entered(one)))


def _renewal(until_on: date | None, today: date) -> str:
    """Which of the three a treatment is in; one renewed until today is not ended yet."""
    if until_on is None:
        return ""
    left = (until_on - today).days
    if left < 0:
        return "renewal_ended"
    if left <= RENEWAL_SOON:
        return "renewal_in_30_days"
    return "renewal_in_60_days" if left <= RENEWAL_LATER else ""
