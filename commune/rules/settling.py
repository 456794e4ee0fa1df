"""The path to settling goes locum, regular, collaborateur, installed: each step is a date, told as a count.

Source: the practice's aim: « une installation médicale sur la commune ».
"""

from collections.abc import Iterable, Mapping
from datetime import date

REGULAR, COLLABORATEUR, INSTALLED = "regular", "collaborateur", "installed"
STEPS: Mapping[str, str] = {
    REGULAR: "régulier",
    COLLABORATEUR: "collaborateur",
    INSTALLED: "installé",
}
ORDER = tuple(STEPS)


def counts_of(locums: int, steps: Iterable[str]) -> dict[str, int]:
    """How many came as locums, and how many reached each step; an earlier step that was skipped is not added.

    Source: shown to titulaires, mairie and CLS as counts.
    """
    found = {"locum": locums, **dict.fromkeys(ORDER, 0)}
    for step in steps:
        found[step] += 1
    return found


def refusal_of(step: str, on: date, known: Mapping[str, date], *, since: date, today: date) -> str:
    """Why a step cannot be dated so, in French; empty when it can: steps follow each other in time.

    Source: locum → regular → collaborateur → installed.
    """
    if on > today:
        return "Cette date est à venir."
    if on < since:
        return "Cette date vient avant son arrivée au cabinet."
    rank = ORDER.index(step)
    if any(on < known[before] for before in ORDER[:rank] if before in known):
        return "Cette date vient avant une étape déjà franchie."
    if any(on > known[after] for after in ORDER[rank + 1 :] if after in known):
        return "Cette date vient après l’étape suivante."
    return ""
