"""A morning at the front desk, by the keyboard alone: somebody on the phone, their appointment, a call."""

from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cabinet.tenancy.scope import scoped
from messaging.actions.channels import house_channels
from patients.actions.enter import enter_patient
from patients.actions.waves import open_wave
from tests.journeys.conftest import DESK, PHONE, SLUG, member_named
from tests.journeys.test_locum_books import book
from tests.journeys.test_messages import say_elsewhere
from tests.journeys.watching import axe, holds_in_width
from tests.patients.conftest import an_entry

#: Rendered, the first would be run by the picture that is not there; the second, as it is read.
PROGRAM, CLOSED = '"><img src=x onerror=alert(1)>', "</script><script>alert(2)</script>"
#: The day of the journeys.
TODAY = date(2026, 11, 2)


@pytest.fixture
def open_desk(practice, sign_in) -> Page:
    """Dr Fradin is there today, the first wave is open; the desk is the secretary's first page."""
    book(practice, "valentine.fradin", TODAY)
    with scoped(practice.pk):
        open_wave(wave=1, by=member_named(practice, "baptiste.jaulin"), at=timezone.now())
    page = sign_in("baptiste.jaulin", DESK)
    expect(page.locator("#desk")).to_be_visible()
    expect(page.locator("[data-live-state]")).to_have_text("En direct")
    return page


def sheet(page: Page):
    return page.locator("#sheet")


def type_and_tab(page: Page, *texts: str) -> None:
    for text in texts:
        page.keyboard.type(text)
        page.keyboard.press("Tab")


def take_in(page: Page) -> None:
    """Somebody on the phone, from the first key to the list."""
    page.keyboard.press("n")
    expect(sheet(page).get_by_label("Nom", exact=True)).to_be_focused()
    # A sheet gives its first field the focus once more when it has settled.
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)
    type_and_tab(page, "Grelier", "Thérèse", "12031948", "06 12 34 56 78")
    page.keyboard.press("Tab")  # the commune is the practice's
    page.keyboard.press("1")
    page.keyboard.press("3")
    look = sheet(page).locator("#new-look")
    expect(look).to_contain_text("vague 1")
    expect(look).to_contain_text("9 = ALD 3 + ne se déplace pas 4 + 75 ans 2")
    axe(page)
    page.keyboard.press("Enter")
    expect(sheet(page).get_by_role("heading", name="GRELIER Thérèse")).to_be_visible()


def test_patient_on_the_phone_is_seen_by_the_keyboard_alone(open_desk):
    page = open_desk
    assert page.url.endswith(f"/c/{SLUG}/accueil/")
    axe(page)
    take_in(page)
    expect(sheet(page)).to_contain_text("vague 1")
    page.keyboard.press("1")
    expect(sheet(page)).to_be_hidden()
    row = page.locator("#card-appointments [data-row]", has_text="GRELIER")
    expect(row).to_contain_text("première consultation")
    row.focus()
    for key, said in (("a", "arrivé·e"), ("c", "en consultation")):
        page.keyboard.press(key)
        expect(row).to_contain_text(said)
        expect(row).to_be_focused()
    expect(page.locator("#card-people")).not_to_contain_text("en attente")
    page.keyboard.press("v")
    expect(page.locator("#card-appointments")).to_contain_text("1 passé")


def test_call_back_is_made_by_the_keyboard_alone(open_desk):
    page = open_desk
    page.keyboard.press("l")
    expect(sheet(page).get_by_label("Nom", exact=True)).to_be_focused()
    type_and_tab(page, "Mme Neau")
    page.keyboard.type("02 51 00 00 12")
    page.keyboard.press("Enter")
    expect(sheet(page)).to_be_hidden()
    row = page.locator("#card-calls [data-row]", has_text="Mme Neau")
    expect(row).to_contain_text("02 51 00 00 12")
    row.focus()
    page.keyboard.press("a")
    expect(sheet(page).get_by_role("button", name="Pas de réponse")).to_be_visible()
    axe(page)
    page.keyboard.press("p")
    expect(sheet(page)).to_be_hidden()
    expect(row).to_have_count(0)
    expect(page.locator("#card-calls")).to_contain_text("1 rappel pour plus tard")


def test_somebody_is_found_by_keys(open_desk):
    page = open_desk
    take_in(page)
    page.keyboard.press("f")
    expect(sheet(page)).to_be_hidden()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("12031948")
    found = page.get_by_role("option", name="GRELIER Thérèse")
    expect(found).to_have_attribute("aria-selected", "true")
    axe(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="GRELIER Thérèse")).to_be_visible()
    axe(page)
    holds_in_width(page)


def test_program_typed_as_a_name_or_a_message_is_read_and_never_run(open_desk, practice):
    """In the results as one types, on the pages, and in what arrives by the stream."""
    page, texier = open_desk, member_named(practice, "ulysse.texier")
    page.evaluate("() => alert('entendu')")
    assert page.watch.faults.pop() == "alert: entendu"
    with scoped(practice.pk):
        enter_patient(
            entry=an_entry(last_name=PROGRAM, remark=CLOSED), by=texier, at=timezone.now(), kept_apart=True
        )
        team = house_channels().get(audience="team").pk
    page.locator("#q").fill("onerror")
    page.get_by_role("option", name=PROGRAM).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(PROGRAM.upper())
    expect(page.get_by_text(CLOSED)).to_be_visible()
    page.goto(f"/c/{SLUG}/messages/{team}/")
    expect(page.locator("[data-live-state]")).to_have_text("En direct")
    say_elsewhere(practice, "ulysse.texier", f"{PROGRAM} {CLOSED} javascript:alert(3)")
    expect(page.locator("[data-messages]")).to_contain_text(f"{PROGRAM} {CLOSED} javascript:alert(3)")
    assert page.locator("main a[href^=javascript]").count() == 0


def test_two_desks_see_each_other(open_desk, sign_in):
    page, other = open_desk, sign_in("tiphaine.bossard", DESK)
    expect(other.locator("#desk")).to_be_visible()
    expect(other.locator("[data-live-state]")).to_have_text("En direct")
    take_in(page)
    page.keyboard.press("1")
    expect(sheet(page)).to_be_hidden()
    row = other.locator("#card-appointments [data-row]", has_text="GRELIER")
    expect(row).to_be_visible()
    other.locator("#q").fill("gre")
    page.locator("#card-appointments [data-row]", has_text="GRELIER").focus()
    page.keyboard.press("a")
    expect(row).to_contain_text("arrivé·e")
    expect(other.locator("#q")).to_have_value("gre")
    expect(other.locator("#q")).to_be_focused()
    for hidden in ("vague", "ALD"):
        expect(other.locator("#desk")).not_to_contain_text(hidden)


def test_keys_are_shown_and_the_phone_is_not_shut_out(open_desk, sign_in):
    page = open_desk
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Au clavier")).to_be_visible()
    axe(page)
    small = sign_in("baptiste.jaulin", PHONE)
    expect(small.locator("#desk")).to_be_visible()
    axe(small)
    holds_in_width(small)
    for path in ("rappels/", "patients/nouveau/", "patients/recherche/"):
        small.goto(f"/c/{SLUG}/{path}")
        axe(small)
        holds_in_width(small)
