"""Opening a list: CSV in any of its dialects, or the first sheet of an .xlsx file."""

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import BinaryIO

from cabinet.reading import Columns, UnreadableFile, Wanted, inspect
from cabinet.reading.missing import MissingColumns
from cabinet.reading.rows import first_row, records_under, refuse_ambiguous
from cabinet.reading.shape import Cells
from cabinet.reading.workbook import digest, rows_of

from .columns import recognise
from .values import parse_until

MAX_BYTES = 20 * 1024**2
MAX_LINES = 50_000
LIST = Wanted(
    what="une liste de patients",
    too_large="ce n’est pas une liste de patients. Gardez une seule feuille, avec les colonnes utiles.",
    again="Refaites l’export de la liste, puis recommencez.",
)
_TITLES_WITHIN = 20
_EXAMPLES = "Nom, Prénom, Né(e) le…"

Record = tuple[int, Cells]


@dataclass(frozen=True)
class PatientList:
    """A list whose columns are known; `records` opens an iteration over its lines, anew each time."""

    columns: Columns
    delimiter: str
    sha256: str
    records: Callable[[], Iterator[Record]]


def open_list(
    stream: BinaryIO | bytes, *, file_name: str, mapping: Mapping[str, str] | None = None
) -> PatientList:
    """Open a list; its stream must stay open while it is read. Raises `UnreadableFile`, `MissingColumns`."""
    source = io.BytesIO(stream) if isinstance(stream, bytes) else stream
    if _size(source) > MAX_BYTES:
        raise UnreadableFile(
            f"Ce fichier pèse plus de {MAX_BYTES // 1024**2}\u00a0Mo\u202f: {LIST.too_large}"
        )
    name = file_name.lower()
    if name.endswith((".xlsx", ".xlsm")):
        return _workbook(source, mapping)
    if name.endswith((".xls", ".ods", ".pdf", ".doc", ".docx")):
        raise UnreadableFile(
            f"Un fichier {name[name.rindex('.') :]} ne se lit pas ici. Enregistrez-le en .xlsx ou en CSV "
            "UTF-8."
        )
    return _csv(source, mapping)


def _csv(stream: BinaryIO, mapping: Mapping[str, str] | None) -> PatientList:
    source = inspect(stream, LIST)
    row, titles = first_row(
        source, LIST, recognise=recognise, is_value=_is_day, examples=_EXAMPLES, mapping=mapping
    )
    _refuse_columns(titles.columns, row)
    return _sound(
        PatientList(
            columns=titles.columns,
            delimiter=titles.delimiter,
            sha256=source.sha256,
            records=lambda: records_under(source, titles.columns, titles.delimiter, row),
        ),
        row,
    )


def _workbook(stream: BinaryIO, mapping: Mapping[str, str] | None) -> PatientList:
    if not zipfile.is_zipfile(stream):
        raise UnreadableFile(
            "Ce fichier n’est pas un classeur Excel, même si son nom finit par .xlsx. "
            "S’il s’agit d’un CSV, renommez-le en .csv."
        )
    row, columns = _titles(stream, mapping)
    _refuse_columns(columns, row)

    def records() -> Iterator[Record]:
        for number, cells in rows_of(stream, LIST):
            if number > row:
                # A row ends at its last cell that says something.
                yield number, cells + [""] * (len(columns.headers) - len(cells))

    return _sound(PatientList(columns, ";", digest(stream), records), row)


def _titles(stream: BinaryIO, mapping: Mapping[str, str] | None) -> tuple[int, Columns]:
    """The first row of which two titles at least are known, or the first row at all."""
    first: tuple[int, Columns] | None = None
    for number, cells in rows_of(stream, LIST):
        found = number, recognise(cells, mapping)
        if len(found[1].indexes) >= 2:
            return found
        first = first or found
        if number >= _TITLES_WITHIN:
            break
    if first is None:
        raise UnreadableFile(f"Ce classeur est vide. {LIST.again}")
    return first


def _refuse_columns(columns: Columns, row: int) -> None:
    refuse_ambiguous(columns, line=row)
    if columns.missing:
        raise MissingColumns(columns, line=row)


def _sound(found: PatientList, row: int) -> PatientList:
    """The list, when it has lines, and not too many."""
    records = found.records()
    first = next(records, None)
    if first is None:
        raise UnreadableFile(
            f"Ce fichier ne contient que les titres des colonnes, aucune personne. {LIST.again}", line=row
        )
    if sum(1 for _ in chain([first], records)) > MAX_LINES:
        raise UnreadableFile(f"Ce fichier a plus de {MAX_LINES} lignes\u202f: {LIST.too_large}", line=row)
    return found


def _size(stream: BinaryIO) -> int:
    stream.seek(0, io.SEEK_END)
    size = stream.tell()
    stream.seek(0)
    return size


def _is_day(title: str) -> bool:
    """A title that reads as a date is no title: that file has none, and shows its first person."""
    try:
        parse_until(title, today=date.min)
    except ValueError:
        return False
    return True
