"""Reading a caisse's refusals. Their titles say « rejet »: an export of receipts is not taken for one."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import BinaryIO, NamedTuple

from cabinet.reading import LineError

from .returns import ACT_TITLES, INVOICE_TITLES, MAX_ROWS, Format, ReturnFile, Row, check_all, synonyms

MAX_REJECTIONS = MAX_ROWS
MAX_REASON = 300
NO_REASON = "motif non indiqué par la caisse"

LABELS = {
    "facture": "N° facture",
    "acte": "Acte",
    "montant": "Montant rejeté",
    "motif": "Motif",
    "date": "Date du rejet",
}
SYNONYMS = synonyms(
    {
        "facture": INVOICE_TITLES,
        "acte": ACT_TITLES,
        "montant": """montant rejete | montant du rejet | montant rejet | montant refuse | montant du refus
            | montant impaye | rejete | part rejetee | montant rejete eur | montant rejete euros""",
        "motif": """motif | motif du rejet | motif de rejet | motif rejet | libelle du rejet | libelle rejet
            | motif du refus | raison | raison du rejet | libelle motif | code rejet""",
        "date": """date du rejet | date de rejet | date rejet | rejete le | date du refus | date de refus
            | date retour | date du retour | date notification""",
    }
)
FORMAT = Format(
    labels=LABELS,
    synonyms=SYNONYMS,
    named="Un fichier de rejets",
    not_one="ce n’est pas un retour de rejets",
    empty="aucun rejet",
)
recognise_rejections = FORMAT.recognise


class Rejection(NamedTuple):
    """A refused line as the file says it; `amount` in euros, without sign."""

    line: int
    invoice: str
    act: str
    amount: Decimal
    on: date
    reason: str


def read_rejections(stream: BinaryIO | bytes) -> ReturnFile:
    """Open a file of refusals. Raises `UnreadableFile` with the French sentence; lines are checked later."""
    return FORMAT.read(stream)


def check_rejections(rows: Iterable[Row]) -> list[Rejection | list[LineError]]:
    """Each row as a refusal, or all that is wrong with it, in the order of the file."""
    return check_all(rows, _check)


def _check(row: Row, errors: list[LineError]) -> Rejection | None:
    said = FORMAT.cells(row, errors)
    if not said:
        return None
    line = row[0]
    assert isinstance(line, int)
    amount = FORMAT.amount(line, said["montant"], errors, name="Le montant rejeté")
    on = FORMAT.day(line, said["date"], errors)
    if amount is None or on is None:
        return None
    reason = "".join(letter for letter in said["motif"] if letter.isprintable())[:MAX_REASON]
    return Rejection(line, said["facture"], said["acte"].upper(), amount, on, reason or NO_REASON)
