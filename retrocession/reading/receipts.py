"""Reading a file of receipts: its titles first, then its lines one by one."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice
from typing import BinaryIO

from .checking import Checker
from .columns import Columns
from .decoding import Source, UnreadableFile, inspect
from .dialect import Titles, read_titles
from .doctors import Directory
from .lines import Line, LineError
from .records import Record, records
from .values import parse_amount, parse_day

# Past this, more errors are counted and no longer listed: the file is to be exported again, not mended.
MAX_LISTED_ERRORS = 200
_EXCEL_HINT = "sep="


class MissingColumns(UnreadableFile):
    """Required columns were not recognised: `columns` is what the mapping screen starts from."""

    def __init__(self, columns: Columns, *, line: int) -> None:
        super().__init__(
            f"Colonnes non reconnues\u202f: {', '.join(columns.missing_labels)}. "
            "Indiquez à quels titres du fichier elles correspondent.",
            line=line,
        )
        self.columns = columns


class Reading:
    """The checked lines and the errors of a file, in its order; each iteration reads the file anew.

    During and after an iteration, `lines` counts the records that are not blank, `repeats` those that the
    file already held, and `errors` the mistakes found, of which the first `MAX_LISTED_ERRORS` are given.
    """

    def __init__(
        self, source: Source, titles: Titles, *, row: int, month: date, directory: Directory
    ) -> None:
        self.sha256 = source.sha256
        self.encoding = source.encoding
        self.delimiter = titles.delimiter
        self.columns = titles.columns
        self.month = month
        self.lines = self.repeats = self.errors = 0
        self._source, self._row, self._directory = source, row, directory

    @property
    def unlisted_errors(self) -> int:
        return max(0, self.errors - MAX_LISTED_ERRORS)

    def __iter__(self) -> Iterator[Line | LineError]:
        self.lines = self.repeats = self.errors = 0
        checker = Checker(
            columns=self.columns, delimiter=self.delimiter, month=self.month, directory=self._directory
        )
        for number, cells in self._records():
            self.lines += 1
            checked = checker.check(number, cells)
            if isinstance(checked, Line):
                self.repeats += checked.repeated
                yield checked
            else:
                for error in checked:
                    self.errors += 1
                    if self.errors <= MAX_LISTED_ERRORS:
                        yield error

    def has_lines(self) -> bool:
        """Whether anything stands under the titles."""
        return next(self._records(), None) is not None

    def _records(self) -> Iterator[Record]:
        under = islice(self._source.lines(), self._row, None)
        width = len(self.columns.headers)
        for record in records(under, delimiter=self.delimiter, width=width, first=self._row + 1):
            cells = record[1]
            if cells is None or (any(cells) and any(map(str.strip, cells))):
                yield record


def read_header(stream: BinaryIO | bytes, *, mapping: Mapping[str, str] | None = None) -> Columns:
    """The titles of a file and what is recognised in them, for the screen where columns are mapped.

    Raises `UnreadableFile` when the file is not a CSV at all; missing columns are in the answer.
    """
    return _titles(inspect(stream), mapping)[1].columns


def read_receipts(
    stream: BinaryIO | bytes,
    *,
    month: date,
    directory: Directory,
    mapping: Mapping[str, str] | None = None,
) -> Reading:
    """Open a file of receipts for a month (any day of it); the stream must stay open while it is read.

    `mapping` gives the titles of this practice's export by canonical column (`columns.COLUMNS`). Raises
    `UnreadableFile`, or `MissingColumns`, with the French sentence; errors of lines come with the lines.
    """
    source = inspect(stream)
    row, titles = _titles(source, mapping)
    if titles.columns.ambiguous:
        names = ", ".join(f"«\u00a0{header}\u00a0»" for header in titles.columns.ambiguous)
        raise UnreadableFile(
            f"Deux colonnes portent le même titre\u202f: {names}. "
            "Renommez-en une dans le fichier, puis recommencez.",
            line=row,
        )
    if titles.columns.missing:
        raise MissingColumns(titles.columns, line=row)
    reading = Reading(source, titles, row=row, month=month, directory=directory)
    if not reading.has_lines():
        raise UnreadableFile(
            "Ce fichier ne contient que les titres des colonnes, aucune recette. "
            "Vérifiez la période choisie à l’export, puis recommencez.",
            line=row,
        )
    return reading


def _titles(source: Source, mapping: Mapping[str, str] | None) -> tuple[int, Titles]:
    """The first line that says something, apart from Excel's « sep=; », is the row of titles."""
    for number, line in enumerate(source.lines(), start=1):
        if not line.strip() or line.strip().strip('"').lower().startswith(_EXCEL_HINT):
            continue
        titles = read_titles(line, number=number, mapping=mapping)
        if any(map(_is_value, titles.columns.headers)):
            raise UnreadableFile(
                f"La ligne {number} devrait porter les titres des colonnes (Date, N° facture, Acte…). "
                "Refaites l’export avec la ligne de titres.",
                line=number,
            )
        return number, titles
    raise UnreadableFile("Ce fichier est vide. Refaites l’export du mois, puis recommencez.")


def _is_value(title: str) -> bool:
    """A title that reads as a date or an amount is no title: that file has none, and shows its first line."""
    for parse in (parse_day, parse_amount):
        try:
            parse(title)
        except ValueError:
            continue
        return True
    return False
