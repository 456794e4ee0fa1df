"""Reading a caisse's refusals: five columns, whatever their order, and nothing else of the file.

Their titles say « rejet »: an export of receipts is not taken for a file of refusals.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import BinaryIO, NamedTuple

from cabinet.reading import Columns, LineError, UnreadableFile, inspect
from cabinet.reading.columns import normalise
from cabinet.reading.rows import records_under, refuse_ambiguous
from cabinet.reading.shape import malformed
from cabinet.reading.values import parse_day, shown

from .checking import MAX_ACT, MAX_INVOICE
from .receipts import RECEIPTS, first_row
from .values import parse_amount

# More than a caisse refuses of a practice in years.
MAX_REJECTIONS = 5_000
MAX_REASON = 300
NO_REASON = "motif non indiqué par la caisse"

LABELS = {
    "facture": "N° facture",
    "acte": "Acte",
    "montant": "Montant rejeté",
    "motif": "Motif",
    "date": "Date du rejet",
}
_SYNONYMS = {
    "facture": """n facture | facture | no facture | num facture | numero facture | numero de facture
        | numero de la facture | n de facture | ref facture | reference facture | n fse | numero fse | fse""",
    "acte": "acte | code acte | cotation | code | code ngap | code ccam | lettre cle | code prestation",
    "montant": """montant rejete | montant du rejet | montant rejet | montant refuse | montant du refus
        | montant impaye | rejete | part rejetee | montant rejete eur | montant rejete euros""",
    "motif": """motif | motif du rejet | motif de rejet | motif rejet | libelle du rejet | libelle rejet
        | motif du refus | raison | raison du rejet | libelle motif | code rejet""",
    "date": """date du rejet | date de rejet | date rejet | rejete le | date du refus | date de refus
        | date retour | date du retour | date notification""",
}
SYNONYMS = {
    name: tuple(" ".join(title.split()) for title in titles.split("|")) for name, titles in _SYNONYMS.items()
}

# A row of the file between its upload and its writing: its line, then its cells or what is wrong with it.
Row = list[int | str | list[str] | None]


class Rejection(NamedTuple):
    """A refused line as the file says it; `amount` in euros, without sign."""

    line: int
    invoice: str
    act: str
    amount: Decimal
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class RejectionFile:
    """The rows of a file, reduced to our columns, ready for JSON; and the digest of the whole file."""

    sha256: str
    rows: list[Row]


def read_rejections(stream: BinaryIO | bytes) -> RejectionFile:
    """Open a file of refusals. Raises `UnreadableFile` with the French sentence; lines are checked later."""
    source = inspect(stream, RECEIPTS)
    number, titles = first_row(source, recognise=recognise_rejections)
    columns = titles.columns
    refuse_ambiguous(columns, line=number)
    if columns.missing:
        raise UnreadableFile(
            f"Colonnes non reconnues\u202f: {', '.join(LABELS[name] for name in columns.missing)}."
            f" Un fichier de rejets porte les titres {' ; '.join(LABELS.values())}.",
            line=number,
        )
    rows: list[Row] = []
    for line, cells in records_under(source, columns, titles.delimiter, number):
        if len(rows) == MAX_REJECTIONS:
            raise UnreadableFile(
                f"Ce fichier a plus de {MAX_REJECTIONS} lignes\u202f: ce n’est pas un retour de rejets.",
                line=line,
            )
        wrong = malformed(line, cells, columns=columns, delimiter=titles.delimiter)
        if wrong:
            rows.append([line, None, wrong.field, wrong.message])
        elif isinstance(cells, list):
            rows.append([line, [cells[columns.indexes[name]] for name in LABELS]])
    if not rows:
        raise UnreadableFile("Ce fichier ne contient que les titres des colonnes, aucun rejet.", line=number)
    return RejectionFile(source.sha256, rows)


def check_rejections(rows: Iterable[Row]) -> list[Rejection | list[LineError]]:
    """Each row as a refusal, or all that is wrong with it, in the order of the file."""
    return [_check(row) for row in rows]


def _check(row: Row) -> Rejection | list[LineError]:
    line, cells, *wrong = row
    assert isinstance(line, int)
    if not isinstance(cells, list):
        return [LineError(line, *map(str, wrong))]
    said = {name: " ".join(cell.split()) for name, cell in zip(LABELS, cells, strict=True)}
    errors: list[LineError] = []
    for name, longest in (("facture", MAX_INVOICE), ("acte", MAX_ACT)):
        if not said[name]:
            errors.append(_empty(line, name))
        elif len(said[name]) > longest or not said[name].isprintable():
            errors.append(
                LineError(line, LABELS[name], f"{LABELS[name]} illisible\u202f: {shown(said[name])}.")
            )
    amount, on = _amount(line, said["montant"], errors), _day(line, said["date"], errors)
    if errors or amount is None or on is None:
        return errors
    reason = "".join(letter for letter in said["motif"] if letter.isprintable())[:MAX_REASON]
    return Rejection(line, said["facture"], said["acte"].upper(), amount, on, reason or NO_REASON)


def _amount(line: int, text: str, errors: list[LineError]) -> Decimal | None:
    try:
        amount = parse_amount(text) if text else None
    except ValueError as error:
        errors.append(LineError(line, LABELS["montant"], str(error)))
        return None
    if amount is None:
        errors.append(_empty(line, "montant"))
    elif amount <= 0:
        message = f"Le montant rejeté doit être supérieur à zéro, sans signe moins\u202f: {shown(text)}."
        errors.append(LineError(line, LABELS["montant"], message))
        return None
    return amount


def _day(line: int, text: str, errors: list[LineError]) -> date | None:
    try:
        if text:
            return parse_day(text)[0]
    except ValueError as error:
        errors.append(LineError(line, LABELS["date"], str(error)))
    else:
        errors.append(_empty(line, "date"))
    return None


def _empty(line: int, name: str) -> LineError:
    return LineError(line, LABELS[name], f"{LABELS[name]}\u202f: la case est vide. Complétez-la.")


def recognise_rejections(headers: Sequence[str], mapping: Mapping[str, str] | None = None) -> Columns:
    """Find each of the five columns by its title; no mapping is kept for these files."""
    titles = [normalise(header) for header in headers]
    found = {name: next((one for one in names if one in titles), None) for name, names in SYNONYMS.items()}
    indexes = {name: titles.index(title) for name, title in found.items() if title}
    return Columns(
        headers=tuple(headers),
        recognised={name: headers[index] for name, index in indexes.items()},
        indexes=indexes,
        missing=tuple(name for name in LABELS if name not in indexes),
        dropped=(),
        ambiguous=tuple(headers[index] for index in indexes.values() if titles.count(titles[index]) > 1),
    )
