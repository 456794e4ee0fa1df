"""The matrix, cell by cell, against a table written from the specification and not from the code."""

import pytest

from cabinet import permissions
from cabinet.permissions import Case, allows

YES, NO = True, False

#: verb: titulaire, remplacant, interne, secretaire, telesecretaire, asalee, paramedical, mairie, cls.
#: Whether a case exists in which the role may do it.
SOME_CASE = {
    "see_planning": [YES, YES, YES, YES, YES, YES, YES, YES, YES],
    "book_own_days": [YES, YES, YES, NO, NO, YES, NO, NO, NO],
    "book_for_others": [YES, NO, NO, YES, NO, NO, NO, NO, NO],
    "take_astreinte": [YES, YES, NO, NO, NO, NO, NO, NO, NO],
    "assign_astreinte": [YES, NO, NO, YES, NO, NO, NO, NO, NO],
    "designate": [YES, NO, NO, YES, NO, NO, NO, NO, NO],
    "verify_accounts": [YES, YES, NO, YES, NO, NO, NO, NO, NO],
    "approve_statements": [YES, NO, NO, NO, NO, NO, NO, NO, NO],
    "read_statement": [YES, YES, NO, YES, NO, NO, NO, NO, NO],
    "see_patients": [YES, YES, YES, YES, YES, YES, YES, NO, NO],
    "team_channels": [YES, YES, YES, YES, YES, YES, YES, YES, YES],
    "patient_threads": [YES, YES, YES, YES, NO, YES, YES, NO, NO],
    "see_mail": [YES, YES, YES, YES, NO, NO, NO, NO, NO],
    "see_occupancy": [YES, NO, NO, YES, NO, NO, NO, YES, YES],
    "enter_costs": [NO, NO, NO, NO, NO, NO, NO, YES, NO],
    "manage_practice": [YES, NO, NO, YES, NO, NO, NO, NO, NO],
    "invite": [YES, NO, NO, YES, NO, NO, NO, YES, NO],
}
ROLES = [
    "titulaire",
    "remplacant",
    "interne",
    "secretaire",
    "telesecretaire",
    "infirmiere_asalee",
    "paramedical",
    "mairie",
    "coordination_cls",
]
CELLS = [
    (role, verb, expected)
    for verb, row in SOME_CASE.items()
    for role, expected in zip(ROLES, row, strict=True)
]


def test_matrix_has_every_verb_and_no_other():
    assert sorted(permissions.VERBS) == sorted(SOME_CASE)


@pytest.mark.parametrize(("role", "verb", "expected"), CELLS, ids=lambda value: str(value))
def test_cell_answers_as_agreed(role, verb, expected):
    assert allows(role, verb) is expected


@pytest.mark.parametrize(
    ("role", "verb", "case", "expected"),
    [
        ("titulaire", "approve_statements", Case(remplace=True), YES),
        ("titulaire", "approve_statements", Case(owner=True), NO),
        ("titulaire", "verify_accounts", Case(remplace=True), YES),
        ("titulaire", "verify_accounts", Case(), NO),
        ("remplacant", "verify_accounts", Case(owner=True), YES),
        ("remplacant", "verify_accounts", Case(remplace=True), NO),
        ("titulaire", "read_statement", Case(owner=True), YES),
        ("titulaire", "read_statement", Case(), NO),
        ("remplacant", "read_statement", Case(owner=True), YES),
        ("remplacant", "read_statement", Case(), NO),
        ("secretaire", "read_statement", Case(), YES),
        ("infirmiere_asalee", "see_patients", Case(owner=True), YES),
        ("infirmiere_asalee", "see_patients", Case(), NO),
        ("paramedical", "see_patients", Case(owner=True), NO),  # name and thread only, never the record
        ("telesecretaire", "see_patients", Case(owner=True), NO),  # contact and appointments only
        ("paramedical", "patient_threads", Case(owner=True), YES),
        ("paramedical", "patient_threads", Case(), NO),
        ("mairie", "team_channels", Case(), NO),  # the coordination channel only
        ("secretaire", "manage_practice", Case(role="titulaire"), NO),
        ("secretaire", "manage_practice", Case(role="remplacant"), YES),
    ],
)
def test_case_decides_a_conditional_cell(role, verb, case, expected):
    assert allows(role, verb, case) is expected


@pytest.mark.parametrize("invited", ROLES)
def test_invitation_follows_the_invited_role(invited):
    case = Case(role=invited)
    assert allows("titulaire", "invite", case)
    assert allows("secretaire", "invite", case) is (invited != "titulaire")
    assert allows("mairie", "invite", case) is (invited == "mairie")
    assert [role for role in ROLES if allows(role, "invite", case)] == [
        role
        for role in ("titulaire", "secretaire", "mairie")
        if role == "titulaire"
        or (role == "secretaire" and invited != "titulaire")
        or (role == "mairie" and invited == "mairie")
    ]


def test_unknown_verb_is_an_error_and_not_a_no():
    with pytest.raises(KeyError):
        allows("titulaire", "fly")
