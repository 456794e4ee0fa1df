"""Who must have a second factor, and the days left to add one."""

from datetime import UTC, datetime, timedelta

import pytest

from cabinet.permissions import MATRIX, ROLES
from cabinet.rules.second_factor import grace_days_left, must_have_second_factor

ENTERED = datetime(2026, 10, 1, 9, 30, tzinfo=UTC)


def asked(also=()) -> list[str]:
    return [role for role in ROLES if must_have_second_factor(role, matrix=MATRIX, also=also)]


def test_who_reads_patients_or_money_must():
    assert asked() == [
        "titulaire",
        "remplacant",
        "interne",
        "secretaire",
        "telesecretaire",
        "infirmiere_asalee",
        "paramedical",
    ]


def test_practice_adds_roles_and_excuses_none():
    assert asked(also=["mairie"]) == [*asked(), "mairie"]
    assert asked(also=["mairie", "coordination_cls", "titulaire"]) == list(ROLES)


@pytest.mark.parametrize(
    ("after", "left"),
    [
        (timedelta(0), 7),
        (timedelta(seconds=1), 7),
        (timedelta(days=1), 6),
        (timedelta(days=2, hours=1), 5),
        (timedelta(days=6), 1),
        (timedelta(days=7, seconds=-1), 1),
        (timedelta(days=7), 0),
        (timedelta(days=400), 0),
    ],
)
def test_grace_counts_started_days(after, left):
    assert grace_days_left(since=ENTERED, at=ENTERED + after) == left


def test_grace_begins_with_the_first_sign_in():
    assert grace_days_left(since=None, at=ENTERED) == 7
