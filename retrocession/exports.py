"""The year as files: a spreadsheet, and CSV as French spreadsheets read it; no text becomes a formula."""

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from defusedcsv import csv
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from retrocession.queries.year import PairYear, Year

Cell = str | int | Decimal | date
#: What the DAS2 asks for, then what makes the sum.
PARTY = ("Nom", "Prénom", "SIRET", "RPPS", "Adresse")
SUMS = ("Honoraires rétrocédés", "Déplacements", "Régularisations")
PAID = (*PARTY, *SUMS, "Total payé", "À déclarer (DAS2)")
RECEIVED = (*PARTY, *SUMS, "Total reçu")
DETAIL = ("Relevé", "Mois", "Cabinet", "De", "À", "Payé le", "Net")


def tables_of(year: Year) -> list[tuple[str, Sequence[str], list[list[Cell]]]]:
    """(title, columns, rows): what was paid, what was received, and each statement."""
    tables: list[tuple[str, Sequence[str], list[list[Cell]]]] = []
    if year.paid:
        rows = [[*_pair(pair), "oui" if pair.is_declared else "non"] for pair in year.paid]
        tables.append((f"Payé en {year.year}", PAID, rows))
    if year.received:
        tables.append((f"Reçu en {year.year}", RECEIVED, [_pair(pair) for pair in year.received]))
    tables.append(("Relevés", DETAIL, _statements(year)))
    return tables


def _pair(pair: PairYear) -> list[Cell]:
    party = pair.party
    known = [party[key] for key in ("last_name", "first_name", "siret", "rpps", "address")]
    return [*known, pair.share, pair.travel, pair.adjustments, pair.net]


def _statements(year: Year) -> list[list[Cell]]:
    return [
        [
            one.statement.number,
            f"{one.statement.month:%Y-%m}",
            one.practice.name,
            one.statement.titulaire.display_name,
            one.statement.remplacant.display_name,
            one.paid_on,
            one.statement.net,
        ]
        for pair in (*year.paid, *year.received)
        for one in pair.paid
    ]


def year_as_csv(year: Year) -> bytes:
    """The tables one under the other, `;`, UTF-8 with its mark, decimal comma."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for title, columns, rows in tables_of(year):
        writer.writerow([title])
        writer.writerow(columns)
        writer.writerows([[_written(cell) for cell in row] for row in rows])
        writer.writerow([])
    return out.getvalue().encode("utf-8-sig")


def _written(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return f"{cell:.2f}".replace(".", ",")
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else str(cell)


def year_as_workbook(year: Year) -> bytes:
    """XLSX: a sheet for each table, its first row frozen, its cells typed."""
    book = Workbook(write_only=True)
    for title, columns, rows in tables_of(year):
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        headings = [WriteOnlyCell(sheet, column) for column in columns]
        for heading in headings:
            heading.font = Font(bold=True)
        sheet.append(headings)
        for row in rows:
            sheet.append([_typed(sheet, cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _typed(sheet, cell: Cell) -> WriteOnlyCell:
    written = WriteOnlyCell(sheet, cell)
    if isinstance(cell, str):
        written.data_type = "s"  # never a formula, whatever it begins with
    elif isinstance(cell, Decimal):
        written.number_format = "#,##0.00"
    elif isinstance(cell, date):
        written.number_format = "dd/mm/yyyy"
    return written
