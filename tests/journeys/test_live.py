"""Two people look at the same calendar: what one does, the other sees, through cuts and restarts."""

from datetime import date

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, SLUG
from tests.journeys.test_locum_books import book

MONTH = f"/c/{SLUG}/planning/?mois=2026-11"
WEEK = f"/c/{SLUG}/planning/semaine/2026-11-09/"
TUESDAY, THURSDAY = date(2026, 11, 10), date(2026, 11, 12)
#: What a change may take to appear elsewhere (PRODUCT.md: a second); the machine of the tests is busy.
SOON = 3000


@pytest.fixture
def desk(practice, sign_in) -> Page:
    """The secretary's screen, which hears."""
    page = sign_in("baptiste.jaulin", DESK)
    page.goto(MONTH)
    is_live(page)
    return page


def is_live(page: Page, words: str = "En direct") -> None:
    expect(page.locator("[data-live-state]")).to_have_text(words)


def cell(page: Page, on: date):
    return page.locator(f"#jour-{on}")


def test_day_booked_on_a_phone_appears_at_the_desk(desk, sign_in):
    phone = sign_in("valentine.fradin", PHONE)
    phone.goto(MONTH)
    cell(phone, THURSDAY).tap()
    phone.locator("#sheet").get_by_role("button", name="Je prends cette journée").tap()
    expect(cell(desk, THURSDAY)).to_contain_text("Dr Fradin", timeout=SOON)

    desk.goto(WEEK)
    is_live(desk)
    expect(desk.locator("#semaine")).to_contain_text("Dr Fradin")
    phone.locator(f"#jour-{THURSDAY}").tap()
    phone.locator("#sheet").get_by_role("button", name="Je libère cette journée").tap()
    expect(desk.locator("#semaine")).not_to_contain_text("Dr Fradin", timeout=SOON)


def test_what_one_is_doing_stays(desk, practice):
    cell(desk, THURSDAY).click()
    sheet = desk.locator("#sheet")
    expect(sheet).to_contain_text("Anaïs Hervouet")
    desk.evaluate("document.querySelector('#jour-2026-11-12').marked = true")
    book(practice, "valentine.fradin", TUESDAY)
    expect(cell(desk, TUESDAY)).to_contain_text("Dr Fradin", timeout=SOON)
    expect(sheet).to_be_visible()
    assert desk.evaluate("document.querySelector('#jour-2026-11-12').marked")
    desk.keyboard.press("Escape")
    expect(cell(desk, THURSDAY)).to_be_focused()
    book(practice, "fanny.chauvet", TUESDAY)
    expect(cell(desk, TUESDAY)).to_contain_text("Dr Chauvet", timeout=SOON)
    expect(cell(desk, THURSDAY)).to_be_focused()


def test_cut_is_said_and_made_up_for(desk, practice):
    desk.context.set_offline(True)
    is_live(desk, "Hors ligne")
    book(practice, "valentine.fradin", TUESDAY)
    desk.context.set_offline(False)
    is_live(desk)
    expect(cell(desk, TUESDAY)).to_contain_text("Dr Fradin", timeout=SOON)


def test_tabs_of_a_browser_share_one_stream(desk, practice):
    streams = []
    desk.context.on("request", lambda asked: streams.append(asked.url) if "/flux/" in asked.url else None)
    other = desk.context.new_page()
    other.goto(WEEK)
    is_live(other)
    book(practice, "valentine.fradin", TUESDAY)
    expect(other.locator("#semaine")).to_contain_text("Dr Fradin", timeout=SOON)
    expect(cell(desk, TUESDAY)).to_contain_text("Dr Fradin", timeout=SOON)
    assert [url for url in streams if "nouveautes" not in url] == []

    desk.close()  # the tab that kept the stream: the other one takes it over
    book(practice, "fanny.chauvet", TUESDAY)
    expect(other.locator("#semaine")).to_contain_text("Dr Chauvet", timeout=SOON)
    assert len([url for url in streams if "nouveautes" not in url]) == 1


def test_where_streams_do_not_pass_one_asks(practice, sign_in):
    page = sign_in("baptiste.jaulin", DESK)
    page.route("**/flux/nieul-le-dolent/?last=*", lambda route: route.abort("connectionaborted"))
    with page.watch.failing("/flux/"):
        page.goto(MONTH)
        expect(page.locator("[data-live-state]")).to_have_text("Toutes les 20 s", timeout=15_000)
        book(practice, "valentine.fradin", TUESDAY)
        expect(cell(page, TUESDAY)).to_contain_text("Dr Fradin", timeout=25_000)
        page.goto("/mes-jours/")


def test_session_that_ends_is_said(desk, practice):
    Session.objects.all().delete()
    with desk.watch.refused(401):
        book(practice, "valentine.fradin", TUESDAY)
        is_live(desk, "Session terminée")
    expect(cell(desk, TUESDAY)).not_to_contain_text("Dr Fradin")
