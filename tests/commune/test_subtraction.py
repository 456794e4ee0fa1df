"""Whatever two spans the mairie reads, no subtraction of two told counts of patients gives a small one."""

import csv
import io
import random
from datetime import date, timedelta
from itertools import combinations, pairwise, product

import pytest

from patients.actions import intake_counts
from patients.actions.intake_counts import count_intake
from patients.models import IntakeCount
from patients.queries.intake_report import intake_tables
from patients.rules.waves import WAVES
from tests.commune.conftest import TODAY

FIRST, DAYS, FLOOR = TODAY - timedelta(days=80), 80, 11
WAITING, OVER_THE_SPAN, SINCE = 1, 2, 3


@pytest.fixture(params=[17, 2027])
def told(nieul, monkeypatch, request):
    """Each day a few come in, a few are seen, some days many; what is told of it, by what chance says."""
    chance = random.Random(request.param)
    waiting, taken_in = dict.fromkeys(WAVES, 0), dict.fromkeys(WAVES, 0)
    monkeypatch.setattr(intake_counts, "counted_by_wave", lambda cabinet, on: (waiting, taken_in))
    monkeypatch.setattr(intake_counts, "_foresee", lambda rows, on: None)
    for day in range(DAYS):
        for wave in WAVES:
            waiting[wave] += chance.choice((0, 0, 1, 2, 3, 15))
            seen = min(waiting[wave], chance.choice((0, 0, 1, 3, 8, 18)))
            waiting[wave], taken_in[wave] = waiting[wave] - seen, taken_in[wave] + seen
        count_intake(cabinet=nieul.cabinet, on=FIRST + timedelta(days=day))
    nieul.chance = chance
    return nieul


def spans(chance) -> list[tuple[date, date]]:
    """Chance's own, overlapping; each month; months that touch, together."""
    days = [FIRST + timedelta(days=chance.randrange(-5, DAYS)) for _ in range(14)]
    found = [(min(pair), max(pair)) for pair in combinations(days, 2)]
    months = [FIRST.replace(day=1) + timedelta(days=31 * n) for n in range(4)]
    months = [month.replace(day=1) for month in months]
    return [*found, *((one, other - timedelta(days=1)) for one, other in combinations(months, 2))]


def reports(cast) -> list[tuple[tuple[int, tuple[date, date]], list[str]]]:
    """Wave and span, and what its line says."""
    found = []
    for span in spans(cast.chance):
        for table in intake_tables(cast.cabinet, *span):
            lines = [[cell.value for cell in row] for row in table.rows]
            found += [((wave, span), line) for wave, line in zip(WAVES, lines, strict=True)]
    return found


def numbers(cells: list[str]) -> set[int]:
    return {int(cell.replace("\u202f", "")) for cell in cells if cell.replace("\u202f", "").isdigit()}


def test_no_two_counts_told_differ_by_a_small_one(told):
    """In all the reports: of those waiting, and of those taken in since the opening."""
    read = reports(told)
    for wave, column in product(WAVES, (WAITING, SINCE)):
        told_of = [numbers([cells[column]]) for (one, _), cells in read if one == wave]
        seen = sorted(set().union(*told_of))
        assert seen, "something is told"
        assert all(after - before >= FLOOR for before, after in pairwise([0, *seen])), (wave, column, seen)


def test_no_two_spans_that_share_an_end_tell_a_small_count(told):
    """One taken from the other, what is left is between their other ends."""
    read = [(of, cells[OVER_THE_SPAN]) for of, cells in reports(told)]
    exact = [(of, number) for of, cell in read for number in numbers([cell])]
    assert exact
    for (of, one), (other_of, other) in combinations(exact, 2):
        (wave, (first, last)), (other_wave, (other_first, other_last)) = of, other_of
        if wave == other_wave and (first == other_first or last == other_last):
            assert one == other or abs(one - other) >= FLOOR, (of, one, other_of, other)
    assert all(number >= FLOOR for _, number in exact)


def test_parts_of_a_span_leave_nothing_small(told):
    """A quarter less its months, whichever of them is not told."""
    for wave in WAVES:
        totals = list(IntakeCount.objects.filter(wave=wave).order_by("on").values_list("taken_in", flat=True))
        steps = [after - before for before, after in pairwise(totals) if before]
        assert all(step == 0 or step >= FLOOR for step in steps)


def test_spreadsheet_says_no_other_number(told, as_member, time_machine):
    """Which the PDF and the page read too."""
    day = FIRST + timedelta(days=DAYS)
    time_machine.move_to(day.isoformat() + "T12:00:00+01:00", tick=False)
    first, last = spans(told.chance)[0]
    [table] = intake_tables(told.cabinet, first, last)
    wanted = {number for line in table.rows for number in numbers([cell.value for cell in line[1:4]])}
    answer = as_member(told.guilbaud).get("/c/nieul/occupation/chiffres.csv", {"du": first, "au": last})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    cells = [row[6] for row in rows if row[3] == "Accueil de patients" and row[5] != "Toutes vues"]
    assert numbers(cells) == wanted
