"""The row of titles of a CSV file, and the numbered records under it."""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from .columns import Columns
from .decoding import Source, UnreadableFile, Wanted
from .dialect import Recognise, Titles, read_titles
from .records import records
from .shape import Cells

_EXCEL_HINT = "sep="


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
    """The first line that says something, apart from Excel's « sep=; », is the row of titles.

    A title that `is_value` takes for a value is no title: that file has none, and shows its first line.
    `examples` of what was expected are named in the refusal.
    """
    for number, line in enumerate(source.lines(), start=1):
        if not line.strip() or line.strip().strip('"').lower().startswith(_EXCEL_HINT):
            continue
        titles = read_titles(line, number=number, mapping=mapping, recognise=recognise)
        if any(map(is_value, titles.columns.headers)):
            raise UnreadableFile(
                f"La ligne {number} devrait porter les titres des colonnes ({examples}). "
                "Refaites l’export avec la ligne de titres.",
                line=number,
            )
        return number, titles
    raise UnreadableFile(f"Ce fichier est vide. {wanted.again}")
