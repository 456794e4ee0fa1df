"""The occupancy report as a spreadsheet and as CSV: cells keep their types, and no text becomes a formula."""

import io
from datetime import date
from decimal import Decimal

from defusedcsv import csv
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from planning.queries.occupancy import Occupancy
from planning.queries.occupancy_tables import Cell, Kind, Table, tables_of
from planning.rules.spans import span_said

BOLD = Font(bold=True)
HEADING = PatternFill("solid", fgColor="E3EFE7")
FORMATS = {
    Kind.COUNT: "#,##0",
    Kind.HALVES: "#,##0.0",
    Kind.MEAN: "0.0",
    Kind.PERCENT: "0%",
    Kind.DATE: "dd/mm/yyyy",
    Kind.MONTH: "mmmm yyyy",
    Kind.MINUTES: "#,##0.00",
    Kind.EUROS: '#,##0.00 "€"',
}
UNITS = {
    Kind.COUNT: "nombre",
    Kind.HALVES: "jours",
    Kind.MEAN: "jours par semaine",
    Kind.PERCENT: "%",
    Kind.DATE: "date",
    Kind.MONTH: "mois",
    Kind.MINUTES: "heures",
    Kind.EUROS: "€",
    Kind.TEXT: "",
}


def figure(cell: Cell) -> str | int | Decimal | date | None:
    """What a spreadsheet counts with: days for half-days, hours for minutes."""
    match cell.kind, cell.value:
        case Kind.HALVES, int(halves):
            return Decimal(halves) / 2
        case Kind.MINUTES, int(minutes):
            return (Decimal(minutes) / 60).quantize(Decimal("0.01"))
        case _, value:
            return value


def workbook(found: Occupancy) -> bytes:
    """XLSX: one sheet a table, its first row frozen."""
    book = Workbook(write_only=True)
    book.properties.title = f"Occupation, {span_said(found.span)}"
    book.properties.creator = found.cabinet.name
    for table in tables_of(found):
        write_sheet(book.create_sheet(table.title), table)
    answer = io.BytesIO()
    book.save(answer)
    return answer.getvalue()


def write_sheet(sheet: Worksheet, table: Table) -> None:
    sheet.freeze_panes = "A2"
    for n, column in enumerate(table.columns):
        sheet.column_dimensions["ABCDEFGH"[n]].width = max(
            len(column.label) + 2, 44 if not n and table.key == "resume" else 16
        )
    headings = [WriteOnlyCell(sheet, column.label) for column in table.columns]
    for heading in headings:
        heading.font, heading.fill, heading.alignment = (
            BOLD,
            HEADING,
            Alignment(wrap_text=True, vertical="top"),
        )
    sheet.append(headings)
    for cells in table.rows:
        sheet.append([typed(sheet, cell) for cell in cells])
    if table.total:
        total = [typed(sheet, cell) for cell in table.total]
        for cell in total:
            cell.font = BOLD
        sheet.append(total)


def typed(sheet: Worksheet, cell: Cell) -> WriteOnlyCell:
    value = figure(cell)
    if cell.kind == Kind.PERCENT and value is not None:
        value = Decimal(value) / 100
    written = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        written.data_type = "s"  # « =1+1 » is a room's name, whatever a spreadsheet would make of it
    elif value is not None:
        written.number_format = FORMATS[cell.kind]
    return written


def csv_text(found: Occupancy) -> bytes:
    """One figure a line: a table, a line of it, a column, the figure and its unit. UTF-8 with its mark."""
    answer = io.StringIO()
    write = csv.writer(answer, delimiter=";", lineterminator="\r\n").writerow
    write(["Cabinet", "Du", "Au", "Tableau", "Ligne", "Mesure", "Valeur", "Unité"])
    about = [found.cabinet.name, found.span.first.isoformat(), found.span.last.isoformat()]
    for table in tables_of(found):
        for cells in [*table.rows, *([table.total] if table.total else [])]:
            for column, cell in list(zip(table.columns, cells, strict=True))[1:]:
                write([*about, table.title, str(cells[0]), column.label, written(cell), UNITS[cell.kind]])
    return answer.getvalue().encode("utf-8-sig")


def written(cell: Cell) -> str:
    """A decimal comma, no thousands separator, a date as JJ/MM/AAAA."""
    value = figure(cell)
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(value).replace(".", ",") if isinstance(value, Decimal) else str(value)
