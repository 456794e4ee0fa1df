"""Who goes first, and why."""

from datetime import date, timedelta

import pytest

from patients.models import Criterion
from patients.rules.points import LABELS, USUAL, in_order, own_points, points_of, points_table
from patients.rules.waves import Facts

TODAY = date(2026, 11, 23)
ADULT = date(1980, 5, 1)


def score(own=None, **facts):
    return points_of(Facts(**{"birth_on": ADULT, **facts}), today=TODAY, own=own)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "0"),
        (
            {"birth_on": date(1949, 1, 1), "criteria": frozenset({"domicile", "ald"})},
            "9 = ALD 3 + ne se déplace pas 4 + 75 ans 2",
        ),
        (
            {
                "criteria": frozenset({"ald", "domicile"}),
                "renewal_until_on": date(2026, 10, 14),
            },
            "13 = traitement échu 6 + ALD 3 + ne se déplace pas 4",
        ),
        ({"birth_on": date(2025, 3, 14)}, "3 = moins de 2 ans 3"),
        ({"criteria": frozenset({"precarite", "grossesse"})}, "5 = grossesse 3 + précarité 2"),
        (
            {"criteria": frozenset({"ehpad", "mobilite_reduite", "polypathologie"})},
            "8 = polypathologie 3 + EHPAD 3 + mobilité réduite 2",
        ),
    ],
)
def test_points_of_come_with_their_reasons(facts, said):
    assert str(score(**facts)) == said


@pytest.mark.parametrize(("days", "points"), [(-400, 6), (-1, 6), (0, 4), (30, 4), (31, 2), (60, 2), (61, 0)])
def test_a_renewal_counts_by_how_soon_it_ends(days, points):
    assert score(renewal_until_on=TODAY + timedelta(days)).total == points


@pytest.mark.parametrize(
    ("birth_on", "points"),
    [
        (date(1951, 11, 23), 2),
        (date(1951, 11, 24), 0),
        (date(2024, 11, 24), 3),
        (date(2024, 11, 23), 0),
    ],
)
def test_an_age_counts_from_the_birthday(birth_on, points):
    assert score(birth_on=birth_on).total == points


def test_a_practice_changes_points_and_silences_one():
    own = {"ald": 5, "over_75": 0}
    assert str(score(own, birth_on=date(1940, 1, 1), criteria=frozenset({"ald"}))) == "5 = ALD 5"
    assert points_table(own) == {**USUAL, "ald": 5, "over_75": 0}


def test_own_points_keep_only_what_differs():
    assert own_points({**USUAL, "ald": 4}) == {"ald": 4}
    assert own_points(USUAL) == {}


def test_every_criterion_has_its_points_and_its_name():
    assert {criterion.value: criterion.label for criterion in Criterion} == {
        key: label for key, label in LABELS.items() if key in Criterion.values
    }
    assert {*Criterion.values} <= {*USUAL}


def test_in_order_breaks_ties_by_who_came_first():
    people = [("a", 11, 10), ("b", 13, 20), ("c", 11, 3)]
    ordered = in_order(people, total=lambda one: one[1], entered=lambda one: one[2])
    assert [name for name, *_ in ordered] == ["b", "c", "a"]
