"""The door: a wrong password, too many of them, a session that ended while the coffee cooled."""

from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, SLUG, fill_door
from tests.journeys.watching import axe, holds_in_width


def alter_session(page: Page, **values) -> None:
    """The only session there is, as if its owner had been away."""
    (key,) = [cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "session"]
    session = SessionStore(key)
    session.update(values)
    session.save()


def test_wrong_password_is_said_and_the_address_kept(practice, visit):
    page = visit(PHONE)
    page.goto("/")
    axe(page)
    holds_in_width(page)
    fill_door(page, "kevin.rabiller", "pas le bon mot de passe")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Adresse e-mail")).to_have_value(f"kevin.rabiller@{SLUG}.example")
    axe(page)
    fill_door(page, "kevin.rabiller")
    page.wait_for_url(lambda address: "/compte/" not in address)


def test_too_many_tries_are_refused_in_french(practice, visit):
    """Five wrong passwords close the account's door for a while; thirty tries, the door of that network."""
    page = visit(PHONE)
    page.goto("/compte/login/")
    for _ in range(6):
        fill_door(page, "kevin.rabiller", "pas le bon mot de passe")
        expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("Trop de tentatives")
    axe(page)
    try_until_refused(page)
    with page.watch.refused(429):
        fill_door(page, "kevin.rabiller")
        expect(page.get_by_role("heading", name="Trop d’essais à la suite")).to_be_visible()
    axe(page)
    holds_in_width(page)


def try_until_refused(page: Page) -> None:
    """As a program would: the form posted again and again."""
    typed = {"login": "personne@nulle-part.example", "password": "x"}
    typed["csrfmiddlewaretoken"] = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    for _ in range(40):
        if page.request.post("/compte/login/", form=typed).status == 429:
            return


def test_session_that_ended_says_so_and_leads_back(practice, sign_in):
    page = sign_in("valentine.fradin", PHONE)
    page.goto(f"/c/{SLUG}/planning/?mois=2026-11")
    alter_session(page, seen_at=0)
    with page.watch.refused(401):
        page.locator("#jour-2026-11-12").tap()
        expect(page.locator(".toasts")).to_contain_text("Votre session est terminée.")
    page.reload()
    expect(page.get_by_label("Adresse e-mail")).to_be_visible()
    fill_door(page, "valentine.fradin")
    page.wait_for_url(f"**/c/{SLUG}/planning/?mois=2026-11")


def test_page_asked_after_the_session_ended_says_why(practice, sign_in):
    page = sign_in("valentine.fradin", PHONE)
    alter_session(page, seen_at=0)
    page.goto("/mes-jours/")
    expect(page.get_by_text("Votre session s’est terminée")).to_be_visible()
    axe(page)
    fill_door(page, "valentine.fradin")
    page.wait_for_url("**/mes-jours/")


def test_forgotten_password_is_asked_for_without_telling_who_is_known(practice, visit):
    page = visit(PHONE)
    page.goto("/compte/password/reset/")
    axe(page)
    page.get_by_label("Adresse e-mail").fill("inconnue@nulle-part.example")
    page.get_by_role("button").first.click()
    page.wait_for_url("**/password/reset/done/")
    axe(page)
    holds_in_width(page)


def test_unknown_page_is_said_in_french(practice, sign_in):
    page = sign_in("valentine.fradin", PHONE)
    with page.watch.refused(404):
        page.goto("/c/un-autre-cabinet/planning/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    axe(page)
    holds_in_width(page)
