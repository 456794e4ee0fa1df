"""Reading a file of receipts: its titles first, then its lines one by one."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import BinaryIO

from cabinet.reading import Columns, LineError, Source, UnreadableFile, Wanted, inspect, rows
from cabinet.reading.dialect import Recognise, Titles
from cabinet.reading.missing import MissingColumns
from cabinet.reading.rows import records_under, refuse_ambiguous
from cabinet.reading.shape import Cells
from cabinet.reading.values import parse_day

from .checking import Checker
from .columns import recognise
from .doctors import Directory
from .lines import Line
from .values import parse_amount

# Past this, more errors are counted and no longer listed: the file is to be exported again, not mended.
MAX_LISTED_ERRORS = 200
RECEIPTS = Wanted(
    what="un export de recettes",
    too_large="ce n’est pas l’export d’un mois. Exportez un seul mois, puis recommencez.",
    again="Refaites l’export du mois, puis recommencez.",
)


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
    return first_row(inspect(stream, RECEIPTS), mapping)[1].columns


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
    source = inspect(stream, RECEIPTS)
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


def first_row(
    source: Source, mapping: Mapping[str, str] | None = None, *, recognise: Recognise = recognise
) -> tuple[int, Titles]:
    """The titles of a file of money, whose dates and amounts are no titles."""
    return rows.first_row(
        source,
        RECEIPTS,
        recognise=recognise,
        is_value=_is_value,
        examples="Date, N° facture, Acte…",
        mapping=mapping,
    )


def _is_value(title: str) -> bool:
    for parse in (parse_day, parse_amount):
        try:
            parse(title)
        except ValueError:
            continue
        return True
    return False
