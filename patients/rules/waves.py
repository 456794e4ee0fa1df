"""Who is taken in first: three waves, each with its reason.

Source: intake of the practice: 1 prioritaire, 2 sans médecin traitant de la commune, 3 territoire élargi.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from patients.rules.identity import plain

WAVES = (1, 2, 3)
WAVE_LABELS = {
    1: "prioritaires",
    2: "sans médecin traitant dans la commune",
    3: "territoire élargi",
}
#: The criteria that put somebody in the first wave, in the order in which they are said.
PRIORITY = {
    "ald": "ALD",
    "polypathologie": "polypathologie",
    "domicile": "ne se déplace pas",
    "mobilite_reduite": "mobilité réduite",
    "ehpad": "EHPAD",
    "grossesse": "grossesse",
}
NOURRISSON = "nourrisson"
UNDER_TWO_YEARS = 2
_SAINT = re.compile(r"\bst(e?)\b")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of somebody and counts for their turn. `wave` is the one that somebody moved them to."""

    birth_on: date
    criteria: frozenset[str] = frozenset()
    renewal_until_on: date | None = None
    on_former_list: bool = False
    without_doctor: bool = True
    commune: str = ""
    wave: int | None = None
    wave_reason: str = ""


@dataclass(frozen=True, slots=True)
class Wave:
    """1, 2, 3, or None for somebody whom no wave takes in; `reason` in words; `moved` by a person."""

    number: int | None
    reason: str
    moved: bool = False


def wave_of(facts: Facts, *, today: date, commune: str, wider_communes: Collection[str]) -> Wave:
    """The wave that somebody belongs to; `commune` is the practice's, `wider_communes` those it lists."""
    if facts.wave is not None:
        return Wave(facts.wave, f"déplacé en vague {facts.wave}\u202f: {facts.wave_reason}", moved=True)
    reasons = ["sur la liste du médecin parti"] if facts.on_former_list else []
    reasons += [label for criterion, label in PRIORITY.items() if criterion in facts.criteria]
    if age(facts.birth_on, today) < UNDER_TWO_YEARS:
        reasons.append(NOURRISSON)
    if reasons:
        return Wave(1, ", ".join(reasons))
    if not facts.without_doctor:
        return Wave(None, "a déjà un médecin traitant")
    if same_commune(facts.commune, commune):
        return Wave(2, f"sans médecin traitant, habite {commune}")
    if any(same_commune(facts.commune, wider) for wider in wider_communes):
        return Wave(3, f"sans médecin traitant, habite {facts.commune} (territoire élargi)")
    if not facts.commune:
        return Wave(None, "commune inconnue")
    return Wave(None, f"habite {facts.commune}, hors des communes du cabinet")


def same_commune(one: str, other: str) -> bool:
    """A commune is the same without accents, case or hyphens, « St » being « Saint »."""
    return bool(one) and _commune(one) == _commune(other)


def age(birth_on: date, today: date) -> int:
    """Full years; somebody born on 29 February has their birthday on 1 March in a common year."""
    return today.year - birth_on.year - ((today.month, today.day) < (birth_on.month, birth_on.day))


@lru_cache(maxsize=512)
def _commune(name: str) -> str:
    return _SAINT.sub(r"saint\1", plain(name))
