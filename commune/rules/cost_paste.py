"""What is pasted from a spreadsheet is read whole, or refused line by line: a month a row, a kind a column.

Source: the mairie keeps its costs in a spreadsheet; it may also have its months across.
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cabinet.clock import YEARS
from cabinet.reading.columns import normalise
from cabinet.text import MONTHS
from commune.rules.cost_kinds import KINDS, kind_named
from retrocession.reading.values import parse_amount

#: Longer than ten years of months.
MOST_LINES, MOST_CHARACTERS = 200, 50_000
HIGHEST = Decimal("9999999.99")
_NAMES = {normalise(name): number for number, name in enumerate(MONTHS, 1)}
#: « sept. », « déc », « juil »: enough letters to be one month only.
_SHORT = {name[:length]: number for name, number in _NAMES.items() for length in range(3, len(name))}
_SHORT = {short: number for short, number in _SHORT.items() if sum(n.startswith(short) for n in _NAMES) == 1}
_TOTALS = ("total", "totaux", "total general", "sous total", "ensemble")


@dataclass(frozen=True)
class Wrong:
    """What cannot be read, on which line of what was pasted (from 1)."""

    line: int
    message: str


@dataclass(frozen=True)
class Pasted:
    """The cells read, and what is wrong: with one error nothing of it is written."""

    cells: dict[tuple[date, str], Decimal]
    errors: list[Wrong]


def read_pasted(text: str) -> Pasted:
    """The costs of a pasted table; empty cells are left as they stand, columns « Total » are not read.

    Source: what a spreadsheet puts on the clipboard (tabs), or a CSV with semicolons or commas.
    """
    if len(text) > MOST_CHARACTERS:
        return Pasted({}, [Wrong(1, "C’est trop long\u202f: collez une année à la fois.")])
    rows = _rows(text)
    if len(rows) > MOST_LINES:
        return Pasted({}, [Wrong(MOST_LINES + 1, "C’est trop long\u202f: collez une année à la fois.")])
    if len(rows) < 2 or len(rows[0][1]) < 2:
        sentence = "Collez une ligne de titres (Mois, Secrétaire, Charges…) puis une ligne par mois."
        return Pasted({}, [Wrong(rows[0][0] if rows else 1, sentence)])
    if parse_month_said(rows[0][1][1]) or any(parse_month_said(cell) for cell in rows[0][1][1:]):
        return _across(rows)
    return _down(rows)


def parse_month_said(text: str) -> date | None:
    """A month as people write it: « 2026-10 », « 10/2026 », « 01/10/2026 », « octobre 2026 », « oct-26 ».

    Source: spreadsheets of communes.
    """
    said = normalise(text)
    if found := re.fullmatch(r"(\d{4}) (\d{1,2})(?: 0?1)?", said):
        year, month = int(found[1]), int(found[2])
    elif found := re.fullmatch(r"(?:0?1 )?(\d{1,2}) (\d{4})", said):
        month, year = int(found[1]), int(found[2])
    elif found := re.fullmatch(r"([a-z]+) (\d{4}|\d{2})", said):
        month = _NAMES.get(found[1]) or _SHORT.get(found[1]) or 0
        year = int(found[2]) + (2000 if len(found[2]) == 2 else 0)
    else:
        return None
    return date(year, month, 1) if year in YEARS and 1 <= month <= 12 else None


def _rows(text: str) -> list[tuple[int, list[str]]]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = next((line for line in lines if line.strip()), "")
    delimiter = next((mark for mark in ("\t", ";") if mark in first), ",")
    rows = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            cells = next(csv.reader([line], delimiter=delimiter), [])
            rows.append((number, [" ".join(cell.replace("\xa0", " ").split()) for cell in cells]))
    return rows


def _not_a_month(text: str) -> str:
    return f"« {text[:40]} » n’est pas un mois\u202f: écrivez par exemple octobre 2026."


def _is_total(title: str) -> bool:
    return normalise(title) in _TOTALS


def _down(rows: Sequence[tuple[int, list[str]]]) -> Pasted:
    """A month a row."""
    number, titles = rows[0]
    kinds, errors = _kinds(number, titles[1:])
    cells: dict[tuple[date, str], Decimal] = {}
    for line, row in rows[1:]:
        if _is_total(row[0]):
            continue
        month = parse_month_said(row[0])
        if month is None:
            errors.append(Wrong(line, _not_a_month(row[0])))
            continue
        if any(row[len(titles) :]):
            errors.append(Wrong(line, "Plus de cellules que de titres\u202f: copiez la ligne de nouveau."))
            continue
        for kind, text in zip(kinds, row[1:], strict=False):
            _take(cells, errors, line, month, kind, text)
    return _whole(cells, errors, rows[0][0])


def _across(rows: Sequence[tuple[int, list[str]]]) -> Pasted:
    """A month a column."""
    number, titles = rows[0]
    errors: list[Wrong] = []
    months: list[date | None] = []
    for title in titles[1:]:
        month = parse_month_said(title)
        if month is None and title and not _is_total(title):
            errors.append(Wrong(number, _not_a_month(title)))
        months.append(month)
    cells: dict[tuple[date, str], Decimal] = {}
    for line, row in rows[1:]:
        if _is_total(row[0]):
            continue
        [kind], unknown = _kinds(line, row[:1])
        errors += unknown
        for month, text in zip(months, row[1:], strict=False):
            if month is not None:
                _take(cells, errors, line, month, kind, text)
    return _whole(cells, errors, rows[0][0])


def _kinds(line: int, titles: Sequence[str]) -> tuple[list[str | None], list[Wrong]]:
    kinds = [kind_named(title) for title in titles]
    known = ", ".join(KINDS.values())
    errors = [
        Wrong(line, f"« {title[:40]} » n’est pas une sorte de coût connue. Celles d’ici\u202f: {known}.")
        for title, kind in zip(titles, kinds, strict=True)
        if kind is None and title and not _is_total(title)
    ]
    return kinds, errors


def _take(
    cells: dict[tuple[date, str], Decimal],
    errors: list[Wrong],
    line: int,
    month: date,
    kind: str | None,
    text: str,
) -> None:
    if kind is None or text in ("", "-", "–"):
        return
    try:
        amount = parse_amount(text)
    except ValueError as wrong:
        errors.append(Wrong(line, f"{KINDS[kind]}\u202f: {wrong}"))
        return
    if not 0 <= amount <= HIGHEST:
        errors.append(Wrong(line, f"{KINDS[kind]}\u202f: « {text[:40]} » n’est pas un coût possible."))
    elif (month, kind) in cells:
        errors.append(
            Wrong(line, f"{KINDS[kind]} de {MONTHS[month.month - 1]} {month.year} est donné deux fois.")
        )
    else:
        cells[month, kind] = amount


def _whole(cells: dict[tuple[date, str], Decimal], errors: list[Wrong], line: int) -> Pasted:
    if not cells and not errors:
        errors = [Wrong(line, "Aucun montant dans ce tableau.")]
    return Pasted({} if errors else cells, errors)
