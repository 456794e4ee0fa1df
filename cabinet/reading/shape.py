"""The shape of a record: as many cells as there are titles, or what is wrong with it."""

from .columns import Columns
from .dialect import DELIMITER_LABELS, DELIMITERS
from .lines import LineError

# The cells of a record; None when its quotes are broken; what was wrong with it when that is already known.
Cells = list[str] | LineError | None


def malformed(number: int, cells: Cells, *, columns: Columns, delimiter: str) -> LineError | None:
    """What is wrong with the shape of a record: nobody knows which cell is which, so none is read."""
    if isinstance(cells, LineError):
        return cells
    if cells is None:
        return LineError(number, "", "Guillemet mal fermé sur cette ligne. Corrigez-la dans le fichier.")
    width = len(columns.headers)
    if len(cells) != width and (len(cells) < width or any(cells[width:])):
        return _wrong_width(number, cells, columns, delimiter)
    return None


def _wrong_width(number: int, cells: list[str], columns: Columns, delimiter: str) -> LineError:
    given, expected = len(cells), len(columns.headers)
    if given > expected:
        hint = f"une case contient sans doute le séparateur ({DELIMITER_LABELS[delimiter]})"
        return LineError(
            number, "", f"{given} colonnes au lieu de {expected}\u202f: {hint}. Corrigez la ligne."
        )
    other = next((mark for mark in DELIMITERS if cells and cells[0].count(mark) >= expected - 1), None)
    if given == 1 and other:
        return LineError(
            number,
            "",
            f"Cette ligne est séparée par {DELIMITER_LABELS[other]}, les titres par "
            f"{DELIMITER_LABELS[delimiter]}. Refaites l’export.",
        )
    return LineError(
        number,
        columns.headers[given],
        f"Ligne coupée avant la colonne «\u00a0{columns.headers[given]}\u00a0» "
        f"({given} sur {expected}). Complétez-la ou refaites l’export.",
    )
