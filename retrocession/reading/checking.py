"""From the cells of one record to a checked line, or to every error it holds."""

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from typing import TypeVar

from cabinet.money import euros_text
from cabinet.reading import Columns, LineError
from cabinet.reading.shape import Cells, malformed
from cabinet.reading.values import parse_day, parse_time, shown

from .columns import DOCTOR_COLUMNS, LABELS
from .doctors import Directory, Doctor, UnknownDoctor
from .lines import Line, Occurrences, line_key
from .values import Mode, parse_amount, parse_mode

Value = TypeVar("Value")

PARTS = ("amo", "amc", "patient_part")
MAX_INVOICE = 40
MAX_ACT = 20
_MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


class Checker:
    """Checks the records of one file, one after the other: it remembers the keys it has seen."""

    def __init__(self, *, columns: Columns, delimiter: str, month: date, directory: Directory) -> None:
        self._columns = columns
        self._delimiter = delimiter
        self._index = columns.indexes
        self._year, self._month = month.year, month.month
        self._directory = directory
        self._occurrences = Occurrences()
        self._parts = [columns.indexes.get(part) for part in PARTS]
        self._has_parts = None not in self._parts

    def malformed(self, number: int, cells: Cells) -> LineError | None:
        """What is wrong with the shape of a record: nobody knows which cell is which, so none is read."""
        return malformed(number, cells, columns=self._columns, delimiter=self._delimiter)

    def check(self, number: int, cells: Cells) -> Line | list[LineError]:
        """A line when everything in it is right, else all that is wrong with it."""
        malformed = self.malformed(number, cells)
        if malformed:
            return [malformed]
        assert isinstance(cells, list)
        return self._plain(number, cells) or self._mended(number, cells)

    def _plain(self, number: int, cells: list[str]) -> Line | None:
        """The line, in half the time, when every cell reads at once; `_mended` judges all the others."""
        index = self._index
        invoice, act = cells[index["facture"]], cells[index["acte"]]
        if (
            not invoice.isprintable()
            or not 0 < len(invoice) <= MAX_INVOICE
            or " " in invoice
            or not act.isalnum()
            or len(act) > MAX_ACT
        ):
            return None
        try:
            on, at = parse_day(cells[index["date"]])
            if on.month != self._month or on.year != self._year:
                return None
            if (hour := index.get("heure")) is not None and cells[hour]:
                at = parse_time(cells[hour])
            doctor = self._find(cells)
            amount = parse_amount(cells[index["montant"]])
            parts = [
                parse_amount(cells[place]) if place is not None and cells[place] else None
                for place in self._parts
            ]
            mode = parse_mode(cells[index["mode"]])
        except ValueError:
            return None
        amo, amc, patient_part = parts
        if (
            amo is not None
            and amc is not None
            and patient_part is not None
            and amo + amc + patient_part != amount
        ):
            return None
        return self._line(number, on, at, invoice, doctor, act.upper(), amount, parts, mode)

    def _mended(self, number: int, cells: list[str]) -> Line | list[LineError]:
        errors: list[LineError] = []
        on, at = self._day(number, cells, errors)
        invoice = self._text("facture", MAX_INVOICE, number, cells, errors)
        doctor = self._doctor(number, cells, errors)
        act = self._text("acte", MAX_ACT, number, cells, errors).upper()
        amount = self._value("montant", parse_amount, number, cells, errors)
        parts = [self._value(part, parse_amount, number, cells, errors, required=False) for part in PARTS]
        mode = self._value("mode", parse_mode, number, cells, errors)
        if amount is not None and self._has_parts:
            self._check_parts(amount, parts, number, errors)
        if errors or on is None or doctor is None or amount is None or mode is None:
            return errors
        return self._line(number, on, at, invoice, doctor, act, amount, parts, mode)

    def _line(
        self,
        number: int,
        on: date,
        at: time | None,
        invoice: str,
        doctor: Doctor,
        act: str,
        amount: Decimal,
        parts: list[Decimal | None],
        mode: Mode,
    ) -> Line:
        key = line_key(doctor.key, on, invoice, act, amount)
        occurrence, repeated = self._occurrences.place(key, (at, mode))
        if occurrence:
            key = line_key(doctor.key, on, invoice, act, amount, occurrence)
        amo, amc, patient_part = parts
        return Line(
            number,
            on,
            at,
            invoice,
            doctor.key,
            act,
            amount,
            amo,
            amc,
            patient_part,
            mode,
            occurrence,
            repeated,
            key,
        )

    def _value(
        self,
        name: str,
        parse: Callable[[str], Value],
        number: int,
        cells: list[str],
        errors: list[LineError],
        *,
        required: bool = True,
    ) -> Value | None:
        index = self._index.get(name)
        text = "" if index is None else cells[index].strip()
        if not text:
            if required:
                errors.append(
                    self._error(number, name, f"{LABELS[name]}\u202f: la case est vide. Complétez-la.")
                )
            return None
        try:
            return parse(text)
        except ValueError as error:
            errors.append(self._error(number, name, str(error)))
            return None

    def _day(self, number: int, cells: list[str], errors: list[LineError]) -> tuple[date | None, time | None]:
        found = self._value("date", parse_day, number, cells, errors)
        at = self._value("heure", parse_time, number, cells, errors, required=False)
        if found is None:
            return None, None
        on, written_at = found
        if on.month != self._month or on.year != self._year:
            errors.append(
                self._error(
                    number,
                    "date",
                    f"La date {on:%d/%m/%Y} n’est pas dans le mois importé "
                    f"({_MONTHS[self._month - 1]} {self._year}).",
                )
            )
        return on, at or written_at

    def _text(self, name: str, longest: int, number: int, cells: list[str], errors: list[LineError]) -> str:
        text = " ".join(cells[self._index[name]].split())
        if not text:
            errors.append(self._error(number, name, f"{LABELS[name]}\u202f: la case est vide. Complétez-la."))
        elif len(text) > longest:
            errors.append(
                self._error(
                    number,
                    name,
                    f"{LABELS[name]} trop long\u202f: {shown(text)}. Maximum {longest} caractères.",
                )
            )
        elif not text.isprintable():
            errors.append(
                self._error(number, name, f"{LABELS[name]}\u202f: caractère illisible dans {shown(text)}.")
            )
        return text

    def _doctor(self, number: int, cells: list[str], errors: list[LineError]) -> Doctor | None:
        try:
            return self._find(cells)
        except UnknownDoctor as error:
            column = error.column or next(column for column in DOCTOR_COLUMNS if column in self._index)
            errors.append(self._error(number, column, str(error)))
            return None

    def _find(self, cells: list[str]) -> Doctor:
        index = self._index
        rpps, email, name = [
            cells[index[column]].strip() if column in index else "" for column in DOCTOR_COLUMNS
        ]
        return self._directory.find(rpps=rpps, email=email, name=name)

    def _check_parts(
        self, amount: Decimal, parts: list[Decimal | None], number: int, errors: list[LineError]
    ) -> None:
        amo, amc, patient_part = parts
        if amo is None or amc is None or patient_part is None:
            return
        together = amo + amc + patient_part
        if together != amount:
            names = " + ".join(self._columns.recognised[part] for part in PARTS)
            errors.append(
                self._error(
                    number,
                    "montant",
                    f"{names} font {euros_text(together)}, le montant est {euros_text(amount)}. "
                    "Corrigez l’un ou l’autre.",
                )
            )

    def _error(self, number: int, name: str, message: str) -> LineError:
        return LineError(number, self._columns.recognised.get(name, LABELS[name]), message)
