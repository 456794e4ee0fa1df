"""Files of receipts for the cast's practice, October 2026."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from cabinet.tenancy.scope import scoped
from retrocession.models import Designation, ReceiptLine

OCTOBER = date(2026, 10, 1)
AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
TITLES = "Date;Heure;N° facture;Patient;Médecin;RPPS;Acte;Montant;Part AMO;Part AMC;Part patient;Règlement"
RABILLER, FRADIN = "10106219982", "10104344394"


def row(number: int = 1, **changes: str) -> str:
    cells = {
        "Date": "01/10/2026",
        "Heure": "08:15",
        "N° facture": f"F{number}",
        "Patient": f"SECRET {number:03d}",
        "Médecin": "Dr RABILLER Kévin",
        "RPPS": RABILLER,
        "Acte": "G",
        "Montant": "30,00",
        "Part AMO": "21,00",
        "Part AMC": "4,50",
        "Part patient": "4,50",
        "Règlement": "Chèque",
    }
    assert not changes.keys() - cells.keys()
    return ";".join((cells | changes).values())


def csv(*rows: str, titles: str = TITLES) -> bytes:
    return "\r\n".join([titles, *rows]).encode("cp1252")


GOOD = csv(row(1), row(2, RPPS=FRADIN, Médecin="Dr FRADIN Valentine", Règlement="CB"), row(3, Acte="IK"))
SPOILED = csv(row(1), row(2, Montant="12,3,4"), row(3, RPPS="", Médecin="Dr PERSONNE Paul"))


@pytest.fixture
def month(cast):
    """October, of which Dr Texier is médecin remplacé; the practice's scope is open."""
    with scoped(cast.cabinet.pk):
        Designation.objects.create(month=OCTOBER, titulaire=cast.texier, designated_at=AT)
        yield SimpleNamespace(cast=cast, by=cast.jaulin)


def lines() -> list[tuple]:
    return list(
        ReceiptLine.objects.order_by("line").values_list(
            "line", "doctor__person__last_name", "invoice", "amount"
        )
    )
