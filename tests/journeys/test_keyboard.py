"""The calendar at a desk, by the keyboard alone; and on the narrowest phone."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, SLUG
from tests.journeys.watching import axe, holds_in_width

MONTH = f"/c/{SLUG}/planning/?mois=2026-11"
TUESDAY = date(2026, 11, 10)


@pytest.fixture
def desk(practice, sign_in) -> Page:
    page = sign_in("valentine.fradin", DESK)
    page.goto(MONTH)
    return page


def on(page: Page, day: date):
    return page.locator(f"#jour-{day}")


def test_days_are_reached_and_taken_by_keys(desk):
    on(desk, TUESDAY).focus()
    for key, there in (
        ("ArrowRight", date(2026, 11, 11)),
        ("ArrowDown", date(2026, 11, 18)),
        ("ArrowLeft", date(2026, 11, 17)),
        ("ArrowUp", TUESDAY),
        ("End", date(2026, 11, 13)),
        ("Home", date(2026, 11, 9)),
        ("ArrowRight", TUESDAY),
    ):
        desk.keyboard.press(key)
        expect(on(desk, there)).to_be_focused()
    expect(desk.locator("[data-day][tabindex='0']")).to_have_count(1)
    desk.keyboard.press("Enter")
    sheet = desk.locator("#sheet")
    take = sheet.get_by_role("button", name="Je prends cette journée")
    expect(take).to_be_visible()
    take.press("Enter")
    expect(sheet).to_be_hidden()
    expect(on(desk, TUESDAY)).to_be_focused()
    desk.keyboard.press("ArrowRight")
    expect(on(desk, date(2026, 11, 11))).to_be_focused()


def test_pages_follow_each_other_by_keys(desk):
    on(desk, TUESDAY).focus()
    desk.keyboard.press("PageDown")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Décembre 2026")
    expect(desk.locator("[data-day]:focus")).to_have_count(1)
    desk.keyboard.press("PageUp")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Novembre 2026")
    # The focus comes from the page's own script: keys are heard from then on, not from the first words shown.
    expect(desk.locator("[data-day]:focus")).to_have_count(1)
    desk.keyboard.press("s")
    desk.wait_for_url("**/planning/semaine/")
    desk.keyboard.press("m")
    desk.wait_for_url("**/planning/")
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog", name="Au clavier")).to_be_visible()
    axe(desk)
    desk.keyboard.press("Escape")
    desk.goto(f"/c/{SLUG}/planning/?mois=2027-03")
    desk.keyboard.press("t")
    desk.wait_for_url("**/planning/")


def test_keys_write_where_somebody_types(practice, sign_in):
    page = sign_in("baptiste.jaulin", DESK)
    page.goto(f"/c/{SLUG}/reglages/")
    name = page.locator("main input[type=text]").first
    name.press("End")
    before = name.input_value()
    name.press("m")
    name.press("s")
    assert name.input_value() == f"{before}ms"
    assert page.url.endswith("/reglages/")


@pytest.mark.parametrize("path", ["planning/semaine/2026-11-10/", "planning/ouverture/"])
@pytest.mark.parametrize(("name", "device"), [("valentine.fradin", PHONE), ("baptiste.jaulin", DESK)])
def test_week_and_sheet_shut_nobody_out(practice, sign_in, path, name, device):
    page = sign_in(name, device)
    page.goto(f"/c/{SLUG}/{path}")
    expect(page.get_by_role("heading", level=1).first).to_be_attached()
    axe(page)
    holds_in_width(page)


def test_public_page_shuts_nobody_out(practice, sign_in, visit):
    page = sign_in("baptiste.jaulin", DESK)
    page.goto(f"/c/{SLUG}/planning/ouverture/")
    page.get_by_role("button", name="Publier la page").click()
    expect(page.get_by_role("button", name="Ne plus publier")).to_be_visible()
    axe(page)
    anybody = visit(PHONE)
    anybody.goto(f"/ouverture/{SLUG}/")
    expect(anybody.get_by_role("heading", level=1)).to_be_visible()
    axe(anybody)
    holds_in_width(anybody)
    assert anybody.context.cookies() == []


def test_phone_says_that_it_is_offline_and_keeps_what_was_typed(practice, sign_in):
    page = sign_in("valentine.fradin", PHONE)
    page.goto(MONTH)
    on(page, TUESDAY).tap()
    sheet = page.locator("#sheet")
    afternoon = sheet.get_by_role("radio", name="Après-midi")
    afternoon.check(force=True)
    page.context.set_offline(True)
    sheet.get_by_role("button", name="Je prends cet après-midi").tap()
    expect(page.locator("[data-offline]:not([hidden])")).to_be_attached()
    expect(sheet.locator("[data-said]")).to_contain_text("Pas de réseau")
    expect(afternoon).to_be_checked()
    page.context.set_offline(False)
    expect(page.locator("[data-offline]")).to_be_hidden()
    page.watch.faults.clear()  # the browser says that it had no network
    sheet.get_by_role("button", name="Je prends cet après-midi").tap()
    expect(sheet).to_be_hidden()
