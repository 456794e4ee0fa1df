"""From locum to installed: dates in order, told as counts."""

from datetime import date

import pytest

from commune.rules.settling import counts_of, refusal_of

SINCE, TODAY = date(2022, 4, 5), date(2026, 11, 22)


def test_counts_of_counts_each_step():
    assert counts_of(7, ["regular", "regular", "installed"]) == {
        "locum": 7, "regular": 2, "collaborateur": 0, "installed": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("step", "on", "sentence"),
    [
        ("regular", date(2023, 1, 1), ""),
        ("installed", date(2027, 1, 1), "Cette date est à venir."),
        ("regular", date(2022, 4, 4), "Cette date vient avant son arrivée au cabinet."),
        ("installed", date(2023, 1, 1), "Cette date vient avant une étape déjà franchie."),
        ("regular", date(2025, 1, 1), "Cette date vient après l’étape suivante."),
    ],
)
def test_refusal_of_holds_the_steps_in_order(step, on, sentence):
    known = {"collaborateur": date(2024, 1, 1)}
    assert refusal_of(step, on, known, since=SINCE, today=TODAY) == sentence
