"""« Je prends », « Pas cette fois »: one tap for the right person, nothing for anybody else or a machine."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from cabinet import jobs
from cabinet.clock import in_paris
from cabinet.models import AuditEntry, Membership
from cabinet.tenancy.scope import scoped
from planning.actions import book_presence, release_presence
from planning.actions.calls import open_call
from planning.call_links import claim_path, decline_path
from planning.models import CallAsk, CallClaim, Presence, SpecialPeriod
from tests.planning.conftest import FRIDAY, MONDAY, NOW, THURSDAY, TUESDAY, WEDNESDAY


@pytest.fixture
def asked(signed_in):
    """Dr Fradin is asked for the week of 8 March; `link(on)` is hers, as her e-mail has it."""
    cast = signed_in
    with scoped(cast.cabinet.pk):
        cast.call = open_call(monday=MONDAY, by=cast.jaulin, at=NOW)
        cast.ask = CallAsk.objects.get(call=cast.call, membership=cast.fradin)

    def link(on=TUESDAY, period="day") -> str:
        with scoped(cast.cabinet.pk):
            return claim_path(cast.ask, cast.fradin.person_id, on, period)

    cast.link = link
    return cast


def booked(cast) -> list[tuple]:
    with scoped(cast.cabinet.pk):
        return [
            (p.membership.person.last_name, p.on, p.period)
            for p in Presence.objects.sure().filter(on__gte=MONDAY).select_related("membership__person")
        ]


def book(cast, key: str, on, period="day", **values) -> Presence:
    with scoped(cast.cabinet.pk):
        member = getattr(cast, key)
        return book_presence(
            **{"membership": member, "on": on, "period": period, "by": member, "at": NOW} | values
        )


def refusal_of(response) -> str:
    text = re.search(r'class="notice-body">(.*?)</div>', response.content.decode(), re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", text[1]).split()) if text else ""


def test_one_tap_books_the_day(asked):
    client, link = asked.as_member(asked.fradin), asked.link()
    page = client.get(link)
    assert (page.status_code, "data-sends-itself" in page.content.decode()) == (200, True)
    assert booked(asked) == []
    response = client.post(link, follow=True)
    assert "C’est noté, merci." in response.content.decode()
    assert booked(asked) == [("Fradin", TUESDAY, "day")]
    with scoped(asked.cabinet.pk):
        presence = Presence.objects.sure().get(on=TUESDAY)
        assert (presence.call, CallClaim.objects.get().presence) == (asked.call, presence)
        assert CallAsk.objects.get(pk=asked.ask.pk).answer == "taken"
        assert AuditEntry.objects.filter(verb="book_presence").count() == 1


@pytest.mark.parametrize("method", ["get", "head", "options"])
@pytest.mark.parametrize("signed", [True, False])
def test_scanner_books_nothing(asked, method, signed):
    client = asked.as_member(asked.fradin) if signed else Client()
    for link in (asked.link(), decline_path(asked.ask, asked.fradin.person_id)):
        getattr(client, method)(link)
    assert booked(asked) == []
    with scoped(asked.cabinet.pk):
        assert CallAsk.objects.get(pk=asked.ask.pk).answer == ""


def test_without_session_one_signs_in_and_comes_back(asked):
    client, link = Client(), asked.link()
    for method in ("get", "post"):
        response = getattr(client, method)(link)
        assert (response.status_code, response["Location"]) == (
            302, f"/compte/login/?next={link.replace(':', '%3A')}",
        )  # fmt: skip
    assert booked(asked) == []
    response = client.post(
        "/compte/login/",
        {"login": "fradin@nieul.example", "password": "un-mot-de-passe-de-bocage", "next": link},
    )
    assert response["Location"] == link


def test_post_without_csrf_books_nothing(asked):
    client = Client(enforce_csrf_checks=True)
    client.force_login(asked.fradin.person)
    assert client.post(asked.link()).status_code == 403
    assert booked(asked) == []


@pytest.mark.parametrize("who", ["rabiller", "texier", "jaulin", "guilbaud", "stranger"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_link_of_somebody_else_says_so_and_books_nothing(asked, who, method):
    response = getattr(asked.as_member(getattr(asked, who)), method)(asked.link())
    assert response.status_code == 404
    assert "envoyé à quelqu’un d’autre" in response.content.decode()
    assert booked(asked) == []


@pytest.mark.parametrize(
    "spoil",
    [lambda t: t[:-3] + "/", lambda t: t.replace("/je-prends/", "/je-prends/x"), lambda t: t[:-20] + "/"],
)
def test_link_that_was_cut_is_unreadable(asked, spoil):
    response = asked.as_member(asked.fradin).post(spoil(asked.link()))
    assert response.status_code == 404
    assert "son adresse est incomplète" in response.content.decode()
    assert booked(asked) == []


def test_link_of_one_kind_is_not_the_other(asked):
    token = decline_path(asked.ask, asked.fradin.person_id).split("/")[-2]
    assert asked.as_member(asked.fradin).post(f"/je-prends/{token}/").status_code == 404


def test_used_twice_books_once(asked):
    client, link = asked.as_member(asked.fradin), asked.link()
    for _ in range(3):
        assert client.post(link).status_code == 302
    assert booked(asked) == [("Fradin", TUESDAY, "day")]


def test_link_serves_once_even_after_the_day_was_given_back(asked):
    client, link = asked.as_member(asked.fradin), asked.link()
    client.post(link)
    with scoped(asked.cabinet.pk):
        release_presence(presence=Presence.objects.sure().get(on=TUESDAY), by=asked.fradin, at=NOW)
    for method in ("get", "post"):
        response = getattr(client, method)(link)
        assert response.status_code == 410
        assert refusal_of(response).startswith("Ce lien a déjà servi")
    assert booked(asked) == []


def test_taken_meanwhile_says_by_whom_and_what_is_free(asked):
    for on in (MONDAY, TUESDAY):
        book(asked, "rabiller", on)
    client, link = asked.as_member(asked.fradin), asked.link()
    page = client.get(link)
    assert (page.status_code, "data-sends-itself" in page.content.decode()) == (409, False)
    assert refusal_of(page) == "Ce moment a été pris entre-temps par Dr Rabiller."
    page = client.post(link)
    assert page.status_code == 409
    assert refusal_of(page).startswith("Ce jour vient d’être pris par Dr Rabiller.")
    links = re.findall(r'href="(/je-prends/[^"]+)"', page.content.decode())
    assert len(links) == 3
    assert client.post(links[0]).status_code == 302
    assert ("Fradin", WEDNESDAY, "day") in booked(asked)


def test_half_taken_meanwhile_leaves_the_other_one_tap_away(asked):
    book(asked, "rabiller", TUESDAY, "morning")
    client = asked.as_member(asked.fradin)
    page = client.get(asked.link())
    assert page.status_code == 409
    assert "Je prends mardi 9 mars, l’après-midi" in page.content.decode()
    assert client.post(asked.link(period="afternoon")).status_code == 302


def test_day_over_is_expired(asked, time_machine):
    time_machine.move_to(in_paris(TUESDAY + timedelta(days=1), NOW.time()), tick=False)
    client = asked.as_member(asked.fradin)
    for method in ("get", "post"):
        response = getattr(client, method)(asked.link())
        assert response.status_code == 410
        assert "est passé" in refusal_of(response)
    assert booked(asked) == []


def test_day_closed_meanwhile_is_said(asked):
    with scoped(asked.cabinet.pk):
        SpecialPeriod.objects.create(
            kind="closure", starts_on=TUESDAY, ends_on=TUESDAY, reason="travaux", declared_at=NOW
        )
    client = asked.as_member(asked.fradin)
    assert refusal_of(client.get(asked.link())) == "Le cabinet est fermé ce jour-là (travaux)."
    assert client.post(asked.link()).status_code == 409
    assert booked(asked) == []


def test_membership_that_ended_opens_nothing(asked):
    with scoped(asked.cabinet.pk):
        Membership.objects.filter(pk=asked.fradin.pk).update(ends_on=NOW.date() - timedelta(days=1))
    response = asked.as_member(asked.fradin).post(asked.link())
    assert response.status_code == 404
    assert "Vous n’êtes plus dans le cabinet" in response.content.decode()
    assert booked(asked) == []


def test_person_held_elsewhere_is_told(asked):
    with scoped(asked.next_door.cabinet.pk):
        other = Membership.objects.create(person=asked.fradin.person, role="remplacant", starts_on=NOW.date())
        other.cabinet = asked.next_door.cabinet
        book_presence(membership=other, on=TUESDAY, period="day", by=other, at=NOW)
    client = asked.as_member(asked.fradin)
    assert client.get(asked.link()).status_code == 409
    response = client.post(asked.link())
    assert refusal_of(response) == "Vous êtes déjà ailleurs ce jour-là : Cabinet voisin."


def test_week_that_was_met_asks_before_taking_what_is_left(asked):
    for on in (MONDAY, WEDNESDAY, THURSDAY, FRIDAY):
        book(asked, "rabiller", on)
    with scoped(asked.cabinet.pk):
        jobs.run_due(at=NOW + timedelta(minutes=1))
    client = asked.as_member(asked.fradin)
    page = client.get(asked.link()).content.decode()
    assert ("l’appel est fermé" in page, "data-sends-itself" in page) == (True, False)
    client.post(asked.link())
    with scoped(asked.cabinet.pk):
        assert Presence.objects.sure().get(on=TUESDAY).call is None


def test_if_need_be_becomes_sure_through_the_link(asked):
    first = book(asked, "fradin", TUESDAY, strength="if_need_be")
    asked.as_member(asked.fradin).post(asked.link())
    with scoped(asked.cabinet.pk):
        presence = Presence.objects.standing().get(on=TUESDAY)
        assert (presence.pk, presence.is_sure, presence.call) == (first.pk, True, asked.call)


def test_not_this_time_in_one_tap(asked):
    client, link = asked.as_member(asked.fradin), decline_path(asked.ask, asked.fradin.person_id)
    assert "data-sends-itself" in client.get(link).content.decode()
    assert "On ne vous redemandera rien" in client.post(link, follow=True).content.decode()
    assert client.post(link).status_code == 302
    with scoped(asked.cabinet.pk):
        assert CallAsk.objects.get(pk=asked.ask.pk).answer == "not_this_time"
        assert AuditEntry.objects.filter(verb="decline_call").count() == 1


def test_links_of_the_message_open(asked):
    with scoped(asked.cabinet.pk):
        jobs.run_due(at=NOW)
    [body] = [m.body for m in mail.outbox if m.to == ["fradin@nieul.example"]]
    addresses = re.findall(r"https?://[^/]+(/(?:je-prends|pas-cette-fois)/\S+)", body)
    assert len(addresses) == body.count("Je prends") + body.count("Pas cette fois")
    client = asked.as_member(asked.fradin)
    assert {client.get(address).status_code for address in addresses} == {200}


PAGES = ["", "{pk}/"]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("texier", 200),
        ("jaulin", 200),
        ("fradin", 200),
        ("hervouet", 403),
        ("guilbaud", 403),
        ("stranger", 404),
    ],
)
@pytest.mark.parametrize("page", PAGES)
def test_pages_of_calls_by_role(asked, who, status, page):
    address = f"/c/nieul/planning/appels/{page.format(pk=asked.call.pk)}"
    assert asked.as_member(getattr(asked, who)).get(address).status_code == status


def test_page_tells_keepers_everything_and_locums_their_own_answer(asked):
    address = f"/c/nieul/planning/appels/{asked.call.pk}/"
    keeper = asked.as_member(asked.jaulin).get(address).content.decode()
    assert "Qui a été demandé" in keeper
    assert "Dr Rabiller" in keeper
    assert "Jours de renfort des titulaires" in keeper
    client = asked.as_member(asked.fradin)
    locum = client.get(address).content.decode()
    shown = [said in locum for said in ("Dr Rabiller", "Jours de renfort", "Votre réponse")]
    assert shown == [False, False, True]
    assert client.post(f"{address}reponse/").status_code == 302
    assert "Pas cette fois : on ne vous" in client.get(address).content.decode().replace("\u202f", " ")


def test_keeper_asks_now_from_the_list(asked):
    client = asked.as_member(asked.texier)
    response = client.post("/c/nieul/planning/appels/", {"monday": "2027-05-10"})
    with scoped(asked.cabinet.pk):
        assert response["Location"].startswith("/c/nieul/planning/appels/")
    assert client.post("/c/nieul/planning/appels/", {"monday": "x"}).status_code == 422
    assert client.post("/c/nieul/planning/appels/", {"monday": "2026-03-02"}).status_code == 422
    assert asked.as_member(asked.fradin).post("/c/nieul/planning/appels/").status_code == 403


def test_home_tells_the_forecast_and_the_call(asked):
    page = asked.as_member(asked.texier).get("/c/nieul/").content.decode()
    assert page.count("Semaine du") == 8
    assert "Il manque 4 jours" in page
    assert f"/c/nieul/planning/appels/{asked.call.pk}/" in page


API = "/api/v1/cabinets/nieul/calls/"


def test_api_lists_calls_and_takes_answers(asked):
    client = asked.as_member(asked.fradin)
    listed = client.get(API, {"open": "true"}).json()["results"]
    assert [c["stage"] for c in listed if c["monday"] == "2027-03-08"] == ["pool"]
    call = client.get(f"{API}{asked.call.pk}/").json()
    assert (call["missing_half_days"], call["answer"], call["asks"]) == (8, "", [])
    assert call["free"][0] == {"date": "2027-03-08", "period": "day", "company": []}
    answers = f"{API}{asked.call.pk}/answers/"
    taken = {"answer": "taken", "date": str(TUESDAY), "period": "day"}
    response = client.post(answers, taken, content_type="application/json")
    assert (response.status_code, response.json()["answer"]) == (201, "taken")
    assert booked(asked) == [("Fradin", TUESDAY, "day")]
    client = asked.as_member(asked.rabiller)
    response = client.post(answers, taken, content_type="application/json")
    assert response.status_code == 409
    response = client.post(answers, {"answer": "not_this_time"}, content_type="application/json")
    assert response.json()["answer"] == "not_this_time"
    keeper = asked.as_member(asked.jaulin).get(f"{API}{asked.call.pk}/").json()
    assert {ask["name"]: ask["answer"] for ask in keeper["asks"]} == {
        "Dr Fradin": "taken", "Dr Rabiller": "not_this_time",
    }  # fmt: skip
