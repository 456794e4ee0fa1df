"""Whoever is shown a patient leaves one line that names them, on every page, fragment and API route."""

import pytest

from cabinet.models import Access
from cabinet.tenancy.scope import scoped
from tests.isolation.conftest import address, client_of
from tests.isolation.routes import routes
from tests.isolation.routes_expected import EXPECTED, OF_ALLAUTH
from tests.isolation.scene import PLAYERS

READ = [
    route for route in routes() if not route.name.startswith(OF_ALLAUTH) and (route.name, "GET") in EXPECTED
]
#: What is asked besides, where a page shows nobody before.
ASKED = {"patients:search": {"q": "zzanieul nom"}, "patients:book": {"qui": "zzanieul nom"}}


def lines_of(scene) -> dict:
    with scoped(scene.ours.cabinet.pk):
        return {row.pk: row for row in Access.objects.all()}


def read(client, route, scene, **headers):
    return client.get(address(route, scene.ours), ASKED.get(route.name, {}), headers=headers)


@pytest.mark.parametrize("role", PLAYERS)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
def test_patient_shown_is_a_patient_traced(scene, role, headers):
    client, player, wrong = client_of(scene.player(role)), scene.player(role), []
    patient = scene.ours.patient
    for route in READ:
        before = lines_of(scene)
        response = read(client, route, scene, **headers)
        body = b"".join(response) if response.streaming else response.content
        shown = patient.last_name.lower() in body.decode(errors="ignore").lower()
        new = [row for pk, row in lines_of(scene).items() if pk not in before]
        named = [row for row in new if row.kind == "patients.patient"]
        if shown and [patient.pk in row.subjects for row in named] != [True]:
            wrong.append(f"{route.name} shows the patient and leaves {len(named)} lines")
        if new and response.status_code >= 400:
            wrong.append(f"{route.name} answers {response.status_code} and leaves a line")
        wrong += [f"{route.name} says that another one looked" for row in new if row.by_id != player.pk]
        wrong += [f"{route.name} says {row.screen}" for row in new if row.screen != route.name]
    assert wrong == []


def test_somebody_is_shown_somewhere(scene):
    """The test above would say nothing of pages that show nobody."""
    client = client_of(scene.player("secretaire"))
    shown = {
        route.name
        for route in READ
        if scene.ours.patient.last_name.lower()
        in read(client, route, scene).content.decode(errors="ignore").lower()
    }
    assert {
        "patients:desk",
        "patients:search",
        "patients:file",
        "patients:call",
        "patients:call-backs",
        "patients:register",
        "patients:records",
        "patients:orientations",
        "patients:referrals",
        "patients:agenda",
        "patients:appointment",
        "patients:appointment-move",
        "api-appointments",
        "api-appointment",
        "api-referrals",
        "api-referral",
        "api-declarations",
        "api-record",
    } <= shown
