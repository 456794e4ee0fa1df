"""Somebody tries out what belongs to another practice: by its id, and by saying that they are there."""

from uuid import uuid4

import pytest
from django.test import Client

from cabinet.models import Cabinet, Invitation
from cabinet.tenancy.scope import scoped
from tests.security.timing import is_alike, ratio


@pytest.fixture
def patient_next_door(cast):
    from django.utils import timezone

    from patients.actions.enter import enter_patient
    from tests.patients.conftest import an_entry

    with scoped(cast.next_door.cabinet.pk):
        return enter_patient(entry=an_entry(), by=cast.stranger, at=timezone.now(), kept_apart=True)


def test_id_of_the_neighbour_answers_as_one_that_is_nobodys(cast, as_member, patient_next_door):
    """Word for word, and in the same time: asked in turn, so that a slow moment is shared."""
    client = as_member(cast.texier)
    theirs = f"/c/nieul/patients/{patient_next_door.pk}/"
    nobodys = f"/c/nieul/patients/{uuid4()}/"
    answers = [client.get(address) for address in (theirs, nobodys)]
    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    found = ratio(lambda: client.get(theirs), lambda: client.get(nobodys), pairs=20)
    assert is_alike(found), found


@pytest.mark.parametrize(
    "forged",
    [
        {"headers": {"X-Cabinet": "voisin", "X-Cabinet-Id": "2", "X-Forwarded-Prefix": "/c/voisin"}},
        {"query_params": {"slug": "voisin", "cabinet": "voisin"}},
    ],
    ids=["headers", "query"],
)
def test_practice_is_the_one_of_the_address_whatever_else_is_said(cast, as_member, forged):
    client = as_member(cast.texier)
    client.cookies["cabinet"] = "voisin"
    page = client.get("/c/nieul/equipe/", **forged).text
    assert ("Texier" in page, "Voisin" in page) == (True, False)
    assert client.get("/c/voisin/equipe/", **forged).status_code == 404


def test_form_that_names_another_practice_writes_in_ones_own(cast, as_member):
    theirs = Cabinet.objects.get(slug="voisin").pk
    said = {"email": "neuf@nieul.example", "role": "remplacant", "first_name": "Neuf", "last_name": "Venu"}
    forged = {"cabinet": theirs, "cabinet_id": theirs, "slug": "voisin"}
    assert as_member(cast.jaulin).post("/c/nieul/equipe/inviter/", said | forged).status_code == 302
    for practice, number in ((cast.next_door.cabinet, 0), (cast.cabinet, 1)):
        with scoped(practice.pk):
            assert Invitation.objects.count() == number


def test_person_of_nowhere_finds_no_practice(cast):
    assert Client().get("/c/nieul/equipe/").status_code == 302
