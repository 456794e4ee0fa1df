"""The orientation log, and how many of each motive month by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from patients.models import Orientation, OrientationMotive, Patient
from patients.queries.patient_file import Looked
from patients.rules.orientations import MonthOfOrientations, orientations_by_month


@dataclass(frozen=True)
class OrientationLog:
    rows: Sequence[Orientation]
    motives: Sequence[str]
    months: Sequence[MonthOfOrientations]

    @property
    def patients(self) -> list[Patient]:
        return list({row.patient_id: row.patient for row in self.rows}.values())

    @property
    def totals(self) -> list[int]:
        return [sum(month.counts[n] for month in self.months) for n in range(len(self.motives))]

    @property
    def total(self) -> int:
        return sum(self.totals)


def orientation_log(today: date) -> OrientationLog:
    """One statement: the whole log, the latest first; months without any are left out."""
    rows = list(Orientation.objects.select_related("patient", "to_doctor__person", "written_by__person"))
    written = [(row.on, row.motive) for row in rows]
    months = orientations_by_month(written, motives=OrientationMotive.values, today=today)
    return OrientationLog(rows, OrientationMotive.labels, [month for month in months if month.total])


def read_orientations(looked: Looked) -> dict[str, Any]:
    rows = Orientation.objects.filter(patient=looked.patient)
    return {"orientations": list(rows.select_related("to_doctor__person", "written_by__person"))}
