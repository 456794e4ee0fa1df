"""Somebody is found as one types, and each list that shows somebody leaves a trace."""

from datetime import date

import pytest
from django.urls import reverse

from cabinet.models import Access
from cabinet.tenancy.scope import scoped
from patients.queries.search import search_patients
from tests.patients.conftest import NOW


@pytest.fixture
def crowd(nieul, enter):
    return {
        patient.last_name: patient
        for patient in (
            enter("HÉRIEAU", "Jean-Marc", date(1948, 3, 12), phone="06 12 34 56 78", commune="Nieul"),
            enter("D’Épaud", "Marie", date(1950, 1, 2), birth_name="Hérieau", phone="02 51 00 00 12"),
            enter("MARCHAND", "Odile", date(1971, 12, 3)),
        )
    }


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("heri", ["HÉRIEAU", "D’Épaud"]),
        ("Hérieau", ["HÉRIEAU", "D’Épaud"]),
        ("marc", ["MARCHAND", "HÉRIEAU"]),
        ("marc heri", ["HÉRIEAU"]),
        ("d'epaud", ["D’Épaud"]),
        ("12031948", ["HÉRIEAU"]),
        ("12/03/1948", ["HÉRIEAU"]),
        ("02/01/50", ["D’Épaud"]),
        ("06 12 34", ["HÉRIEAU"]),
        ("+33 2 51", ["D’Épaud"]),
        ("56 78", ["HÉRIEAU"]),
        ("heri 0251", ["D’Épaud"]),
        ("personne", []),
        ("h", []),
        ("%", []),
        ("", []),
    ],
)
def test_search_finds_by_any_piece(nieul, crowd, typed, expected):
    found = search_patients(nieul.jaulin, typed, NOW).found
    assert [one.name.split()[0] for one in found] == [name.upper() for name in expected]


def test_search_shows_ten_and_says_that_there_are_more(nieul, enter, django_assert_num_queries):
    for number in range(12):
        enter(f"NEAU {number:02d}", "Abel")
    with django_assert_num_queries(1):
        results = search_patients(nieul.jaulin, "neau", NOW)
    assert (len(results.found), results.more) == (10, True)
    assert [one.name for one in results.found][:2] == ["NEAU 00 Abel", "NEAU 01 Abel"]


def test_search_tells_the_telesecretariat_less(nieul, crowd):
    [one] = search_patients(nieul.jaulin, "12031948", NOW).found
    assert (one.commune, one.step_said) == ("Nieul", "en attente")
    [one] = search_patients(nieul.bossard, "12031948", NOW).found
    assert (one.commune, one.step_said, one.phone) == ("", "", "+33612345678")


def test_search_leaves_one_line_for_each_list_shown(signed_in, as_member, enter):
    with scoped(signed_in.cabinet.pk):
        patient = enter("HÉRIEAU", "Jean-Marc")
    client, path = as_member(signed_in.jaulin), reverse("patients:search", args=["nieul"])
    for typed in ("heri", "personne", "h", "heri"):
        assert client.post(path, {"q": typed}, headers={"HX-Request": "true"}).status_code == 200
    with scoped(signed_in.cabinet.pk):
        lines = [(line.verb, line.subjects, line.screen, line.by_id) for line in Access.objects.all()]
    assert lines == [("found", [patient.pk], "patients:search", signed_in.jaulin.pk)] * 2


def test_search_is_a_page_without_script_that_may_be_read_again(signed_in, as_member, enter):
    with scoped(signed_in.cabinet.pk):
        enter("HÉRIEAU", "Jean-Marc")
    client, path = as_member(signed_in.jaulin), reverse("patients:search", args=["nieul"])
    led = client.post(path, {"q": "heri"}).url
    assert "heri" not in led
    for _ in range(2):
        assert "HÉRIEAU Jean-Marc" in client.get(led).text
    said = client.post(path, {"q": "<b>zz"}, follow=True).text
    assert "&lt;b&gt;zz" in said
    assert "<b>zz" not in said


def test_sealed_question_opens_for_who_asked_it_there_and_unaltered(signed_in, as_member, enter):
    with scoped(signed_in.cabinet.pk):
        enter("HÉRIEAU", "Jean-Marc")
    asker, path = as_member(signed_in.jaulin), reverse("patients:search", args=["nieul"])
    sealed = asker.post(path, {"q": "heri"}).url.partition("=")[2]
    altered = sealed[:-2] + ("AA" if sealed[-2:] != "AA" else "BB")
    for other in ("heri", altered, "é" * 9, sealed[:10], ""):
        page = asker.get(path, {"cherche": other})
        assert (page.status_code, page.context["results"].typed) == (200, "")
    another = as_member(signed_in.texier).get(path, {"cherche": sealed})
    assert another.context["results"].typed == ""


def test_question_in_the_address_is_not_looked_at(signed_in, as_member):
    page = as_member(signed_in.jaulin).get(reverse("patients:search", args=["nieul"]), {"q": "heri"})
    assert page.context["results"].typed == ""
