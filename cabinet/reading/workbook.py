"""The first sheet of an .xlsx file as rows of text, however large it says it is.

A formula stays the text that it is, and is never computed. What unfolds out of measure, or declares entities,
is refused before a cell is read.
"""

import hashlib
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import BinaryIO

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from .decoding import UnreadableFile, Wanted

#: What a list of fifty thousand people unfolds to, at most.
MAX_UNFOLDED = 150_000_000
MAX_PARTS = 2_000
MAX_ROWS = 50_000
MAX_COLUMNS = 200
_SHEET = "xl/worksheets/"


def digest(stream: BinaryIO) -> str:
    """Its SHA-256; the stream is left at its beginning."""
    stream.seek(0)
    found = hashlib.sha256(stream.read()).hexdigest()
    stream.seek(0)
    return found


def rows_of(stream: BinaryIO, wanted: Wanted) -> Iterator[tuple[int, list[str]]]:
    """(number, cells) of each row that says something. Raises `UnreadableFile`."""
    _refuse_traps(stream, wanted)
    try:
        book = load_workbook(stream, read_only=True, data_only=False, keep_links=False)
    except (InvalidFileException, KeyError, OSError, ValueError, zipfile.BadZipFile) as error:
        raise UnreadableFile(_spoilt(wanted)) from error
    try:
        if not book.worksheets:
            raise UnreadableFile(f"Ce classeur n’a aucune feuille de calcul. {wanted.again}")
        sheet = book.worksheets[0]
        # Some programs say that the sheet has one cell only, others a million rows.
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            if number > MAX_ROWS:
                raise UnreadableFile(
                    f"Cette feuille a plus de {MAX_ROWS} lignes\u202f: {wanted.too_large}", line=number
                )
            cells = [_text(value) for value in row[:MAX_COLUMNS]]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                yield number, cells
    except (KeyError, OSError, ValueError, SyntaxError, zipfile.BadZipFile) as error:
        raise UnreadableFile(_spoilt(wanted)) from error
    finally:
        book.close()


def _refuse_traps(stream: BinaryIO, wanted: Wanted) -> None:
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            parts = archive.infolist()
            # A part never gives more than it declares: the reader stops there.
            if sum(part.file_size for part in parts) > MAX_UNFOLDED or len(parts) > MAX_PARTS:
                raise UnreadableFile(
                    f"Ce classeur devient démesuré une fois ouvert\u202f: {wanted.too_large}", line=1
                )
            if not any(part.filename.startswith(_SHEET) for part in parts):
                raise UnreadableFile(
                    f"Ce fichier n’est pas un classeur Excel (.xlsx), même si son nom le dit. {wanted.again}",
                    line=1,
                )
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as opened:
                        if b"<!DOCTYPE" in opened.read(4096).upper():
                            raise UnreadableFile(_spoilt(wanted), line=1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise UnreadableFile(_spoilt(wanted)) from error
    stream.seek(0)


def _spoilt(wanted: Wanted) -> str:
    return f"Ce classeur est abîmé, protégé par un mot de passe, ou n’en est pas un. {wanted.again}"


def _text(value: object) -> str:
    """A cell as one would type it; a day in ISO."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())
