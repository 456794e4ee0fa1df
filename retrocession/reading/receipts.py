"""Reading a file of receipts: its titles first, then its lines one by one."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import BinaryIO

from .checking import Checker
from .columns import Columns, recognise
from .decoding import Source, UnreadableFile, inspect
from .dialect import Recognise, Titles, read_titles
from .doctors import Directory
from .lines import Line, LineError
from .records import records
from .shape import Cells
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


Records = Callable[[], Iterator[tuple[int, Cells]]]


class Reading:
    """The checked lines and the errors of a file, in its order; each iteration reads the file anew.

    `records` opens an iteration over the numbered records that are not blank. During and after an iteration,
    `lines` counts them, `left_out` those of `set_aside` (line numbers, neither read nor checked), `repeats`
    those that the file already held, `wrong` the lines that cannot be taken and `errors` the mistakes found
    in them, of which the first `MAX_LISTED_ERRORS` are given.
    """

    def __init__(
        self,
        records: Records,
        *,
        columns: Columns,
        delimiter: str,
        month: date,
        directory: Directory,
        sha256: str = "",
        encoding: str = "utf-8",
        set_aside: Collection[int] = frozenset(),
    ) -> None:
        self.sha256, self.encoding = sha256, encoding
        self.delimiter, self.columns = delimiter, columns
        self.month = month
        self.lines = self.left_out = self.repeats = self.wrong = self.errors = 0
        self._open, self._directory, self._set_aside = records, directory, set_aside

    @property
    def unlisted_errors(self) -> int:
        return max(0, self.errors - MAX_LISTED_ERRORS)

    def checker(self) -> Checker:
        return Checker(
            columns=self.columns, delimiter=self.delimiter, month=self.month, directory=self._directory
        )

    def records(self) -> Iterator[tuple[int, Cells]]:
        """The records as they are, unchecked."""
        return self._open()

    def __iter__(self) -> Iterator[Line | LineError]:
        self.lines = self.left_out = self.repeats = self.wrong = self.errors = 0
        checker, set_aside = self.checker(), self._set_aside
        for number, cells in self._open():
            self.lines += 1
            if number in set_aside:
                self.left_out += 1
                continue
            checked = checker.check(number, cells)
            if isinstance(checked, Line):
                self.repeats += checked.repeated
                yield checked
                continue
            self.wrong += 1
            for error in checked:
                self.errors += 1
                if self.errors <= MAX_LISTED_ERRORS:
                    yield error

    def errors_of(self, line: int) -> list[LineError]:
        """What is wrong with one line of the file; nothing when it is right, or not there."""
        for number, cells in self._open():
            if number == line:
                checked = self.checker().check(number, cells)
                return [] if isinstance(checked, Line) else checked
        return []

    def has_lines(self) -> bool:
        """Whether anything stands under the titles."""
        return next(self._open(), None) is not None


def read_header(stream: BinaryIO | bytes, *, mapping: Mapping[str, str] | None = None) -> Columns:
    """The titles of a file and what is recognised in them, for the screen where columns are mapped.

    Raises `UnreadableFile` when the file is not a CSV at all; missing columns are in the answer.
    """
    return first_row(inspect(stream), mapping)[1].columns


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
    row, titles = first_row(source, mapping)
    refuse_ambiguous(titles.columns, line=row)
    if titles.columns.missing:
        raise MissingColumns(titles.columns, line=row)
    reading = Reading(
        lambda: records_under(source, titles.columns, titles.delimiter, row),
        columns=titles.columns,
        delimiter=titles.delimiter,
        month=month,
        directory=directory,
        sha256=source.sha256,
        encoding=source.encoding,
    )
    if not reading.has_lines():
        raise UnreadableFile(
            "Ce fichier ne contient que les titres des colonnes, aucune recette. "
            "Vérifiez la période choisie à l’export, puis recommencez.",
            line=row,
        )
    return reading


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
    source: Source, mapping: Mapping[str, str] | None = None, *, recognise: Recognise = recognise
) -> tuple[int, Titles]:
    """The first line that says something, apart from Excel's « sep=; », is the row of titles."""
    for number, line in enumerate(source.lines(), start=1):
        if not line.strip() or line.strip().strip('"').lower().startswith(_EXCEL_HINT):
            continue
        titles = read_titles(line, number=number, mapping=mapping, recognise=recognise)
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
