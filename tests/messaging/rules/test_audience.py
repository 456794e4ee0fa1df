import pytest

from cabinet import permissions
from cabinet.permissions import ROLES
from messaging.rules.audience import (
    audiences_of,
    may_attach,
    may_be_urgent,
    may_join_about_patient,
    may_write_directly,
    roles_in,
)

AUDIENCES = {
    "titulaire": ("pool", "team", "coordination"),
    "remplacant": ("pool", "team", "coordination"),
    "interne": ("pool", "team", "coordination"),
    "secretaire": ("pool", "team", "coordination"),
    "telesecretaire": ("team", "coordination"),
    "infirmiere_asalee": ("team", "coordination"),
    "paramedical": ("team", "coordination"),
    "mairie": ("coordination",),
    "coordination_cls": ("coordination",),
}


@pytest.mark.parametrize("role", ROLES)
def test_audiences_of_a_role(role):
    assert audiences_of(role) == AUDIENCES[role]


@pytest.mark.parametrize("audience", ["pool", "team", "coordination"])
def test_roles_in_says_the_same(audience):
    assert set(roles_in(audience)) == {role for role, open_to in AUDIENCES.items() if audience in open_to}


@pytest.mark.parametrize("role", ROLES)
def test_audiences_are_those_of_the_matrix(role):
    cell = permissions.grant(role, "team_channels")
    assert (audiences_of(role) == ("coordination",)) == (cell == "coord")
    assert may_write_directly(role) == (cell == permissions.YES)


def test_join_about_patient_follows_the_matrix():
    threads = permissions.MATRIX["patient_threads"]
    assert [role for role in ROLES if not may_join_about_patient(role, threads)] == [
        "telesecretaire", "mairie", "coordination_cls",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("audience", "network", "may"),
    [("", False, True), ("team", False, True), ("pool", True, False), ("coordination", False, False)],
)
def test_be_urgent(audience, network, may):
    assert may_be_urgent(audience=audience, network=network) is may


@pytest.mark.parametrize(
    ("audience", "network", "may"),
    [("", False, True), ("team", False, True), ("pool", True, False), ("coordination", False, False)],
)
def test_attach(audience, network, may):
    assert may_attach(audience, network=network) is may
