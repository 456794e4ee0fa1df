"""The intake list and a week of free hours as files; a text that looks like a formula comes out defused."""

import io

from defusedcsv import csv

from cabinet import text
from cabinet.clock import PARIS
from patients.queries.first_week import FirstWeek
from patients.queries.intake import Row

TITLES = (
    "Rang", "Nom", "Prénom", "Né(e) le", "Téléphone", "Autre téléphone", "Commune", "Étape", "Points",
    "Pourquoi", "Vague", "Renouvellement jusqu’au", "Remarque",
)  # fmt: skip

SLOT_TITLES = ("Date", "Jour", "Médecin", "Demi-journée", "Début", "Fin")
HALF_WORDS = {"morning": "matin", "afternoon": "après-midi"}


def intake_as_csv(rows: list[Row]) -> bytes:
    """`;`, UTF-8 with its mark, days as JJ/MM/AAAA: as French spreadsheets read it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(TITLES)
    for row in rows:
        patient = row.patient
        until = patient.renewal_until_on
        writer.writerow(
            [
                row.rank,
                patient.last_name,
                patient.first_name,
                f"{patient.birth_on:%d/%m/%Y}",
                text.phone(patient.phone) if patient.phone else patient.phone_typed,
                text.phone(patient.second_phone) if patient.second_phone else patient.second_phone_typed,
                patient.commune,
                patient.get_step_display(),
                row.turn.score.total,
                str(row.turn.score),
                row.turn.wave.reason,
                f"{until:%d/%m/%Y}" if until else "",
                patient.remark,
            ]
        )
    return out.getvalue().encode("utf-8-sig")


def first_week_as_csv(week: FirstWeek) -> bytes:
    """A row for each first consultation that is free: to open it in another agenda, or to be given on."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(SLOT_TITLES)
    for day in week.days:
        for half in day.halves:
            for span in half.spans:
                starts, ends = span.starts_at.astimezone(PARIS), span.ends_at.astimezone(PARIS)
                writer.writerow(
                    [
                        f"{day.on:%d/%m/%Y}",
                        text.WEEKDAYS[day.on.weekday()],
                        half.practitioner.display_name,
                        HALF_WORDS[half.half],
                        f"{starts:%H:%M}",
                        f"{ends:%H:%M}",
                    ]
                )
    return out.getvalue().encode("utf-8-sig")
