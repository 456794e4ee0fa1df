"""The exports of the reference month, in both layouts."""

import json
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cabinet.money import ZERO
from retrocession.reading import Directory, Doctor, read_receipts
from retrocession.rules.acts import is_known
from retrocession.rules.rate import applicable_rate
from retrocession.rules.roles import Treatment, treatment
from retrocession.rules.settlement import settle, totals_of

SAMPLES = Path(__file__).parents[3] / "samples"
KIT = json.loads((SAMPLES / "nieul-le-dolent.json").read_text())
EXPECTED = json.loads((SAMPLES / "attendu-2026-10.json").read_text())
DOCTORS = {
    person["email"]: person
    for person in KIT["people"]
    if person["role"] in ("titulaire", "remplacant", "interne")
}
FILES = ["recettes-2026-10.csv", "recettes-2026-10-iso.csv"]


def read(name: str):
    directory = Directory(
        Doctor(
            key=email,
            email=email,
            first_name=person["first_name"],
            last_name=person["last_name"],
            rpps=person["rpps"],
        )
        for email, person in DOCTORS.items()
    )
    with (SAMPLES / name).open("rb") as stream:
        reading = read_receipts(stream, month=date(2026, 10, 1), directory=directory)
        return reading, list(reading)


@pytest.mark.parametrize(
    ("name", "encoding", "delimiter"), [(FILES[0], "cp1252", ";"), (FILES[1], "utf-8-sig", ",")]
)
def test_sample_is_read_without_an_error(name, encoding, delimiter):
    reading, lines = read(name)
    assert (reading.encoding, reading.delimiter) == (encoding, delimiter)
    assert (reading.lines, reading.errors, reading.repeats, len(lines)) == (478, 0, 0, 478)
    assert (lines[0].number, lines[-1].number) == (2, 479)
    assert all(is_known(line.act) for line in lines)


def test_both_layouts_give_the_same_lines():
    (_, first), (_, second) = map(read, FILES)
    keys = [line.key for line in first]
    assert keys == [line.key for line in second]
    assert len(set(keys)) == 478


@pytest.mark.parametrize("name", FILES)
def test_sample_settles_to_the_reference_figures(name):
    by_doctor = defaultdict(list)
    for line in read(name)[1]:
        by_doctor[line.doctor_key].append(line)
    statements, excluded, total = [], [], ZERO
    for email, lines in sorted(by_doctor.items()):
        person, totals = DOCTORS[email], totals_of(lines)
        if treatment(person["role"]) is Treatment.EXCLUDED:
            excluded.append({"email": email, "role": person["role"], "billed": str(totals.billed)})
            continue
        own = person.get("retrocession_rate")
        rate = applicable_rate(
            practice=Decimal(KIT["cabinet"]["retrocession_rate"]), person=Decimal(own) if own else None
        )
        settled = settle(totals, rate)
        total += settled.net
        statements.append(
            {"remplacant": email, "days": settled.days, "acts": settled.acts}
            | {
                name: str(getattr(settled, name))
                for name in ("billed", "travel", "base", "rate", "share", "adjustments", "net")
            }
        )
    assert statements == EXPECTED["statements"]
    assert excluded == EXPECTED["excluded"]
    assert str(total) == EXPECTED["total_net"]
