"""The row of titles of a CSV file, and the numbered records under it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from itertools import islice

from .columns import Columns
from .decoding import Source, UnreadableFile, Wanted
from .dialect import Recognise, Titles, read_titles
from .records import records
from .shape import Cells

_EXCEL_HINT = "sep="
#: A list typed in a spreadsheet often has its name, and blank rows, above its titles.
_TITLES_WITHIN = 20
#: A title may be written over several lines of its cell.
_LINES_OF_TITLES = 5


def records_under(source: Source, columns: Columns, delimiter: str, row: int) -> Iterator[tuple[int, Cells]]:
    under = islice(source.lines(), row, None)
    for record in records(under, delimiter=delimiter, width=len(columns.headers), first=row + 1):
        cells = record[1]
        if cells is None or (any(cells) and any(map(str.strip, cells))):
            yield record


def refuse_ambiguous(columns: Columns, *, line: int) -> None:
    """Two columns under one title: nobody knows which is meant."""
    if columns.ambiguous:
        names = ", ".join(f"«\u00a0{header}\u00a0»" for header in columns.ambiguous)
        raise UnreadableFile(
            f"Deux colonnes portent le même titre\u202f: {names}. "
            "Renommez-en une dans le fichier, puis recommencez.",
            line=line,
        )


def first_row(
    source: Source,
    wanted: Wanted,
    *,
    recognise: Recognise,
    is_value: Callable[[str], bool],
    examples: str,
    mapping: Mapping[str, str] | None = None,
) -> tuple[int, Titles]:
    """The row of titles, and the number of its last line: the first row of which two titles are known, else
    the first that says something; Excel's « sep=; » is none.

    A title that `is_value` takes for a value is no title: that file has none, and shows its first line.
    `examples` of what was expected are named in the refusal.
    """
    rows = list(_first_rows(source))
    if not rows:
        raise UnreadableFile(f"Ce fichier est vide. {wanted.again}")
    found = None
    for number, line in rows:
        with suppress(UnreadableFile):
            titles = read_titles(line, number=number, mapping=mapping, recognise=recognise)
            if len(titles.columns.indexes) >= 2:
                found = number, titles
                break
    if found is None:
        number, line = rows[0]
        found = number, read_titles(line, number=number, mapping=mapping, recognise=recognise)
    number, titles = found
    if any(map(is_value, titles.columns.headers)):
        raise UnreadableFile(
            f"La ligne {number} devrait porter les titres des colonnes ({examples}). "
            "Refaites l’export avec la ligne de titres.",
            line=number,
        )
    return found


def _first_rows(source: Source) -> Iterator[tuple[int, str]]:
    """The first rows that say something, each with the number of its last line."""
    lines = list(islice(source.lines(), _TITLES_WITHIN + _LINES_OF_TITLES))
    start = 0
    while start < min(len(lines), _TITLES_WITHIN):
        taken = next(
            (taken for taken in range(1, _LINES_OF_TITLES) if _closed(lines[start : start + taken])), 1
        )
        row = "".join(lines[start : start + taken])
        start += taken
        if row.strip(' \t\r\n;,"') and not row.strip().strip('"').lower().startswith(_EXCEL_HINT):
            yield start, row


def _closed(lines: list[str]) -> bool:
    return sum(line.count('"') for line in lines) % 2 == 0
