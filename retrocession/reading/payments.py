"""Reading what was paid by tiers payant: `N° facture;Acte;Montant payé;Date du paiement`."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import BinaryIO, NamedTuple

from cabinet.reading import LineError

from .returns import ACT_TITLES, INVOICE_TITLES, Format, ReturnFile, Row, check_all, synonyms

LABELS = {
    "facture": "N° facture",
    "acte": "Acte",
    "montant": "Montant payé",
    "date": "Date du paiement",
}
SYNONYMS = synonyms(
    {
        "facture": INVOICE_TITLES,
        "acte": ACT_TITLES,
        "montant": """montant paye | montant du paiement | montant verse | montant regle | montant recu
            | montant remb | montant rembourse | paye | part payee | montant paye eur | montant paye euros""",
        "date": """date du paiement | date de paiement | date paiement | paye le | date du virement
            | date de virement | date virement | date du versement | date de versement | date du reglement
            | date de reglement | date reglement""",
    }
)
FORMAT = Format(
    labels=LABELS,
    synonyms=SYNONYMS,
    named="Un fichier de paiements",
    not_one="ce n’est pas un retour de paiements",
    empty="aucun paiement",
)


class Payment(NamedTuple):
    """A line paid, as the file or the screen says it; `amount` in euros, negative for a cancellation."""

    line: int
    invoice: str
    act: str
    amount: Decimal
    on: date


def read_payments(stream: BinaryIO | bytes) -> ReturnFile:
    """Open a file of payments. Raises `UnreadableFile` with the French sentence; lines are checked later."""
    return FORMAT.read(stream)


def check_payments(rows: Iterable[Row]) -> list[Payment | list[LineError]]:
    """Each row as a payment, or all that is wrong with it, in the order of the file."""
    return check_all(rows, _check)


def _check(row: Row, errors: list[LineError]) -> Payment | None:
    said = FORMAT.cells(row, errors)
    if not said:
        return None
    line = row[0]
    assert isinstance(line, int)
    amount = FORMAT.amount(line, said["montant"], errors, name="Le montant payé")
    on = FORMAT.day(line, said["date"], errors)
    if amount is None or on is None:
        return None
    return Payment(line, said["facture"], said["acte"].upper(), amount, on)
