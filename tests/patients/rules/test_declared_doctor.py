from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.rules.declared_doctor import Proposal, Share, balance_of, declaration_month, propose_doctor

A, B, C = (UUID(int=n) for n in (1, 2, 3))
SAID = "de novembre 2026"


@pytest.mark.parametrize(
    ("consulted_on", "today", "month"),
    [
        (date(2026, 11, 30), date(2026, 12, 2), date(2026, 11, 1)),
        (date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 1)),
        (date(2026, 12, 31), date(2027, 1, 1), date(2026, 12, 1)),
        (None, date(2026, 12, 2), date(2026, 12, 1)),
    ],
)
def test_month_is_that_of_the_first_consultation(consulted_on, today, month):
    assert declaration_month(consulted_on, today) == month


@pytest.mark.parametrize(
    ("remplace", "seeing", "titulaires", "expected"),
    [
        (A, B, (A, B), Proposal(A, "médecin remplacé de novembre 2026")),
        (A, None, (A,), Proposal(A, "médecin remplacé de novembre 2026")),
        (None, B, (A, B), Proposal(B, "a vu le patient")),
        (A, B, (B,), Proposal(B, "a vu le patient")),
        (
            None,
            C,
            (A, B),
            Proposal(None, "aucun médecin remplacé n’est désigné pour le mois de novembre 2026"),
        ),
        (A, None, (B,), Proposal(None, "le médecin remplacé de novembre 2026 a quitté le cabinet")),
    ],
)
def test_proposal(remplace, seeing, titulaires, expected):
    assert (
        propose_doctor(remplace=remplace, seeing=seeing, titulaires=titulaires, month_said=SAID) == expected
    )


def test_balance_is_told_against_an_equal_share():
    assert balance_of({A: 10, B: 4, C: 30}, [A, B]) == [Share(A, 10, 3), Share(B, 4, -3)]
    assert balance_of({}, [A, B]) == [Share(A, 0, 0), Share(B, 0, 0)]
    assert balance_of({A: 3}, []) == []


@given(st.lists(st.integers(0, 400), min_size=1, max_size=6))
def test_balance_adds_up(counts):
    doctors = [UUID(int=n) for n in range(len(counts))]
    shares = balance_of(dict(zip(doctors, counts, strict=True)), doctors)
    assert sum(share.patients for share in shares) == sum(counts)
    assert 0 <= sum(share.apart for share in shares) < len(counts)
