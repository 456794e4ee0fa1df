"""One person under two writings is found; two people who look alike are shown, with why."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.rules.identity import Crowd, Known, Likeness, identity, letters_apart, likeness, plain

BORN = date(1948, 3, 12)


def known(last_name="GRELIER", first_name="Thérèse", birth_on=BORN, key="other"):
    return Known(key, last_name, first_name, birth_on)


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("Irène", "irene"),
        ("IRÈNE", "irene"),
        ("D’Épaud-Le Goff", "d epaud le goff"),
        ("d'epaud  le goff", "d epaud le goff"),
        ("Œillet", "oeillet"),
        ("Straße", "strasse"),
        ("  ", ""),
        ("MAR\u00adTI\u200bN", "martin"),
    ],
)
def test_plain_leaves_letters_only(written, compared):
    assert plain(written) == compared


def test_identity_is_last_then_first():
    assert identity("HÉRIEAU", "Jean-Marc") == "herieau jean marc"


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (known("Grelier", "THERESE"), Likeness.SAME),
        (known("GRELLIER"), Likeness.NAME),
        (known("GRÉLIÉ", "Thérèse"), Likeness.NAME),
        (known("GRELIER", "Thérèsa"), Likeness.NAME),
        (known("GERLIER", "Thérèse"), Likeness.NAME),
        (known("Thérèse", "Grelier"), Likeness.SWAPPED),
        (known(birth_on=date(1948, 12, 3)), Likeness.DAY_AND_MONTH),
        (known(birth_on=date(1948, 3, 13)), Likeness.ONE_DIGIT),
        (known(birth_on=date(1943, 3, 12)), Likeness.ONE_DIGIT),
        (known(birth_on=date(1949, 3, 13)), None),
        (known(birth_on=date(1949, 12, 3)), None),
        (known("GRELIER", "Odette"), None),
        (known("GRELLIER", birth_on=date(1948, 3, 13)), None),
        (known("MARTINEAU"), None),
        (known("GRELIER-NEAU"), Likeness.PART),
        (known("de la GRELIER", "Thérèse"), Likeness.PART),
        (known("GRELIER", "Marie-Thérèse"), Likeness.PART),
        (replace(known("NEAU"), birth_name="Grelier"), Likeness.PART),
        (replace(known("NEAU", "Odette"), birth_name="Grelier"), None),
        (known("de la", "Thérèse"), None),
    ],
)
def test_likeness_says_why_two_people_may_be_one(other, expected):
    assert likeness(known(key="one"), other) == expected
    assert likeness(other, known(key="one")) == expected


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("abel", "abel", 0), ("abel", "joel", 2), ("lea", "leo", 1), ("marie", "amrie", 1), ("", "neau", 4)],
)
def test_letters_apart_counts_slips(one, other, apart):
    assert letters_apart(one, other) == apart


@given(st.text("abc ", max_size=9), st.text("abc ", max_size=9))
def test_letters_apart_is_the_same_both_ways(one, other):
    assert letters_apart(one, other) == letters_apart(other, one)
    assert (letters_apart(one, other) == 0) is (one == other)


def test_crowd_finds_the_double_and_those_who_look_like_it():
    near = known("GRELLIER", key="near")
    swapped = known(birth_on=date(1948, 12, 3), key="swapped")
    crowd = Crowd([near, known("MARTIN", key="far"), swapped])
    somebody = known("Grelier", "Therese", key="new")
    assert crowd.double_of(somebody) is None
    assert crowd.look_alikes(somebody) == [(near, Likeness.NAME), (swapped, Likeness.DAY_AND_MONTH)]
    first = known(key="first")
    crowd.add(first)
    crowd.add(known(key="second"))
    assert crowd.double_of(somebody) == first


def test_crowd_compares_nobody_with_themselves():
    somebody = known("GRELLIER", key="one")
    assert Crowd([somebody]).look_alikes(known("GRELIER", key="one")) == []
