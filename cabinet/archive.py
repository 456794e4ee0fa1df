"""Everything that a practice owns as one ZIP: a CSV a table, one workbook of all of them, and the documents.

The tables are those of the models themselves, so that a new one is never forgotten; what is left out is named
here, with the reason. Rows are read a few hundred at a time and written at once: the memory that it takes
does not depend on the practice's age. No text becomes a formula in a spreadsheet.
"""

import csv as plain_csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from tempfile import TemporaryDirectory
from typing import IO, Any
from uuid import UUID

from defusedcsv.csv import _escape
from django.db import models
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from cabinet import house
from cabinet.archive_words import TABLES, column_said
from cabinet.clock import PARIS
from cabinet.models import Cabinet
from cabinet.tenancy.checks import tenant_models
from cabinet.vault.envelope import UnreadableError
from cabinet.vault.fields import SealedTextField

AT_A_TIME = 200
#: The longest text of a spreadsheet's cell.
LONGEST_CELL = 32_767

#: Tables that are not the practice's content, each with the reason why it is not given.
LEFT_OUT = {
    "cabinet.Archive": "the archive itself",
    "cabinet.ArchivePart": "the archive itself",
    "cabinet.DataKey": "keys, wrapped: what they seal is given open",
    "cabinet.IdempotencyRecord": "answers of the API kept for a retry, a day",
    "cabinet.LiveEvent": "numbers told to open pages, two days",
}
#: Columns that open or prove something to us alone.
SECRET = frozenset({"cabinet", "token_digest", "key", "file_key", "client_key", "stored_as"})
#: What the bytes of a column are.
SUFFIXES = {"pdf": "pdf", "xml": "xml", "content": "bin"}


@cache
def tables() -> dict[str, str]:
    """How each table is called: the name of its file and of its sheet."""
    return TABLES | house.archive_tables()


def exported_models() -> list[type[models.Model]]:
    return [model for model in tenant_models() if model._meta.label not in LEFT_OUT]


def write_archive(target: IO[bytes], cabinet: Cabinet) -> dict[str, int]:
    """The whole archive into `target`, in the open scope of its practice. How many rows of each table."""
    counts = {}
    with TemporaryDirectory() as folder, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        book = Workbook(write_only=True)
        for model in exported_models():
            counts[tables()[model._meta.db_table]] = _table(archive, book, model)
        settings = [[column_said(f.attname), _said(cabinet, f)] for f in _fields_of(Cabinet)]
        sheet = book.create_sheet("cabinet")
        for cells in settings:
            sheet.append([_cell(sheet, cell) for cell in cells])
        with archive.open(path_of("cabinet"), "w") as raw:
            _lines(raw, ["réglage", "valeur"], iter(settings))
        book.save(f"{folder}/tout.xlsx")
        archive.write(f"{folder}/tout.xlsx", "tout.xlsx")
        for name, content in house.archive_files():
            archive.writestr(f"fichiers/{name}", content)
        archive.writestr("LISEZ-MOI.txt", _notice(cabinet, counts).encode("utf-8-sig"))
    return counts


def _notice(cabinet: Cabinet, counts: dict[str, int]) -> str:
    rows = "\r\n".join(f"  {said} : {n}" for said, n in sorted(counts.items()))
    return (
        f"{cabinet.name}\r\n\r\ntables/ : une table par fichier CSV (séparateur « ; », UTF-8).\r\n"
        "Une apostrophe en tête dit un texte : un numéro qui commence par 0, ce qui commence par =.\r\n"
        "tout.xlsx : les mêmes tables, une par feuille, telles qu’elles ont été écrites.\r\n"
        "documents/ et fichiers/ : les PDF et les pièces jointes ; les tables disent leur chemin.\r\n"
        f"\r\nLignes par table :\r\n{rows}\r\n"
    )


def path_of(said: str) -> str:
    return f"tables/{said}.csv"


def _fields_of(model: type[models.Model]) -> list[models.Field]:
    return [field for field in model._meta.concrete_fields if field.name not in SECRET]


def _table(archive: zipfile.ZipFile, book: Workbook, model: type[models.Model]) -> int:
    """One table twice, a CSV and a sheet, and the documents that its rows hold."""
    said, fields = tables()[model._meta.db_table], _fields_of(model)
    columns = [column_said(field.attname) for field in fields]
    sheet = book.create_sheet(said)
    sheet.append([_cell(sheet, column) for column in columns])
    documents: list[tuple[str, UUID, str]] = []
    written = 0
    with archive.open(path_of(said), "w") as raw:

        def rows() -> Iterator[list[str]]:
            nonlocal written
            for row in model._base_manager.order_by("pk").iterator(chunk_size=AT_A_TIME):
                values = [_value(row, field, documents) for field in fields]
                sheet.append([_cell(sheet, value) for value in values])
                written += 1
                yield values

        _lines(raw, columns, rows())
    for path, pk, column in documents:
        content = model._base_manager.values_list(column, flat=True).get(pk=pk)
        archive.writestr(path, bytes(content))
    return written


def _value(row: Any, field: models.Field, documents: list[tuple[str, UUID, str]]) -> str:
    if isinstance(field, SealedTextField):
        try:
            return getattr(row, field.attname)
        except UnreadableError:
            return "(illisible : la clé n’est plus là)"
    value = getattr(row, field.attname)
    if isinstance(field, models.BinaryField):
        if not value or field.name not in SUFFIXES:
            return ""
        path = f"documents/{tables()[row._meta.db_table]}/{row.pk}.{SUFFIXES[field.name]}"
        documents.append((path, row.pk, field.attname))
        return path
    return _said(row, field)


def _said(row: Any, field: models.Field) -> str:
    """A choice is said as the screens say it."""
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")() or "")
    return _plain(getattr(row, field.attname))


def _plain(value: object) -> str:
    """As a French spreadsheet reads it."""
    match value:
        case None:
            return ""
        case bool():
            return "oui" if value else "non"
        case Decimal():
            return f"{value}".replace(".", ",")
        case datetime():
            return f"{value.astimezone(PARIS):%d/%m/%Y %H:%M:%S}"
        case date():
            return f"{value:%d/%m/%Y}"
        case time():
            return f"{value:%H:%M}"
        case list() | tuple():
            return ", ".join(_plain(one) for one in value)
    return str(value)


def _lines(raw: IO[bytes], columns: list[str], rows: Iterator[list[str]]) -> None:
    with io.TextIOWrapper(raw, "utf-8-sig", newline="", write_through=True) as text:
        writer = plain_csv.writer(text, delimiter=";", lineterminator="\r\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow([_harmless(value) for value in row])


#: What a spreadsheet would take for a number and spoil: « 0612345678 », « 07500 », « 12E5 », an account.
_LOOKS_LIKE_A_NUMBER = re.compile(r"0\d+|\d+[eE]\d+|\d{16,}")


def _harmless(value: str) -> str:
    """What begins as a formula would is text; so is what hides that beginning behind a tab or a return, and
    what is no number though a spreadsheet would read one."""
    if value[:1] in ("\t", "\r", "\n") or _LOOKS_LIKE_A_NUMBER.fullmatch(value):
        return f"'{value}"
    return _escape(value)


#: What XML cannot hold.
_UNPRINTABLE = {number: None for number in range(32) if number not in (9, 10, 13)}


def _cell(sheet, value: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value.translate(_UNPRINTABLE)[:LONGEST_CELL])
    cell.data_type = "s"  # never a formula, whatever it begins with
    return cell
