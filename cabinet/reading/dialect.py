"""The delimiter of the file, found from its row of titles."""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from .columns import Columns
from .decoding import UnreadableFile

DELIMITERS = (";", ",", "\t")
DELIMITER_LABELS = {";": "point-virgule", ",": "virgule", "\t": "tabulation"}
_OTHER_DELIMITERS = {
    "|": "une barre verticale",
    ":": "deux-points",
    "/": "une barre oblique",
    "#": "un dièse",
}


# How the titles of a kind of file are known; the practice's own mapping completes it.
Recognise = Callable[[Sequence[str], Mapping[str, str] | None], Columns]


@dataclass(frozen=True, slots=True)
class Titles:
    """The row of titles: its columns, and the delimiter under which they were read."""

    delimiter: str
    columns: Columns


def read_titles(
    line: str,
    *,
    number: int,
    recognise: Recognise,
    mapping: Mapping[str, str] | None = None,
) -> Titles:
    """The delimiter is the one under which most columns are recognised, then the one that makes most columns.

    `recognise` knows the titles of that kind of file; `number` is where the row stands, for the refusal.
    """
    read = {delimiter: _cells(line, delimiter) for delimiter in DELIMITERS}
    # Quoted titles make sense under their own delimiter only.
    candidates = [
        Titles(delimiter=delimiter, columns=recognise(cells, mapping))
        for delimiter, cells in read.items()
        if cells is not None
    ]
    best = max(
        candidates,
        key=lambda titles: (len(titles.columns.indexes), len(titles.columns.headers)),
        default=None,
    )
    if best is not None and len(best.columns.headers) >= 2:
        return best
    if len(candidates) < len(DELIMITERS):
        raise UnreadableFile(
            f"Les titres des colonnes (ligne {number}) contiennent un guillemet mal fermé. "
            "Corrigez cette ligne ou refaites l’export, puis recommencez.",
            line=number,
        )
    raise UnreadableFile(_not_delimited(line), line=number)


def _cells(line: str, delimiter: str) -> list[str] | None:
    """The titles under this delimiter, or None when their quotes are broken under it."""
    try:
        cells = next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return None
    titles = [" ".join(cell.split()) for cell in cells]
    while titles and not titles[-1]:
        titles.pop()
    return titles


def _not_delimited(line: str) -> str:
    used = next((label for mark, label in _OTHER_DELIMITERS.items() if line.count(mark) >= 2), None)
    found = f" Ce fichier semble utiliser {used}." if used else ""
    return (
        "Les colonnes de ce fichier ne sont séparées ni par un point-virgule, ni par une virgule, ni par une "
        f"tabulation.{found} Refaites l’export en CSV avec le point-virgule comme séparateur."
    )
