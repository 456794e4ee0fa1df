"""The public sheet: inside, on paper, and for everybody where the practice has published it."""

import io
from datetime import date, timedelta

import pytest
from django.test import Client
from pypdf import PdfReader

from cabinet.models import AuditEntry, Cabinet
from cabinet.tenancy.scope import scoped
from planning.actions.public_sheet import publish_sheet
from planning.models import SpecialPeriod
from planning.queries.opening import opening_page
from tests.planning.conftest import FRIDAY, MONDAY, NOW, TODAY, TUESDAY, WEDNESDAY, booker

SHEET = "/c/nieul/planning/ouverture/"
PUBLIC = "/ouverture/nieul/"
MARCH = date(2027, 3, 1)


@pytest.fixture
def open_days(signed_in):
    cast = signed_in
    with scoped(cast.cabinet.pk):
        booker(cast)(cast.fradin, TUESDAY, "morning")
        booker(cast)(cast.sorin, WEDNESDAY)
        booker(cast)(cast.hervouet, WEDNESDAY)
        booker(cast)(cast.drapeau, MONDAY)
        SpecialPeriod.objects.create(
            kind="closure", starts_on=FRIDAY, ends_on=FRIDAY, reason="Travaux", declared_at=NOW
        )
    return cast


def publish(cast, public: bool = True) -> None:
    with scoped(cast.cabinet.pk):
        publish_sheet(public=public, by=cast.jaulin, at=NOW)


def text_of(pdf: bytes) -> str:
    [page] = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(page.extract_text().split())


def test_days_say_doctors_hours_and_closures(open_days):
    with scoped(open_days.cabinet.pk):
        page = opening_page(open_days.cabinet, MARCH, [MARCH], TODAY)
    said = {day.on: ([(one.who, one.hours) for one in day.doctors], day.closed) for day in page.days}
    assert len(said) == 23
    assert said[MONDAY] == ([], "")
    assert said[TUESDAY] == ([("Dr Fradin", "8\u202fh\u202f30\u202f–\u202f12\u202fh\u202f30")], "")
    assert said[WEDNESDAY] == ([("Dr Sorin", ""), ("interne", "")], "")
    assert said[FRIDAY] == ([], "fermé\u202f: Travaux")
    assert said[date(2027, 3, 29)] == ([], "férié\u202f: Lundi de Pâques")


def test_sheet_is_one_portrait_page_with_its_print_date_and_no_code(open_days):
    response = open_days.as_member(open_days.guilbaud).get(f"{SHEET}pdf/?mois=2027-03")
    text = text_of(response.content)
    assert "Jours d’ouverture, mars 2027" in text
    assert "Imprimé le lundi 1er mars 2027." in text
    assert "Dr Sorin" in text
    assert "Hervouet" not in text
    assert "Drapeau" not in text
    assert "/ouverture/" not in text


def test_published_sheet_prints_its_address_and_code(open_days, settings):
    settings.SITE_URL = "https://cabinet.example"
    publish(open_days)
    response = open_days.as_member(open_days.texier).get(f"{SHEET}pdf/?mois=2027-03")
    assert "https://cabinet.example/ouverture/nieul/" in text_of(response.content)


def test_month_full_of_doctors_holds_on_its_page(open_days):
    with scoped(open_days.cabinet.pk):
        for n in range(31):
            on = MARCH + timedelta(days=n)
            for who in ("rabiller", "texier"):
                if on.weekday() < 5 and on not in (TUESDAY, WEDNESDAY, FRIDAY, date(2027, 3, 29)):
                    booker(open_days)(getattr(open_days, who), on)
    response = open_days.as_member(open_days.texier).get(f"{SHEET}pdf/?mois=2027-03")
    assert text_of(response.content).count("Dr Rabiller") == 19


def test_public_page_is_nothing_until_it_is_published(open_days):
    assert Client().get(PUBLIC).status_code == 404
    publish(open_days)
    assert Client().get(PUBLIC).status_code == 200
    publish(open_days, False)
    assert Client().get(PUBLIC).status_code == 404
    assert Client().get("/ouverture/nulle-part/").status_code == 404


def test_public_page_tells_days_and_doctors_and_nothing_else(open_days):
    publish(open_days)
    response = Client().get(PUBLIC, {"mois": "2027-03"})
    page = response.content.decode()
    assert (response["Cache-Control"], dict(response.cookies)) == ("public, max-age=300", {})
    assert "Dr Fradin" in page
    assert "Fermé\u202f: Travaux" in page
    for name in ("Hervouet", "Drapeau", "Jaulin", "csrf", "/c/nieul/"):
        assert name not in page


@pytest.mark.parametrize("role", ["fradin", "stranger"])
def test_public_page_is_the_same_for_somebody_signed_in(open_days, role):
    publish(open_days)
    response = open_days.as_member(getattr(open_days, role)).get(PUBLIC)
    assert response.status_code == 200
    assert "/c/nieul/" not in response.content.decode()


@pytest.mark.parametrize(
    ("asked", "shown"), [("2027-06", 6), ("2027-02", 2), ("2027-07", 3), ("2026-12", 3), ("x", 3)]
)
def test_public_page_shows_five_months_only(open_days, asked, shown):
    publish(open_days)
    assert Client().get(PUBLIC, {"mois": asked}).context["page"].month.month == shown


@pytest.mark.parametrize("how_many", [1, 20])
def test_public_page_takes_as_many_statements_for_any_number_of_rows(
    open_days, django_assert_num_queries, how_many
):
    publish(open_days)
    with scoped(open_days.cabinet.pk):
        for n in range(how_many):
            on = date(2027, 3, 1) + timedelta(days=n)
            if on.weekday() < 5 and on != FRIDAY:
                booker(open_days)(open_days.rabiller, on)
    with django_assert_num_queries(10):
        assert Client().get(PUBLIC).status_code == 200


def test_publication_is_recorded_once(open_days):
    client = open_days.as_member(open_days.jaulin)
    for public in ("1", "1", "0"):
        assert client.post(f"{SHEET}publication/", {"public": public}).status_code == 302
    with scoped(open_days.cabinet.pk):
        assert list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))[-2:] == [
            "publish_sheet",
            "withdraw_sheet",
        ]
    assert not Cabinet.objects.get(pk=open_days.cabinet.pk).public_sheet


@pytest.mark.parametrize("role", ["fradin", "bossard", "guilbaud", "ouvrard"])
def test_only_who_keeps_the_calendar_publishes(open_days, role):
    client = open_days.as_member(getattr(open_days, role))
    assert client.post(f"{SHEET}publication/", {"public": "1"}).status_code == 403
    assert "Publier la page" not in client.get(SHEET).content.decode()
