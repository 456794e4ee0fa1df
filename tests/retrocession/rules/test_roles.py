import pytest

from retrocession.rules.roles import (
    BILLING_ROLES,
    TREATMENT_LABELS,
    Treatment,
    listed_under,
    treatment,
)


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("remplacant", Treatment.RETROCEDED),
        ("titulaire", Treatment.EXCLUDED),
        ("interne", Treatment.EXCLUDED),
    ],
)
def test_treatment_follows_the_role(role, expected):
    assert treatment(role) == expected


def test_excluded_lines_have_their_label():
    assert TREATMENT_LABELS[Treatment.EXCLUDED] == "Hors rétrocession"


@pytest.mark.parametrize("role", ["secretaire", "mairie", "infirmiere_asalee", ""])
def test_treatment_of_who_bills_nothing_is_refused(role):
    assert role not in BILLING_ROLES
    with pytest.raises(ValueError, match="Seuls les médecins"):
        treatment(role)


def test_intern_is_listed_under_the_supervisor():
    assert listed_under("interne", doctor="anais", supervisor="ulysse") == "ulysse"
    assert listed_under("interne", doctor="anais", supervisor=None) is None


def test_titulaire_is_listed_under_themselves():
    assert listed_under("titulaire", doctor="lucie", supervisor=None) == "lucie"


def test_locum_is_listed_under_nobody():
    with pytest.raises(ValueError, match="leur propre relevé"):
        listed_under("remplacant", doctor="kevin", supervisor=None)
