"""The forms of somebody at the desk: refused, all that was typed is kept; another desk was first, 409."""

import pytest
from django.urls import reverse

from cabinet.tenancy.scope import scoped
from patients.models import Patient

NEW = reverse("patients:new", args=["nieul"])
TYPED = {
    "last_name": "GRELIER",
    "first_name": "Thérèse",
    "birth_on": "12/03/1948",
    "remark": "appelle sa fille",
}


@pytest.fixture
def client(signed_in, as_member):
    return as_member(signed_in.jaulin)


def test_new_patient_without_a_birth_date_is_422_and_kept(client, signed_in):
    answer = client.post(NEW, TYPED | {"birth_on": ""})
    assert (answer.status_code, "Thérèse" in answer.content.decode()) == (422, True)
    with scoped(signed_in.cabinet.pk):
        assert not Patient.objects.exists()


def test_same_person_twice_is_409_and_kept(client, signed_in):
    assert client.post(NEW, TYPED).status_code == 302
    answer = client.post(NEW, TYPED)
    assert (answer.status_code, "Thérèse" in answer.content.decode()) == (409, True)
    with scoped(signed_in.cabinet.pk):
        assert Patient.objects.count() == 1


def test_change_of_what_another_desk_changed_is_409(client, signed_in):
    client.post(NEW, TYPED)
    with scoped(signed_in.cabinet.pk):
        patient = Patient.objects.get()
    change = reverse("patients:change", args=["nieul", patient.pk])
    assert client.post(change, TYPED | {"version": "1", "remark": "première"}).status_code == 302
    answer = client.post(change, TYPED | {"version": "1", "remark": "seconde"})
    assert (answer.status_code, "seconde" in answer.content.decode()) == (409, True)
    with scoped(signed_in.cabinet.pk):
        assert Patient.objects.get().remark == "première"
