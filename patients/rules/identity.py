"""Two people are one when name and birth date are; nearly one when a slip of the pen parts them.

Source: intake of the practice: doubles by name without accents or case and birth date, near-doubles offered.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache

#: Letters that Unicode does not take apart.
_LIGATURES = str.maketrans(
    {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l"}
)
#: A particle alone is not a name: « de La Roche » and « Roche » share one word.
PARTICLES = frozenset(["d", "de", "des", "du", "l", "la", "le", "les"])
#: So many letters may differ between two writings of one name.
MAX_LETTERS = 2


class Likeness(StrEnum):
    """Why two people look like one; in the words shown beside them."""

    SAME = "même nom et même date de naissance"
    NAME = "même date de naissance, nom presque identique"
    PART = "même date de naissance, un nom compris dans l’autre"
    SWAPPED = "même date de naissance, nom et prénom inversés"
    DAY_AND_MONTH = "même nom, jour et mois de naissance inversés"
    ONE_DIGIT = "même nom, un chiffre de la date de naissance diffère"


@lru_cache(maxsize=16384)
def plain(text: str) -> str:
    """A name is compared without accents, case, hyphens or apostrophes: « D’Épaud » → « d epaud »; what is
    not seen (soft hyphens of a PDF) is not there."""
    seen = "".join(letter for letter in text.translate(_LIGATURES) if unicodedata.category(letter) != "Cf")
    decomposed = unicodedata.normalize("NFKD", seen).casefold()
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in bare).split())


def identity(last_name: str, first_name: str) -> str:
    """Somebody is known by « last first » as `plain` writes it, with their birth date."""
    return plain(f"{last_name} {first_name}")


@dataclass(frozen=True)
class Known:
    """Somebody as they are compared; `key` is what finds them again: an id, a line of a file."""

    key: Hashable
    last_name: str
    first_name: str
    birth_on: date
    birth_name: str = ""
    swapped: str = field(init=False, repr=False)
    identity: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "identity", identity(self.last_name, self.first_name))
        object.__setattr__(self, "swapped", identity(self.first_name, self.last_name))

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the name in use, without particles."""
        return frozenset(self.identity.split()) - PARTICLES

    @cached_property
    def all_words(self) -> frozenset[str]:
        """The same, with the name they were born with."""
        return self.words | (frozenset(plain(self.birth_name).split()) - PARTICLES)

    @cached_property
    def letters(self) -> int:
        """The letters of the name as bits: two names too far apart are told so without being compared."""
        bits = 0
        for letter in self.identity:
            bits |= 1 << (ord(letter) & 63)
        return bits


def likeness(one: Known, other: Known) -> Likeness | None:
    """Same birth date and a name one or two letters away, the wrong way round or part of the other (composed
    names, particles, the name somebody was born with), or same name and a birth date with day and month
    swapped or one digit off; None for two people who look like two.
    """
    if one.birth_on == other.birth_on:
        if one.identity == other.identity:
            return Likeness.SAME
        if one.swapped == other.identity:
            return Likeness.SWAPPED
        if _close(one, other):
            return Likeness.NAME
        return Likeness.PART if _part(one, other) or _part(other, one) else None
    if one.identity != other.identity:
        return None
    if (one.birth_on.day, one.birth_on.month) == (other.birth_on.month, other.birth_on.day) and (
        one.birth_on.year == other.birth_on.year
    ):
        return Likeness.DAY_AND_MONTH
    if sum(a != b for a, b in zip(f"{one.birth_on:%d%m%Y}", f"{other.birth_on:%d%m%Y}", strict=True)) == 1:
        return Likeness.ONE_DIGIT
    return None


class Crowd:
    """People among whom one looks for somebody: only those of one birth date or of one name are compared."""

    def __init__(self, people: Iterable[Known] = ()) -> None:
        self._by_birth: dict[date, list[Known]] = defaultdict(list)
        self._by_name: dict[str, list[Known]] = defaultdict(list)
        for known in people:
            self.add(known)

    def add(self, known: Known) -> None:
        self._by_birth[known.birth_on].append(known)
        self._by_name[known.identity].append(known)

    def double_of(self, somebody: Known) -> Known | None:
        """The first who has the same name and birth date."""
        same = (
            known for known in self._by_name.get(somebody.identity, ()) if known.birth_on == somebody.birth_on
        )
        return next(same, None)

    def look_alikes(self, somebody: Known) -> list[tuple[Known, Likeness]]:
        """Those who nearly are that person, in the order in which they came."""
        found = [
            (known, like)
            for known in (
                *self._by_birth.get(somebody.birth_on, ()),
                *self._by_name.get(somebody.identity, ()),
            )
            if known.key != somebody.key
            and (like := likeness(known, somebody)) is not None
            and like is not Likeness.SAME
        ]
        return list({known.key: (known, like) for known, like in found}.values())


def _part(one: Known, other: Known) -> bool:
    """« MARTIN Anne » of « DUPONT-MARTIN Anne », of « DUPONT Anne » born MARTIN."""
    return len(one.words) >= 2 and one.words <= other.all_words


def _close(one: Known, other: Known) -> bool:
    if abs(len(one.identity) - len(other.identity)) > MAX_LETTERS:
        return False
    # Each slip changes two letters of the set at most.
    if (one.letters ^ other.letters).bit_count() > 2 * MAX_LETTERS:
        return False
    return letters_apart(one.identity.replace(" ", ""), other.identity.replace(" ", "")) <= MAX_LETTERS


def letters_apart(one: str, other: str) -> int:
    """How many slips part two writings: a letter more, less, another, or two neighbours swapped."""
    above: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, above, row = above, row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
    return row[-1]
