"""No small count is told, nor found by taking one report from another: months, quarters, both years."""

from datetime import date, datetime
from itertools import combinations

import pytest
from django.core.cache import cache

from cabinet.clock import PARIS
from cabinet.tenancy.scope import scoped
from commune.actions.counts import count_consultations
from patients.models import IntakeCount
from tests.commune.test_tasks import bill

APRIL = datetime(2027, 4, 15, 9, tzinfo=PARIS)
API, CSV = "/api/v1/cabinets/nieul/occupancy/", "/c/nieul/occupation/chiffres.csv"
#: January is told, February is small, March is told.
CONSULTATIONS = {1: 40, 2: 5, 3: 61}
SPANS = {
    "janvier": ("2027-01-01", "2027-01-31"),
    "février": ("2027-02-01", "2027-02-28"),
    "mars": ("2027-03-01", "2027-03-31"),
    "trimestre": ("2027-01-01", "2027-03-31"),
    "janvier et février": ("2027-01-01", "2027-02-28"),
    "février et mars": ("2027-02-01", "2027-03-31"),
    "du 15 janvier au 31 mars": ("2027-01-15", "2027-03-31"),
}
FLOOR = 11


@pytest.fixture
def april(signed_in, time_machine):
    with scoped(signed_in.cabinet.pk):
        for month, how_many in CONSULTATIONS.items():
            bill(signed_in, how_many, month=date(2027, month, 1))
        count_consultations(cabinet=signed_in.cabinet, at=APRIL)
        for month, taken_in in ((1, None), (2, 24), (3, 36)):
            IntakeCount.objects.create(on=date(2027, month, 20), wave=1, waiting=None, taken_in=taken_in)
    time_machine.move_to(APRIL, tick=False)
    cache.clear()
    return signed_in


def test_no_two_reports_give_a_small_count_of_consultations(april):
    client = april.as_member(april.guilbaud)
    told = {
        name: client.get(API, {"from": first, "to": last}).json()["costs"]["consultations"] or 0
        for name, (first, last) in SPANS.items()
    }
    assert told == {
        "janvier": 40, "février": 0, "mars": 61, "trimestre": 101, "janvier et février": 40,
        "février et mars": 61, "du 15 janvier au 31 mars": 61,
    }  # fmt: skip
    for one, other in combinations(told.values(), 2):
        assert one == other or abs(one - other) >= FLOOR
    assert told["trimestre"] - told["janvier"] - told["mars"] == 0


def test_spreadsheet_of_the_mairie_says_no_small_count(april):
    client = april.as_member(april.guilbaud)
    for first, last in SPANS.values():
        sheet = client.get(CSV, {"du": first, "au": last}).content.decode("utf-8-sig")
        lines = [line.split(";") for line in sheet.splitlines()]
        told = [cells[6] for cells in lines if cells[3] == "Accueil de patients"]
        told += [cells[6] for cells in lines if cells[4] == "Consultations"]
        numbers = [int(value.removeprefix("au plus ")) for value in told if value and value[-1].isdigit()
                   and not value.startswith("<") and "semaine" not in value]  # fmt: skip
        assert all(number >= FLOOR for number in numbers), (first, last, told)
