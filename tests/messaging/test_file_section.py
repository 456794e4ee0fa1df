"""What a patient's page says of what is exchanged about them."""

import pytest
from django.urls import reverse

from cabinet.tenancy.scope import scoped
from patients.actions.care_team import add_to_care_team
from tests.messaging.mail import a_mail
from tests.patients.conftest import NOW


@pytest.mark.parametrize("follows", [False, True])
def test_page_opens_the_thread_to_who_follows_and_says_what_waits(signed_in, as_member, enter, follows):
    with scoped(signed_in.cabinet.pk):
        patient = enter()
        a_mail(signed_in.jaulin, patient=patient)
        if follows:
            add_to_care_team(patient=patient, member=signed_in.fradin, by=signed_in.jaulin, at=NOW)
    page = (
        as_member(signed_in.fradin).get(reverse("patients:file", args=["nieul", patient.pk])).content.decode()
    )
    said = ("Ouvrir la conversation", "équipe de soins du patient", "1 courrier à lire", "Demander un avis")
    assert [words in page for words in said] == [follows, not follows, True, True]


def test_telesecretariat_sees_no_exchange(signed_in, as_member, enter):
    with scoped(signed_in.cabinet.pk):
        patient = enter()
    page = as_member(signed_in.bossard).get(reverse("patients:file", args=["nieul", patient.pk]))
    assert (page.status_code, "Échanges" in page.content.decode()) == (200, False)
