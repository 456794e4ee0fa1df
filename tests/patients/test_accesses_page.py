"""« Qui a lu quoi »: each thing by its name when it is alone, by its number otherwise; never what it says."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cabinet.models import Access
from cabinet.tenancy.scope import scoped
from tests.messaging.talk import furnish

PAGE = "/c/nieul/suivi/acces/"


@pytest.fixture
def looked(cast):
    with scoped(cast.cabinet.pk):
        furnish(cast)
        said = {"at": timezone.now(), "by": cast.jaulin, "screen": "patients:file", "address": "192.0.2.7"}
        for verb, kind, subjects in [
            ("read", "patients.patient", [cast.patient.pk]),
            ("listed", "patients.patient", [cast.patient.pk, cast.texier.pk]),
            ("read", "messaging.conversation", [cast.team.pk]),
            ("read", "retrocession.statement", [cast.texier.pk]),
        ]:
            Access.objects.create(verb=verb, kind=kind, subjects=subjects, **said)
    return cast


def lines(response) -> list[tuple[str, str]]:
    return [(line.verb, line.of) for line in response.context["lines"]]


def test_each_thing_is_named_or_counted(looked, as_member):
    response = as_member(looked.texier).get(PAGE)
    name = looked.patient.display_name
    assert lines(response) == [
        ("lu", "relevé, effacé depuis"),
        ("lu", "canal «\u202fÉquipe\u202f»"),
        ("liste affichée", "2 patients"),
        ("dossier lu", name),
    ]
    assert "depuis 192.0.2.7" in response.text


def test_kinds_are_told_apart_and_a_patient_s_are_theirs_alone(looked, as_member):
    client = as_member(looked.texier)
    assert [verb for verb, _ in lines(client.get(PAGE, {"kind": "messaging.conversation"}))] == ["lu"]
    of_patient = client.get(PAGE, {"patient": str(looked.patient.pk)})
    assert {line.access.kind for line in of_patient.context["lines"]} == {"patients.patient"}
    assert client.get(PAGE, {"kind": "autre"}).status_code == 422


def test_page_is_of_titulaires(looked, as_member):
    assert as_member(looked.jaulin).get(PAGE).status_code == 403


@pytest.mark.parametrize("number", [1, 30])
def test_statements_do_not_depend_on_lines(looked, as_member, number, django_assert_num_queries):
    from patients.queries.accesses import Asked, access_lines, accesses

    with scoped(looked.cabinet.pk):
        said = {"at": timezone.now(), "by": looked.jaulin, "verb": "read", "screen": "messaging:mail"}
        row = {"kind": "messaging.mail", "subjects": [looked.team.pk]} | said
        Access.objects.bulk_create([Access(**row) for _ in range(number)])
        with django_assert_num_queries(2):
            assert len(access_lines(accesses(Asked(kind="messaging.mail")))) == number


def test_file_for_a_patient_says_what_concerns_them_only(looked, as_member):
    from tests.cast import confirmed

    address = reverse("patients:accesses-file", args=["nieul", looked.patient.pk])
    text = confirmed(as_member(looked.texier)).get(address).content.decode("utf-8-sig")
    assert len(text.splitlines()) == 3
    assert "canal" not in text
