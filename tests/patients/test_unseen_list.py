"""Three hundred lines drawn at random, each with what it is worth beside it: the command says the same."""

import csv
import io
import json
import random
from calendar import monthrange
from datetime import date, timedelta

import pytest

from tests.patients.test_import_patients import run

TODAY = date(2026, 11, 23)
HEADERS = (
    "Nom", "Prénom", "Né(e) le", "Téléphone", "Adresse", "CP", "Commune", "ALD", "Polypathologie", "Mobilité",
    "Renouvellement jusqu'au", "Remarques",
)  # fmt: skip
FAMILIES = ("BRÉGEON", "Le Goff", "d'Aubigné", "ÇAKIR", "Saint-Éloi", "MÉNARD", "Ferré", "LÖWE")
FIRST_NAMES = ("Zoé", "Loïc", "Anne-Lise", "Noël", "Maïté", "Étienne", "Ginette", "Aël")
#: Days until the end of a treatment, and its points.
RENEWALS = ((None, 0), (-40, 6), (-1, 6), (0, 4), (30, 4), (31, 2), (60, 2), (61, 0), (200, 0))
MOBILITY = (("", 0), ("mobilité réduite", 2), ("domicile", 4), ("EHPAD", 3))
YES, NO = ("oui", "OUI", "x"), ("", "non", "Non")


def years_before(years: int, day: date = TODAY) -> date:
    year = day.year - years
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def born(chance: random.Random) -> tuple[date, int]:
    """A birthday, often on the edge of an age that counts, and the points of that age."""
    edge, points = chance.choice(((2, 3), (75, 2), (40, 0)))
    on = years_before(edge) + timedelta(days=chance.choice((-400, -1, 0, 1, 300)))
    if edge == 2:
        return min(on, TODAY - timedelta(days=1)), 3 if on > years_before(2) else 0
    if edge == 75:
        return on, points if on <= years_before(75) else 0
    return on, 0


def drawn(seed: int) -> tuple[str, dict]:
    """A file, and what is expected of it: doubles by folded name and birthday, errors, the first ten."""
    chance, rows, worth, known, duplicates, errors = random.Random(seed), [], [], {}, [], []
    for line in range(2, 302):
        last, first = chance.choice(FAMILIES), chance.choice(FIRST_NAMES)
        on, points = born(chance)
        wrong = chance.choice(("Nom", "Né(e) le")) if chance.random() < 0.04 else ""
        days, renewal = chance.choice(RENEWALS)
        mobility, moves = chance.choice(MOBILITY)
        ald, several = chance.random() < 0.3, chance.random() < 0.2
        said = chance.choice(("%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d", "%d-%m-%Y"))
        rows.append(
            {
                "Nom": "" if wrong == "Nom" else chance.choice((last, last.lower(), f" {last} ")),
                "Prénom": first,
                "Né(e) le": chance.choice(("31/02/1950", "bientôt"))
                if wrong.startswith("Né")
                else f"{on:{said}}",
                "Commune": "Nieul-le-Dolent",
                "ALD": chance.choice(YES if ald else NO),
                "Polypathologie": chance.choice(YES if several else NO),
                "Mobilité": mobility,
                "Renouvellement jusqu'au": "" if days is None else f"{TODAY + timedelta(days=days):%d/%m/%Y}",
                "Remarques": chance.choice(("", "=1+1", "sonner « fort » ; deux fois", "@cmd")),
            }
        )
        if wrong:
            errors.append({"line": line, "field": wrong})
            continue
        same = known.setdefault((last, first, on), line)
        if same != line:
            duplicates.append({"line": line, "of_line": same})
            continue
        points += renewal + moves + 3 * ald + 3 * several
        worth.append((-points, line, {"line": line, "name": f"{last.upper()} {first}", "score": points}))
    expected = {
        "reference_date": f"{TODAY}",
        "rows": 300,
        "accepted": len(worth),
        "duplicates": duplicates,
        "errors": errors,
        "first_ten": [said for _, _, said in sorted(worth, key=lambda one: one[:2])[:10]],
    }
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADERS, delimiter=";", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue(), expected


@pytest.mark.parametrize(("seed", "encoding"), [(1, "utf-8"), (2, "utf-8-sig"), (3, "cp1252")])
def test_list_never_seen_gives_what_it_is_worth(cast, tmp_path, seed, encoding):
    text, expected = drawn(seed)
    file = tmp_path / "liste.csv"
    file.write_bytes(text.encode(encoding))
    _, out, _ = run(file, "--date", f"{TODAY}", "--json", "--dry-run")
    assert json.loads(out) == expected
