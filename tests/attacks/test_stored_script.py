"""Somebody writes a program where a name is expected: everybody else reads it, and nothing runs it."""

import json

import pytest

from cabinet.members import Member
from cabinet.models import Cabinet
from cabinet.questions import PARAMETER, seal_question
from cabinet.tenancy.scope import scoped
from tests.messaging.talk import furnish, say

TAG = '"><img src=x onerror=alert(1)>'
CLOSED = "</script><script>alert(1)</script>"


@pytest.fixture
def hostile(cast):
    """A practice, people, a patient, a channel, a message and a room, all with something to run."""
    from planning.models import Room

    with scoped(cast.cabinet.pk):
        furnish(cast)
        Room.objects.create(name=f"Salle {TAG}"[:60], position=1)
        say(cast.team, cast.jaulin, f"{TAG} {CLOSED} javascript:alert(1)")
        cast.patient.last_name, cast.patient.remark = TAG, CLOSED
        cast.patient.save()
        person = cast.jaulin.person
        person.first_name, person.last_name = TAG, CLOSED
        person.save()
    Cabinet.objects.filter(pk=cast.cabinet.pk).update(name=f"Cabinet {TAG}"[:60], commune=TAG)
    return cast


def pages(cast) -> list[str]:
    return [
        "",
        "equipe/",
        "planning/",
        "accueil/",
        "patients/",
        f"patients/{cast.patient.pk}/",
        f"patients/recherche/?{PARAMETER}={seal_question('img', by=Member(cast.texier))}",
        "messages/",
        f"messages/{cast.team.pk}/",
        f"messages/recherche/?{PARAMETER}={seal_question('alert', by=Member(cast.texier))}",
        "suivi/acces/",
        "reglages/",
    ]


def test_what_people_write_is_shown_and_never_run(hostile, as_member):
    client, shown, ran = as_member(hostile.texier), 0, []
    for page in pages(hostile):
        response = client.get(f"/c/nieul/{page}")
        text = response.text
        shown += "&lt;img src=x" in text or "&lt;script&gt;" in text
        if "<img src=x" in text or "<script>alert" in text or 'href="javascript:' in text:
            ran.append(page)
        assert "unsafe" not in response["Content-Security-Policy"]
    assert ran == []
    assert shown >= 6


def test_program_in_an_answer_of_the_api_stays_json(hostile, as_member):
    response = as_member(hostile.texier).get("/api/v1/cabinets/nieul/patients/")
    assert response["Content-Type"] == "application/json"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert TAG in json.dumps(response.json(), ensure_ascii=False).replace('\\"', '"')


@pytest.mark.parametrize("name", ["fiche.svg", "fiche.html"])
def test_picture_that_is_a_program_is_not_taken(hostile, as_member, name):
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile(name, b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")
    response = as_member(hostile.texier).post("/c/nieul/pieces/", {"files": file, "file": file})
    assert response.status_code == 422
