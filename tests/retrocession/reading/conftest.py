"""A small practice, and files of receipts made from lists of cells."""

from collections.abc import Callable
from datetime import date

import pytest

from retrocession.reading import Directory, Doctor, Line, LineError, read_receipts

OCTOBER = date(2026, 10, 1)
TITLES = "Date;Heure;N° facture;Patient;Médecin;RPPS;Acte;Montant;Part AMO;Part AMC;Part patient;Règlement"
ROW = "01/10/2026;08:15;F1;PATIENT 002;Dr RABILLER Kévin;10106219982;VG;30,00;21,00;4,50;4,50;Chèque"

DOCTORS = [
    Doctor(
        key="kevin",
        email="kevin@nieul.example",
        first_name="Kévin",
        last_name="Rabiller",
        rpps="10106219982",
    ),
    Doctor(key="anais", email="anais@nieul.example", first_name="Anaïs", last_name="Hervouet"),
    Doctor(
        key="marie-laure",
        email="ml@nieul.example",
        first_name="Marie-Laure",
        last_name="Le Goff",
        rpps="10104602841",
    ),
]


@pytest.fixture(scope="session")
def directory() -> Directory:
    return Directory(DOCTORS)


@pytest.fixture
def read(directory) -> Callable[..., tuple[list[Line], list[LineError]]]:
    """Read rows under the usual titles; returns the lines and the errors."""

    def _read(*rows: str, titles: str = TITLES, mapping=None, encoding: str = "utf-8"):
        data = "\r\n".join([titles, *rows]).encode(encoding)
        items = list(read_receipts(data, month=OCTOBER, directory=directory, mapping=mapping))
        return (
            [item for item in items if isinstance(item, Line)],
            [item for item in items if isinstance(item, LineError)],
        )

    return _read


def row(**changes: str) -> str:
    """The usual row, with some cells changed by the title of their column."""
    cells = dict(zip(TITLES.split(";"), ROW.split(";"), strict=True))
    unknown = changes.keys() - cells.keys()
    assert not unknown
    return ";".join((cells | changes).values())
