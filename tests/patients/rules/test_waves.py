"""Three waves, each with its reason in words."""

from datetime import date

import pytest

from patients.rules.waves import Facts, Wave, age, same_commune, wave_of

TODAY = date(2026, 11, 23)
ADULT = date(1980, 5, 1)


def wave(**facts):
    return wave_of(
        Facts(**{"birth_on": ADULT, **facts}),
        today=TODAY,
        commune="Nieul-le-Dolent",
        wider_communes=["Aubigny-Les Clouzeaux", "Saint-Georges-de-Pointindoux"],
    )


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"on_former_list": True}, Wave(1, "sur la liste du médecin parti")),
        ({"criteria": frozenset({"ald"})}, Wave(1, "ALD")),
        (
            {"criteria": frozenset({"ehpad", "domicile"}), "on_former_list": True},
            Wave(1, "sur la liste du médecin parti, ne se déplace pas, EHPAD"),
        ),
        ({"criteria": frozenset({"polypathologie"})}, Wave(1, "polypathologie")),
        ({"criteria": frozenset({"mobilite_reduite"})}, Wave(1, "mobilité réduite")),
        ({"criteria": frozenset({"grossesse"})}, Wave(1, "grossesse")),
        ({"birth_on": date(2024, 11, 24)}, Wave(1, "nourrisson")),
        (
            {"commune": "NIEUL LE DOLENT"},
            Wave(2, "sans médecin traitant, habite Nieul-le-Dolent"),
        ),
        (
            {"commune": "Nieul-le-Dolent", "criteria": frozenset({"precarite"})},
            Wave(2, "sans médecin traitant, habite Nieul-le-Dolent"),
        ),
        (
            {"commune": "St Georges de Pointindoux"},
            Wave(3, "sans médecin traitant, habite St Georges de Pointindoux (territoire élargi)"),
        ),
        ({"commune": "Nieul-le-Dolent", "without_doctor": False}, Wave(None, "a déjà un médecin traitant")),
        ({"commune": "Nantes"}, Wave(None, "habite Nantes, hors des communes du cabinet")),
        ({}, Wave(None, "commune inconnue")),
        (
            {"wave": 2, "wave_reason": "aidant d’un patient suivi", "criteria": frozenset({"ald"})},
            Wave(2, "déplacé en vague 2\u202f: aidant d’un patient suivi", moved=True),
        ),
    ],
)
def test_wave_of_says_which_and_why(facts, expected):
    assert wave(**facts) == expected


def test_two_years_old_today_is_no_infant_any_more():
    assert wave(birth_on=date(2024, 11, 23), commune="Nantes").number is None


@pytest.mark.parametrize(
    ("birth_on", "today", "years"),
    [
        (date(1951, 11, 23), TODAY, 75),
        (date(1951, 11, 24), TODAY, 74),
        (date(2024, 2, 29), date(2026, 2, 28), 1),
        (date(2024, 2, 29), date(2026, 3, 1), 2),
        (TODAY, TODAY, 0),
    ],
)
def test_age_is_in_full_years(birth_on, today, years):
    assert age(birth_on, today) == years


def test_same_commune_needs_a_name():
    assert same_commune("Sainte-Foy", "Ste Foy")
    assert not same_commune("", "")
