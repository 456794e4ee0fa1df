"""Grants: who gave what, what it binds to, until when."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from cabinet.models import AuditEntry
from commune.actions.grants import (
    GrantChangedMeanwhile,
    GrantRefused,
    change_grant,
    enter_grant,
    withdraw_grant,
)
from commune.models import Grant
from commune.queries.money import granted, grants_page
from tests.commune.conftest import NOW, TODAY

REGION = {
    "payer": "Région",
    "title": "Fonds d’urgence",
    "amount": Decimal("50000.00"),
    "purpose": "investment",
    "conditions": "Usage médical dix ans.",
    "starts_on": date(2022, 4, 5),
    "ends_on": date(2032, 4, 4),
}


def enter(cast, **values) -> Grant:
    return enter_grant(values=REGION | values, by=cast.guilbaud, at=NOW)


def test_enter_grant_writes_in_the_role_of_the_mairie(nieul, as_mairie):
    with as_mairie():
        enter(nieul, title=" Fonds   d’urgence ")
        [told] = grants_page(TODAY).binding
    assert (told.grant.title, told.left) == ("Fonds d’urgence", "encore 5 ans et 1 mois")


@pytest.mark.parametrize(
    ("values", "field"),
    [({"amount": Decimal(0)}, "amount"), ({"ends_on": date(2022, 1, 1)}, "ends_on"),
     ({"purpose": "running", "ends_on": None}, "ends_on")],
)  # fmt: skip
def test_enter_grant_refuses_what_the_database_does_not_keep(nieul, values, field):
    with pytest.raises(GrantRefused) as refused:
        enter(nieul, **values)
    assert refused.value.field == field


def test_enter_grant_is_for_the_mairie(nieul):
    with pytest.raises(PermissionDenied):
        enter_grant(values=REGION, by=nieul.texier, at=NOW)


def test_change_grant_raises_its_version_once(nieul):
    grant = enter(nieul)
    changed = change_grant(grant=grant, values={"conditions": ""}, version=1, by=nieul.guilbaud, at=NOW)
    assert changed.version == 2
    assert (
        change_grant(grant=grant, values={"conditions": ""}, version=2, by=nieul.guilbaud, at=NOW).version
        == 2
    )
    with pytest.raises(GrantChangedMeanwhile):
        change_grant(grant=grant, values={"title": "X"}, version=1, by=nieul.guilbaud, at=NOW)
    assert AuditEntry.objects.filter(verb="change_grant").count() == 1


def test_withdraw_grant_stays_written_and_counts_no_more(nieul):
    grant = enter(nieul)
    withdraw_grant(grant=grant, by=nieul.guilbaud, at=NOW)
    withdraw_grant(grant=grant, by=nieul.guilbaud, at=NOW)
    assert (granted(), Grant.objects.count()) == ([], 1)
    assert AuditEntry.objects.filter(verb="withdraw_grant").count() == 1


def test_grants_page_tells_apart_those_that_are_over(nieul):
    enter(nieul, ends_on=date(2026, 1, 1))
    enter(nieul)
    found = grants_page(TODAY)
    assert ([told.left for told in found.over], len(found.binding), found.total) == (["terminé"], 1, 100000)
