"""What is needed to take somebody in."""

from dataclasses import replace
from datetime import date

import pytest

from patients.models import Criterion, Patient
from patients.rules.entry import LENGTHS, Entry, faults_of, warnings_of

TODAY = date(2026, 11, 23)
SOUND = Entry(
    last_name="GRELIER",
    first_name="Thérèse",
    birth_on=date(1948, 3, 12),
    phone="06 36 22 72 13",
    postcode="85430",
    criteria=("ald",),
)


def faults(**said):
    return faults_of(replace(SOUND, **said), today=TODAY, criteria=frozenset(Criterion.values))


def test_a_sound_entry_has_no_fault():
    assert faults() == []
    assert faults(birth_on=TODAY) == []


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"last_name": " "}, "last_name", "Le nom manque."),
        ({"first_name": ""}, "first_name", "Le prénom manque."),
        ({"last_name": "1234"}, "last_name", "«\u00a01234\u00a0» n’est pas un nom."),
        (
            {"birth_on": date(2031, 1, 1)},
            "birth_on",
            "Cette date de naissance est à venir\u202f: 01/01/2031.",
        ),
        (
            {"birth_on": date(1889, 12, 31)},
            "birth_on",
            "Cette date de naissance est trop ancienne\u202f: 31/12/1889.",
        ),
        ({"remark": "x" * 201}, "remark", "Remarque\u202f: 200 caractères au plus."),
        (
            {"postcode": "8543"},
            "postcode",
            "Le code postal doit compter 5 chiffres, par exemple 85430.",
        ),
        ({"criteria": ("ald", "vip")}, "criteria", "Critère inconnu\u202f: vip."),
    ],
)
def test_faults_of_are_said_by_field(said, field, sentence):
    assert faults(**said) == [(field, sentence)]


@pytest.mark.parametrize(("years", "warned"), [(-3, True), (-1, False), (1, False), (100, True)])
def test_treatment_too_far_away_is_warned_of(years, warned):
    said = replace(SOUND, renewal_until_on=TODAY.replace(year=TODAY.year + years))
    assert [warning.field for warning in warnings_of(said, today=TODAY)] == ["renewal_until_on"] * warned


def test_warnings_of_an_unreadable_telephone_stop_nothing():
    said = replace(SOUND, second_phone="en rouge")
    assert [warning.field for warning in warnings_of(said, today=TODAY)] == ["second_phone"]
    assert faults(second_phone="en rouge") == []


def test_lengths_are_those_of_the_columns():
    typed = {"phone": "phone_typed", "second_phone": "second_phone_typed"}
    assert {
        field: Patient._meta.get_field(typed.get(field, field)).max_length for field in LENGTHS
    } == LENGTHS
