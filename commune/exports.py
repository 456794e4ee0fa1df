"""The territory as a table of a spreadsheet: a practice a line, their sum last; no text becomes a formula."""

import io
from collections.abc import Iterator

from defusedcsv import csv

from commune.queries.territory import Territory
from planning.queries.occupancy_everywhere import Line
from planning.rules.occupancy_words import days_said

COLUMNS = (
    "Cabinet",
    "Commune",
    "Jours avec un médecin",
    "Objectif",
    "Semaines à l’objectif",
    "Semaines écoulées",
    "Semaines sous le plancher",
    "Astreintes tenues",
    "Jours d’astreinte",
    "Consultations",
    "Patients pris en charge depuis l’ouverture",
    "Patients en attente",
    "Remplaçants venus",
    "Installés",
)


def territory_csv(found: Territory) -> bytes:
    """UTF-8 with its mark; a count that is not told is « < 11 », or empty where nothing was counted."""
    answer = io.StringIO()
    write = csv.writer(answer, delimiter=";", lineterminator="\r\n").writerow
    for row in _rows(found):
        write(row)
    return answer.getvalue().encode("utf-8-sig")


def _rows(found: Territory) -> Iterator[tuple[object, ...]]:
    yield COLUMNS
    for line in found.lines:
        yield (
            line.cabinet.name,
            line.cabinet.commune,
            *_use(line.use),
            _plain(line.told.consultations),
            line.small if line.told.taken_in is None else line.told.taken_in,
            line.small if line.told.waiting is None else line.told.waiting,
            line.told.came,
            line.told.installed,
        )
    yield (
        "Ensemble",
        "",
        *_use(found.use),
        _plain(found.consultations.value),
        _plain(found.taken_in.value),
        _plain(found.waiting.value),
        found.came,
        found.installed,
    )


def _use(use: Line) -> tuple[object, ...]:
    held, target = days_said(use.cover.held), days_said(use.cover.target)
    return held, target, use.weeks_met, use.weeks, use.weeks_low, use.on_call.covered, use.on_call.needed


def _plain(count: int | None) -> object:
    return "" if count is None else count
