"""Receipts typed by hand go through the same checks as those of a file, with the same sentences."""

from collections.abc import Iterable, Mapping
from datetime import date

from cabinet.reading import Columns, LineError

from .checking import Checker
from .columns import LABELS
from .doctors import Directory
from .lines import Line

#: What is typed of a line; the invoice may be left empty, and is then `reference` of the line's token.
TYPED = ("acte", "montant", "mode", "amo", "amc", "patient_part", "facture")
#: The references of `reference`, as a regular expression.
NO_NUMBER = r"^S-[0-9A-F]{12}$"
_NAMES = ("date", "email", *TYPED)
_COLUMNS = Columns(
    headers=tuple(LABELS[name] for name in _NAMES),
    recognised={name: LABELS[name] for name in _NAMES},
    indexes={name: place for place, name in enumerate(_NAMES)},
    missing=(),
    dropped=(),
    ambiguous=(),
)


def reference(token: str) -> str:
    """What stands for the number of an invoice that was not typed: « S-3F9A21C07B44 »."""
    return f"S-{token[:12].upper()}"


def check_typed(
    rows: Iterable[Mapping[str, str]], *, on: date, email: str, month: date, directory: Directory
) -> list[Line | list[LineError]]:
    """Each row of a doctor's day as a line, numbered from 1, or all that is wrong with it."""
    checker = Checker(columns=_COLUMNS, delimiter=";", month=month, directory=directory)
    return [
        checker.check(number, [on.isoformat(), email, *(" ".join(row[name].split()) for name in TYPED)])
        for number, row in enumerate(rows, start=1)
    ]
