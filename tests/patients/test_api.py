"""The API of patients: the same rules as the pages."""

import pytest

from cabinet.models import Access
from cabinet.tenancy.scope import scoped
from patients.models import Patient

PATIENTS = "/api/v1/cabinets/nieul/patients/"
SOMEBODY = {"last_name": "GRELIER", "first_name": "Thérèse", "birth_on": "1948-03-12", "criteria": ["ald"]}


@pytest.fixture
def secretary(signed_in, as_member):
    return as_member(signed_in.jaulin)


def post(client, said, **headers):
    return client.post(PATIENTS, said, content_type="application/json", headers=headers)


def test_somebody_is_entered_and_read(signed_in, secretary):
    answer = post(secretary, SOMEBODY | {"phone": "06 12 34 56 78"})
    assert answer.status_code == 201
    said = answer.json()
    assert (said["name"], said["phone"], said["wave"], said["points"]) == (
        "GRELIER Thérèse", "+33612345678", 1, 5,
    )  # fmt: skip
    assert (said["wave_reason"], said["points_reason"]) == ("ALD", "5 = ALD 3 + 75 ans 2")
    read = secretary.get(f"{PATIENTS}{said['id']}/")
    assert read.json() == said
    assert (
        secretary.get(f"{PATIENTS}{said['id']}/", headers={"If-None-Match": read["ETag"]}).status_code == 304
    )
    with scoped(signed_in.cabinet.pk):
        assert Access.objects.filter(verb="read").count() == 3


def test_the_same_key_enters_once(signed_in, secretary):
    answers = [post(secretary, SOMEBODY, **{"Idempotency-Key": "appel-12"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert post(secretary, SOMEBODY).status_code == 409
    with scoped(signed_in.cabinet.pk):
        assert Patient.objects.count() == 1


def test_a_look_alike_waits_for_an_answer(secretary):
    post(secretary, SOMEBODY)
    other = SOMEBODY | {"last_name": "GRELLIER"}
    assert post(secretary, other).status_code == 409
    assert post(secretary, other | {"kept_apart": True}).status_code == 201


def test_what_cannot_be_is_refused_by_field(secretary):
    answer = post(secretary, SOMEBODY | {"birth_on": "2031-01-01", "postcode": "8"})
    assert answer.status_code == 400
    assert {"birth_on", "postcode"} <= {*answer.json()["errors"]}


def test_a_change_needs_the_version_that_was_read(secretary):
    said = post(secretary, SOMEBODY).json()
    address = f"{PATIENTS}{said['id']}/"
    change = {"commune": "Aubigny", "version": 1}
    assert secretary.patch(address, change, content_type="application/json").json()["version"] == 2
    late = {"commune": "Nantes", "version": 1}
    assert secretary.patch(address, late, content_type="application/json").status_code == 409


def test_the_list_is_found_filtered_and_ordered(secretary):
    post(secretary, SOMEBODY | {"last_name": "NEAU", "first_name": "Abel", "criteria": []})
    post(secretary, SOMEBODY | {"criteria": ["ald", "domicile"]})
    post(secretary, SOMEBODY | {"last_name": "VINET", "birth_on": "1990-05-05"})

    def names(query):
        return [one["name"] for one in secretary.get(f"{PATIENTS}?{query}").json()["results"]]

    assert names("") == ["GRELIER Thérèse", "NEAU Abel", "VINET Thérèse"]
    assert names("search=therese gre") == ["GRELIER Thérèse"]
    assert names("search=05051990") == ["VINET Thérèse"]
    assert names("wave=1") == ["GRELIER Thérèse", "VINET Thérèse"]
    assert names("criterion=domicile") == ["GRELIER Thérèse"]
    assert names("step=called") == []
    for wrong in ("wave=4", "step=vu", "criterion=fatigue"):
        assert secretary.get(f"{PATIENTS}?{wrong}").status_code == 400


def test_the_telesecretariat_reads_contact_and_nothing_more(signed_in, secretary, as_member):
    said = post(secretary, SOMEBODY | {"remark": "sonner", "phone": "06 12 34 56 78"}).json()
    client = as_member(signed_in.bossard)
    read = client.get(f"{PATIENTS}{said['id']}/").json()
    assert {*read} == {
        "id", "name", "last_name", "birth_name", "first_name", "birth_on", "phone", "phone_typed",
        "second_phone", "second_phone_typed", "version",
    }  # fmt: skip
    assert client.post(PATIENTS, SOMEBODY, content_type="application/json").status_code == 403
    refused = client.patch(
        f"{PATIENTS}{said['id']}/", {"remark": "x", "version": 1}, content_type="application/json"
    )
    assert refused.status_code == 403


@pytest.mark.parametrize("role", ["drapeau", "naulleau", "guilbaud", "ouvrard"])
def test_others_reach_nothing(signed_in, secretary, as_member, role):
    said = post(secretary, SOMEBODY).json()
    client = as_member(getattr(signed_in, role))
    assert client.get(PATIENTS).status_code == 403
    assert client.get(f"{PATIENTS}{said['id']}/").status_code == 403
    assert as_member(signed_in.stranger).get(PATIENTS).status_code == 404
