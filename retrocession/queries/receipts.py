"""Files of receipts as screens show them: what a preview adds up to, and where a month stands."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain, groupby

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from cabinet import text
from cabinet.models.membership import DOCTORS
from cabinet.money import ZERO
from retrocession.models import ColumnMapping, ReceiptChange, ReceiptImport, ReceiptLine, SetAsideLine
from retrocession.queries.doctors import Doctors, doctors_of_practice, presences_of_month
from retrocession.reading import LineError, Reading, read_reduced
from retrocession.reading.columns import LABELS
from retrocession.reading.tally import LineWarning, Tally
from retrocession.reading.typed import NO_NUMBER
from retrocession.reading.values import MODE_LABELS, Mode

MAX_WRONG_LINES_SHOWN = 50


@dataclass(frozen=True)
class DoctorTotals:
    """What one doctor billed, in the order of `Mode`, in euros."""

    name: str
    amounts: list[Decimal]
    total: Decimal

    @property
    def by_mode(self) -> list[tuple[str, Decimal]]:
        """(label, amount) for each mode."""
        return list(zip(MODE_LABELS.values(), self.amounts, strict=True))


@dataclass(frozen=True)
class WrongLine:
    """All that is wrong with one line."""

    number: int
    errors: list[LineError]


@dataclass(frozen=True)
class Preview:
    """A file before it is written: `new` lines would be, `wrong` ones stand in the way."""

    lines: int
    new: int
    duplicates: int
    wrong: int
    totals: list[DoctorTotals]
    total: DoctorTotals
    warnings: list[LineWarning]
    wrong_lines: list[WrongLine]
    set_aside: list[SetAsideLine]
    same_file: ReceiptImport | None

    modes = [MODE_LABELS[mode] for mode in Mode]

    @property
    def wrong_lines_hidden(self) -> int:
        return self.wrong - len(self.wrong_lines)


def column_mapping() -> dict[str, str]:
    """{canonical column: title}, as the practice told it."""
    mapping = ColumnMapping.objects.first()
    return mapping.columns if mapping else {}


def told_columns() -> list[tuple[str, str]]:
    """(what it is, the title it has in this practice's files), for each column pointed at by hand."""
    return [(LABELS[name], title) for name, title in column_mapping().items()]


def reading_of(receipt_import: ReceiptImport, *, doctors: Doctors) -> Reading:
    """The content of a preview, without the lines that were set aside."""
    return read_reduced(
        bytes(receipt_import.content),
        month=receipt_import.month,
        directory=doctors.directory,
        set_aside=frozenset(receipt_import.set_aside.values_list("line", flat=True)),
    )


def same_file_written(month: date, sha256: str) -> ReceiptImport | None:
    """The import that already wrote this very file, byte for byte."""
    return (
        ReceiptImport.objects.filter(month=month, sha256=sha256, state=ReceiptImport.State.WRITTEN)
        .select_related("written_by__person")
        .first()
    )


def errors_of_line(receipt_import: ReceiptImport, line: int) -> list[LineError]:
    """What is wrong with one line of a preview."""
    if receipt_import.state != ReceiptImport.State.PREVIEW:
        return []
    return reading_of(receipt_import, doctors=doctors_of_practice()).errors_of(line)


def preview(receipt_import: ReceiptImport) -> Preview:
    """The same statements for ten lines and for a hundred thousand; the keys of the month are in memory."""
    month = receipt_import.month
    doctors = doctors_of_practice()
    written = known_keys(month)
    reading, tally, already = reading_of(receipt_import, doctors=doctors), Tally(), 0
    wrong_lines: dict[int, list[LineError]] = {}
    for item in reading:
        if isinstance(item, LineError):
            if item.line in wrong_lines or len(wrong_lines) < MAX_WRONG_LINES_SHOWN:
                wrong_lines.setdefault(item.line, []).append(item)
        else:
            already += not item.repeated and item.key in written
            tally.add(item)
    totals = _totals(tally, doctors)
    return Preview(
        lines=reading.lines,
        new=tally.lines - already,
        duplicates=already + reading.repeats,
        wrong=reading.wrong,
        totals=totals,
        total=total_of(totals),
        warnings=[
            *tally.warnings(presences=presences_of_month(month), names=doctors.names),
            *typed_warning(month),
        ],
        wrong_lines=[WrongLine(number, errors) for number, errors in wrong_lines.items()],
        set_aside=list(receipt_import.set_aside.select_related("set_aside_by__person")),
        same_file=same_file_written(month, receipt_import.sha256),
    )


def known_keys(month: date) -> set[bytes]:
    """What an export of the month would not bring: the lines written, and those corrected or removed."""
    keys = ReceiptLine.objects.filter(month=month).values_list("key", flat=True)
    stands = Q(receipt_import__state=ReceiptImport.State.WRITTEN) | Exists(
        ReceiptLine.objects.filter(pk=OuterRef("line_id"))
    )
    changes = ReceiptChange.objects.filter(stands, month=month).values_list("key", flat=True)
    return {bytes(key) for key in chain(keys.iterator(), changes)}


def typed_warning(month: date) -> list[LineWarning]:
    """Lines typed without an invoice number cannot be recognised in a file."""
    lines = ReceiptLine.objects.filter(month=month, typed_at__isnull=False, invoice__regex=NO_NUMBER).count()
    if not lines:
        return []
    return [
        LineWarning(
            1,
            LABELS["facture"],
            f"{text.count(lines, 'ligne saisie', 'lignes saisies')} à la main sans n° de facture"
            " ce mois-ci\u202f: si ce fichier les contient aussi, elles seront comptées deux fois.",
        )
    ]


def totals_of(lines: QuerySet[ReceiptLine]) -> list[DoctorTotals]:
    """The totals of written lines by doctor, in the order of their names; one statement."""
    rows = (
        lines.order_by("doctor__person__sort_key", "doctor_id", "mode")
        .values_list(
            "doctor_id", "doctor__role", "doctor__person__first_name", "doctor__person__last_name", "mode"
        )
        .annotate(amount=Sum("amount"))
    )
    totals = []
    for (_, role, first_name, last_name), of_doctor in groupby(rows, key=lambda row: row[:4]):
        amounts = {mode: amount for *_, mode, amount in of_doctor}
        name = f"Dr {last_name}" if role in DOCTORS else f"{first_name} {last_name}"
        totals.append(_row(name, [amounts.get(mode.value, ZERO) for mode in Mode]))
    return totals


def total_of(totals: list[DoctorTotals]) -> DoctorTotals:
    """The last row of the table."""
    columns = zip(*(row.amounts for row in totals), strict=True)
    return _row("Total", [sum(column, ZERO) for column in columns] or [ZERO for _ in Mode])


def _totals(tally: Tally, doctors: Doctors) -> list[DoctorTotals]:
    people = {person_id for person_id, _ in tally.amounts}
    return [
        _row(doctors.names[person_id], [tally.amounts.get((person_id, mode), ZERO) for mode in Mode])
        for person_id in sorted(people, key=lambda person_id: doctors.sort_keys[person_id])
    ]


def _row(name: str, amounts: list[Decimal]) -> DoctorTotals:
    return DoctorTotals(name, amounts, sum(amounts, ZERO))
