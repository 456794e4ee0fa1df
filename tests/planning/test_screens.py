"""The screens of the calendar: what they show, what they change, who may."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cabinet.models import Membership, Person
from cabinet.tenancy.scope import scoped
from planning.models import Presence
from tests.planning.conftest import FRIDAY, TUESDAY, WEDNESDAY, booker

MARCH = "/c/nieul/planning/?mois=2027-03"
HTMX = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{MARCH}"}
ROLES = [
    "texier", "fradin", "hervouet", "jaulin", "bossard", "drapeau", "naulleau", "guilbaud", "ouvrard",
]  # fmt: skip
HOLDERS = ["texier", "fradin", "hervouet", "drapeau"]


def address(name: str, *args) -> str:
    return reverse(f"planning:{name}", args=["nieul", *args])


def booked(cast, key: str, on, period: str = "day", **values) -> Presence:
    with scoped(cast.cabinet.pk):
        return booker(cast)(getattr(cast, key), on, period, **values)


def standing(cast) -> list[tuple]:
    with scoped(cast.cabinet.pk):
        found = Presence.objects.standing().select_related("membership__person")
        return [(p.membership.person.last_name, p.on, p.period) for p in found]


@pytest.mark.parametrize("role", ROLES)
def test_month_is_open_to_every_role(signed_in, role):
    booked(signed_in, "fradin", WEDNESDAY)
    response = signed_in.as_member(getattr(signed_in, role)).get(MARCH)
    assert response.status_code == 200
    page = response.content.decode()
    assert page.count('class="week-line"') == 5
    assert 'id="jour-2027-03-10"' in page
    assert page.count("vacances zone B") == 1


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_day_is_open_to_every_role(signed_in, role, headers):
    booked(signed_in, "fradin", WEDNESDAY)
    response = signed_in.as_member(getattr(signed_in, role)).get(address("day", WEDNESDAY), headers=headers)
    page = response.content.decode()
    assert (response.status_code, "<html" in page) == (200, not headers)
    assert "Mercredi 10 mars" in page


@pytest.mark.parametrize("path", ["/c/nieul/planning/", "/c/nieul/planning/2027-03-10/"])
def test_stranger_finds_nothing(signed_in, path):
    assert signed_in.as_member(signed_in.stranger).get(path).status_code == 404


def test_stranger_neither_books_nor_releases(signed_in):
    presence = booked(signed_in, "fradin", WEDNESDAY)
    client = signed_in.as_member(signed_in.stranger)
    assert client.post(address("book", FRIDAY), {"period": "day"}).status_code == 404
    assert client.post(address("release", presence.pk)).status_code == 404
    path = reverse("planning:release", args=["voisin", presence.pk])
    assert client.post(path).status_code == 404
    assert standing(signed_in) == [("Fradin", WEDNESDAY, "day")]


@pytest.mark.parametrize("role", ["jaulin", "bossard", "naulleau", "guilbaud", "ouvrard"])
def test_day_without_right_to_hold_it_offers_no_day(signed_in, role):
    page = signed_in.as_member(getattr(signed_in, role)).get(address("day", WEDNESDAY)).content.decode()
    assert "Je prends cette journée" not in page
    assert ("Inscrire cette personne" in page) == (role == "jaulin")


@pytest.mark.parametrize("role", ["bossard", "naulleau", "guilbaud", "ouvrard"])
def test_wrong_role_is_403(signed_in, role):
    presence = booked(signed_in, "fradin", WEDNESDAY)
    client = signed_in.as_member(getattr(signed_in, role))
    assert client.post(address("book", FRIDAY), {"period": "day"}).status_code == 403
    assert client.post(address("release", presence.pk), {"reason": "x"}).status_code == 403


def test_locum_does_not_release_a_colleague_s_day(signed_in):
    presence = booked(signed_in, "fradin", WEDNESDAY)
    client = signed_in.as_member(signed_in.rabiller)
    assert client.post(address("release", presence.pk)).status_code == 403


@pytest.mark.parametrize("role", HOLDERS)
def test_day_is_booked_without_script(signed_in, role):
    client = signed_in.as_member(getattr(signed_in, role))
    response = client.post(address("book", WEDNESDAY), {"period": "day"}, follow=True)
    assert response.redirect_chain == [("/c/nieul/planning/?mois=2027-03#jour-2027-03-10", 302)]
    assert "C’est noté\u202f: mercredi 10 mars, Bureau 1." in response.content.decode()
    assert len(standing(signed_in)) == 1


def test_booking_brings_its_cell_and_its_week_up_to_date(signed_in):
    client = signed_in.as_member(signed_in.fradin)
    response = client.post(address("book", WEDNESDAY), {"period": "day"}, headers=HTMX)
    page = response.content.decode()
    assert response.status_code == 200
    assert page.count("hx-swap-oob") == 3
    assert 'id="semaine-2027-03-08"' in page
    assert 'id="jour-2027-03-10" class="day day-mine"' in page
    assert "1 jour sur 4" in page
    assert '"close-dialog"' in response["HX-Trigger"]
    assert '"kind": "done"' in response["HX-Trigger"]


def test_booking_from_one_s_own_page_shows_it_again(signed_in):
    client = signed_in.as_member(signed_in.fradin)
    headers = HTMX | {"HX-Current-URL": "http://testserver/mes-jours/?mois=2027-03"}
    response = client.post(address("book", WEDNESDAY), {"period": "day"}, headers=headers)
    assert response["HX-Refresh"] == "true"


def test_release_frees_the_cell(signed_in):
    presence = booked(signed_in, "fradin", WEDNESDAY)
    client = signed_in.as_member(signed_in.fradin)
    response = client.post(address("release", presence.pk), headers=HTMX)
    assert 'id="jour-2027-03-10" class="day day-free"' in response.content.decode()
    assert standing(signed_in) == []


def test_late_release_without_reason_is_422_and_says_so(signed_in):
    presence = booked(signed_in, "fradin", date(2027, 3, 3))
    client = signed_in.as_member(signed_in.fradin)
    response = client.post(address("release", presence.pk), headers=HTMX)
    assert response.status_code == 422
    assert "dites pourquoi en quelques mots" in response.content.decode()
    assert client.post(address("release", presence.pk), {"reason": "covid"}).status_code == 302
    assert standing(signed_in) == []


def test_taken_day_is_409_with_what_is_left(signed_in):
    booked(signed_in, "sorin", WEDNESDAY, room=signed_in.rooms[0])
    client = signed_in.as_member(signed_in.fradin)
    posted = {"period": "day", "room": str(signed_in.rooms[0].pk)}
    response = client.post(address("book", WEDNESDAY), posted, headers=HTMX)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Dr Sorin vient de prendre Bureau 1." in page
    assert 'href="/c/nieul/planning/2027-03-09/"' in page
    assert "Je prends cette journée" in page
    assert standing(signed_in) == [("Sorin", WEDNESDAY, "day")]


@pytest.mark.parametrize(
    "posted", [{}, {"period": "night"}, {"period": "day", "room": "x"}, {"period": "day", "membership": "1"}]
)
def test_nonsense_is_422_and_writes_nothing(signed_in, posted):
    client = signed_in.as_member(signed_in.fradin)
    assert client.post(address("book", WEDNESDAY), posted, headers=HTMX).status_code == 422
    assert standing(signed_in) == []


def test_secretary_books_for_somebody_else(signed_in):
    client = signed_in.as_member(signed_in.jaulin)
    posted = {"period": "morning", "membership": str(signed_in.fradin.pk)}
    response = client.post(address("book", WEDNESDAY), posted, follow=True)
    assert "Dr Fradin\u202f: mercredi 10 mars matin, Bureau 1." in response.content.decode()
    assert standing(signed_in) == [("Fradin", WEDNESDAY, "morning")]


def test_locum_does_not_book_for_somebody_else(signed_in):
    client = signed_in.as_member(signed_in.fradin)
    posted = {"period": "day", "membership": str(signed_in.rabiller.pk)}
    assert client.post(address("book", WEDNESDAY), posted).status_code == 403
    assert standing(signed_in) == []


def test_sheet_says_who_else_is_there_and_where_one_is_not_alone(signed_in):
    booked(signed_in, "drapeau", WEDNESDAY, room=signed_in.rooms[2])
    booked(signed_in, "sorin", TUESDAY)
    booked(signed_in, "hervouet", TUESDAY)
    page = signed_in.as_member(signed_in.fradin).get(address("day", WEDNESDAY)).content.decode()
    assert "Avec vous\u202f: Hélène Drapeau (infirmière ASALÉE, Bureau infirmier)." in page
    assert "Pas d’autre médecin ce jour-là\u202f; <strong>mardi 9, deux confrères.</strong>" in page


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2027, 3, 29), "Jour férié\u202f: Lundi de Pâques."),
        (date(2027, 2, 26), "Ce jour est passé."),
        (date(2027, 3, 14), "Le cabinet n’ouvre pas le dimanche."),
    ],
)
def test_sheet_of_a_closed_day_says_why(signed_in, on, said):
    page = signed_in.as_member(signed_in.fradin).get(address("day", on)).content.decode()
    assert said in page
    assert "Je prends" not in page


@pytest.mark.parametrize("path", ["/c/nieul/planning/2027-02-30/", "/c/nieul/planning/9999-99-99/"])
def test_day_that_does_not_exist_is_no_page(signed_in, path):
    assert signed_in.as_member(signed_in.fradin).get(path).status_code == 404


@pytest.mark.parametrize("text", ["", "2027-13", "hier", "0000-00", "9999-12", "0001-01"])
def test_unreadable_month_is_no_error(signed_in, text):
    assert signed_in.as_member(signed_in.fradin).get("/c/nieul/planning/", {"mois": text}).status_code == 200


def test_saturday_with_somebody_has_its_column(signed_in):
    booked(signed_in, "fradin", date(2027, 3, 13))
    page = signed_in.as_member(signed_in.fradin).get(MARCH).content.decode()
    assert "week-six" in page
    assert "sam." in page


@pytest.mark.parametrize("path", [MARCH, "/c/nieul/planning/2027-03-10/", "/mes-jours/?mois=2027-03"])
def test_reading_writes_nothing(signed_in, path):
    client = signed_in.as_member(signed_in.fradin)
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    verbs = {query["sql"].split()[0] for query in queries.captured_queries}
    assert verbs <= {"SELECT", "SAVEPOINT", "RELEASE"}


def fill(cast, how_many: int) -> None:
    """So many people, each with a day, in the month and after it."""
    with scoped(cast.cabinet.pk):
        for n in range(how_many):
            person = Person.objects.create(email=f"l{n}@nieul.example", first_name="L", last_name=f"M{n}")
            member = Membership.objects.create(person=person, role="remplacant", starts_on=date(2026, 1, 1))
            member.cabinet = cast.cabinet
            on = date(2027, 3, 1) + timedelta(days=n)
            booker(cast)(member, on, by=cast.texier)


@pytest.mark.parametrize("how_many", [1, 30])
@pytest.mark.parametrize(
    ("role", "path", "expected"),
    [
        ("fradin", MARCH, 14),
        ("guilbaud", MARCH, 14),
        ("fradin", "/c/nieul/planning/semaine/2027-03-10/", 15),
        ("guilbaud", "/c/nieul/planning/semaine/2027-03-10/", 15),
        ("fradin", "/c/nieul/planning/ouverture/?mois=2027-03", 14),
        ("fradin", "/c/nieul/planning/2027-03-10/", 17),
        ("jaulin", "/c/nieul/planning/2027-03-10/", 19),
        ("fradin", "/mes-jours/?mois=2027-03", 15),
    ],
)
def test_statements_do_not_depend_on_rows(
    signed_in, django_assert_num_queries, role, path, expected, how_many
):
    fill(signed_in, how_many)
    client = signed_in.as_member(getattr(signed_in, role))
    client.get(path)
    with django_assert_num_queries(expected):
        assert client.get(path).status_code == 200
