"""Fields that nobody asked for change nothing: practice, id, role, amounts, states, dates, authors."""

import json
import re
from urllib.parse import urlencode

import pytest
from django.db import connection, models

from cabinet.models import Cabinet, Person
from cabinet.tenancy.checks import tenant_models
from cabinet.tenancy.scope import scoped
from tests.isolation.conftest import FORM, address, client_of, undone
from tests.isolation.digests import tenant_tables
from tests.isolation.payloads import PAYLOADS, identifiers
from tests.isolation.routes import routes

ROUTES = {route.name: route for route in routes()}
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
#: Keys of invitations, in an e-mail and as a digest: made anew each time.
RANDOM = re.compile(r"(?<=/invitation/)[\w-]+|[0-9a-f]{64}")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+\+00:00")
#: Refused in the scene as it is: a month to send back is verified, a file to correct is not written yet, a
#: contract to change is a draft. A series reads hours or a room, and says no to what it cannot read. A feed
#: is written in no table of the practice. A month is corrected or exchanged between two titulaires, and the
#: scene has one. What payers return is written by a practice that shares what it receives, and the scene's
#: shares what it bills. A letter to take back was read, and one to route has another practice to go to.
STEP_ASIDE = {
    "messaging:mail-taking-back",
    "messaging:mail-routing",
    "retrocession:payments-ticked",
    "retrocession:payment-cancellation",
    "retrocession:designation-correction",
    "api-designation-corrections",
    "api-exchanges",
    "retrocession:send-back",
    "retrocession:receipt-set-aside",
    "retrocession:contract-terms",
    "retrocession:contract-answer",
    "planning:series-new",
    "planning:series-change",
    "api-series-list",
    "api-series",
    "planning:my-feeds",
}


def hostile(scene) -> dict[str, str]:
    """Every column of every model, with a value that would hurt."""
    extra = {}
    for model in (*tenant_models(), Cabinet, Person):
        for field in model._meta.local_concrete_fields:
            for name in (field.name, field.attname):
                extra[name] = hurting(field)
    return (
        extra | identifiers(scene.theirs) | {"is_staff": "true", "is_superuser": "true", "role": "titulaire"}
    )


def hurting(field: models.Field) -> str:
    kind = field.get_internal_type()
    if "Date" in kind:
        return "2001-01-01T00:00:00Z" if kind == "DateTimeField" else "2001-01-01"
    if "Integer" in kind or kind == "DecimalField":
        return "9999"
    return "true" if kind == "BooleanField" else "Piraté"


def rows(scene, known: set[str]) -> list[str]:
    """All rows of ours as text; ids made since, and instants, are made alike."""
    found = []
    with scoped(scene.ours.cabinet.pk), connection.cursor() as cursor:
        for table in tenant_tables():
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t')
            found += [f"{table} {row}" for (row,) in cursor.fetchall()]
    alike = (UUID.sub(lambda m: m[0] if m[0] in known else "new", row) for row in found)
    return sorted(INSTANT.sub("instant", RANDOM.sub("random", row)) for row in alike)


def ids(scene) -> set[str]:
    found = set()
    for objects in (scene.ours, scene.theirs):
        with scoped(objects.cabinet.pk, person_id=objects.texier.person_id), connection.cursor() as cursor:
            for table in tenant_tables():
                cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t')
                found |= {match for (row,) in cursor.fetchall() for match in UUID.findall(row)}
    return found


@pytest.mark.parametrize(("name", "method"), [key for key in PAYLOADS if key[0] not in STEP_ASIDE])
def test_extra_fields_change_nothing(scene, name, method):
    route, known, data = ROUTES[name], ids(scene), PAYLOADS[name, method](scene.ours)
    client = client_of(scene.ours.texier)

    def send(values):
        kind, body = ("application/json", json.dumps(values)) if route.is_api else (FORM, form(values))
        with undone():
            status = client.generic(method, address(route, scene.ours), body, content_type=kind).status_code
            return status, rows(scene, known)

    untouched = rows(scene, known)
    status, asked = send(data)
    assert status in (200, 201, 204, 302)
    assert asked != untouched
    assert send(hostile(scene) | data) == (status, asked)


def form(values: dict) -> str:
    return urlencode(values)
