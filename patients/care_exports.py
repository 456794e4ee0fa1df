"""Lists as CSV, as French spreadsheets read them: no text of it becomes a formula."""

import io
from collections.abc import Iterable, Sequence

from defusedcsv import csv

from cabinet.clock import PARIS
from patients.queries.accesses import AccessLine
from patients.queries.declarations import Line

REGISTER = (
    "Nom", "Prénom", "Né(e) le", "Médecin traitant", "Déclaré le", "Informé le", "Informé par",
    "Notice remise", "Terminé le", "Pourquoi", "À refaire",
)  # fmt: skip
ACCESSES = ("Le", "À", "Qui", "Métier", "Quoi", "Page")


def register_csv(lines: Iterable[Line]) -> bytes:
    return _csv(REGISTER, (_declaration(line) for line in lines))


def accesses_csv(lines: Iterable[AccessLine]) -> bytes:
    return _csv(ACCESSES, (_access(line) for line in lines))


def _declaration(line: Line) -> list[str]:
    row, patient = line.declaration, line.declaration.patient
    told = row.informed_at.astimezone(PARIS) if row.informed_at else None
    return [
        patient.last_name,
        patient.first_name,
        f"{patient.birth_on:%d/%m/%Y}",
        row.doctor.display_name,
        f"{row.declared_on:%d/%m/%Y}",
        f"{told:%d/%m/%Y}" if told else "",
        row.informed_by.display_name if row.informed_by else "",
        "oui" if row.leaflet_given else "non",
        f"{row.ended_on:%d/%m/%Y}" if row.ended_on else "",
        row.end_reason,
        line.again,
    ]


def _access(line: AccessLine) -> list[str]:
    at = line.access.at.astimezone(PARIS)
    return [f"{at:%d/%m/%Y}", f"{at:%H:%M}", line.who, line.role, line.verb, line.page]


def _csv(columns: Sequence[str], rows: Iterable[list[str]]) -> bytes:
    """UTF-8 with its mark, semicolons."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")
