"""What is opened leaves one line for each thing, written in one statement: statements, contracts, letters."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cabinet.models import Access
from cabinet.tenancy.scope import scoped
from tests.isolation.conftest import client_of, read
from tests.isolation.routes import routes


def lines_of(scene) -> dict:
    with scoped(scene.ours.cabinet.pk):
        return {row.pk: row for row in Access.objects.all()}


#: Who reads what, and the kinds of things of which a line is left.
OPENED = [
    ("titulaire", "retrocession:statement", {"retrocession.statement"}),
    ("titulaire", "retrocession:statement-pdf", {"retrocession.statement"}),
    ("titulaire", "api-statement", {"retrocession.statement"}),
    ("titulaire", "api-statements", {"retrocession.statement"}),
    ("titulaire", "api-statement-pdf", {"retrocession.statement"}),
    ("titulaire", "retrocession:contract", {"retrocession.contract"}),
    ("titulaire", "retrocession:contract-file", {"retrocession.contract"}),
    ("titulaire", "api-contract", {"retrocession.contract"}),
    ("titulaire", "api-contracts", {"retrocession.contract"}),
    ("titulaire", "api-contract-pdf", {"retrocession.contract"}),
    ("titulaire", "retrocession:transfer-file", {"retrocession.transferfile"}),
    ("titulaire", "retrocession:my-statement", {"retrocession.statement"}),
    ("titulaire", "retrocession:my-statement-pdf", {"retrocession.statement"}),
    ("titulaire", "retrocession:my-contract-file", {"retrocession.contract"}),
    ("secretaire", "retrocession:month-closing", {"retrocession.statement"}),
    ("secretaire", "messaging:mail", {"messaging.mail", "patients.patient"}),
    ("secretaire", "api-mail", {"messaging.mail", "patients.patient"}),
    ("secretaire", "messaging:thread", {"messaging.conversation"}),
    ("secretaire", "messaging:message", {"messaging.conversation"}),
    ("secretaire", "api-messages", {"messaging.conversation"}),
]


@pytest.mark.parametrize(("role", "name", "kinds"), OPENED, ids=[row[1] for row in OPENED])
def test_what_is_opened_is_traced_once_in_one_statement(scene, role, name, kinds):
    player, before = scene.player(role), lines_of(scene)
    [route] = [route for route in routes() if route.name == name]
    with CaptureQueriesContext(connection) as asked:
        assert read(client_of(player), route, scene.ours).status_code == 200
    new = [row for pk, row in lines_of(scene).items() if pk not in before]
    beside = [row for row in new if (row.kind, row.verb) == ("patients.patient", "listed")]
    assert {row.kind for row in new if row not in beside} == kinds
    assert {row.by_id for row in new} == {player.pk}
    inserts = [said["sql"] for said in asked if said["sql"].startswith('INSERT INTO "cabinet_access"')]
    assert len(inserts) <= len({row.verb for row in new})
