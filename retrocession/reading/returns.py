"""Reading what a payer sends back: a few columns, whatever their order, and nothing else of the file."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import BinaryIO, TypeVar

from cabinet.reading import Columns, LineError, UnreadableFile, inspect
from cabinet.reading.columns import find_columns, titles_of
from cabinet.reading.rows import records_under, refuse_ambiguous
from cabinet.reading.shape import malformed
from cabinet.reading.values import parse_day, shown

from .checking import MAX_ACT, MAX_INVOICE
from .receipts import RECEIPTS, first_row
from .values import parse_amount

Checked = TypeVar("Checked")

# More than a payer returns to a practice in years.
MAX_ROWS = 5_000

# A row of the file between its upload and its writing: its line, then its cells or what is wrong with it.
Row = list[int | str | list[str] | None]


@dataclass(frozen=True, slots=True)
class ReturnFile:
    """The rows of a file, reduced to our columns, ready for JSON; and the digest of the whole file."""

    sha256: str
    rows: list[Row]


@dataclass(frozen=True)
class Format:
    """A kind of file: its columns with their titles, the other titles they may have, and its words."""

    labels: Mapping[str, str]
    synonyms: Mapping[str, tuple[str, ...]]
    named: str
    not_one: str
    empty: str

    def recognise(self, headers: Sequence[str], mapping: Mapping[str, str] | None = None) -> Columns:
        """Find each column by its title; no mapping is kept for these files."""
        found = find_columns(headers, self.synonyms)
        return replace(found, missing=tuple(name for name in self.labels if name not in found.indexes))

    def read(self, stream: BinaryIO | bytes) -> ReturnFile:
        """Open a file. Raises `UnreadableFile` with the French sentence; lines are checked later."""
        source = inspect(stream, RECEIPTS)
        number, titles = first_row(source, recognise=self.recognise)
        columns = titles.columns
        refuse_ambiguous(columns, line=number)
        if columns.missing:
            raise UnreadableFile(
                f"Colonnes non reconnues\u202f: {', '.join(self.labels[name] for name in columns.missing)}."
                f" {self.named} porte les titres {' ; '.join(self.labels.values())}.",
                line=number,
            )
        rows: list[Row] = []
        for line, cells in records_under(source, columns, titles.delimiter, number):
            if len(rows) == MAX_ROWS:
                raise UnreadableFile(
                    f"Ce fichier a plus de {MAX_ROWS} lignes\u202f: {self.not_one}.", line=line
                )
            wrong = malformed(line, cells, columns=columns, delimiter=titles.delimiter)
            if wrong:
                rows.append([line, None, wrong.field, wrong.message])
            elif isinstance(cells, list):
                rows.append([line, [cells[columns.indexes[name]] for name in self.labels]])
        if not rows:
            raise UnreadableFile(
                f"Ce fichier ne contient que les titres des colonnes, {self.empty}.", line=number
            )
        return ReturnFile(source.sha256, rows)

    def cells(self, row: Row, errors: list[LineError]) -> dict[str, str]:
        """The cells of a row by column, its invoice and its act checked; none when it has no shape."""
        line, cells, *wrong = row
        assert isinstance(line, int)
        if not isinstance(cells, list):
            errors.append(LineError(line, *map(str, wrong)))
            return {}
        said = {name: " ".join(cell.split()) for name, cell in zip(self.labels, cells, strict=True)}
        for name, longest in (("facture", MAX_INVOICE), ("acte", MAX_ACT)):
            label = self.labels[name]
            if not said[name]:
                errors.append(self._empty(line, name))
            elif len(said[name]) > longest or not said[name].isprintable():
                errors.append(LineError(line, label, f"{label} illisible\u202f: {shown(said[name])}."))
        return said

    def amount(self, line: int, text: str, errors: list[LineError], *, name: str) -> Decimal | None:
        """An amount above zero; `name` is what the sentence calls it."""
        try:
            amount = parse_amount(text) if text else None
        except ValueError as error:
            errors.append(LineError(line, self.labels["montant"], str(error)))
            return None
        if amount is None:
            errors.append(self._empty(line, "montant"))
        elif amount <= 0:
            message = f"{name} doit être supérieur à zéro, sans signe moins\u202f: {shown(text)}."
            errors.append(LineError(line, self.labels["montant"], message))
            return None
        return amount

    def day(self, line: int, text: str, errors: list[LineError]) -> date | None:
        try:
            if text:
                return parse_day(text)[0]
        except ValueError as error:
            errors.append(LineError(line, self.labels["date"], str(error)))
        else:
            errors.append(self._empty(line, "date"))
        return None

    def _empty(self, line: int, name: str) -> LineError:
        label = self.labels[name]
        return LineError(line, label, f"{label}\u202f: la case est vide. Complétez-la.")


def synonyms(titles: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """« facture | n facture » as tuples, the surest title first."""
    return {name: titles_of(said) for name, said in titles.items()}


INVOICE_TITLES = """n facture | facture | no facture | num facture | numero facture | numero de facture
    | numero de la facture | n de facture | ref facture | reference facture | n fse | numero fse | fse"""
ACT_TITLES = "acte | code acte | cotation | code | code ngap | code ccam | lettre cle | code prestation"


def check_all(
    rows: Iterable[Row], check: Callable[[Row, list[LineError]], Checked | None]
) -> list[Checked | list[LineError]]:
    """Each row as what it says, or all that is wrong with it, in the order of the file."""
    checked: list[Checked | list[LineError]] = []
    for row in rows:
        errors: list[LineError] = []
        one = check(row, errors)
        checked.append(errors if errors or one is None else one)
    return checked
