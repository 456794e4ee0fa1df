"""Without JavaScript the calendar is pages and forms."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, SLUG


@pytest.fixture
def plain(practice, sign_in) -> Page:
    return sign_in("valentine.fradin", PHONE, java_script_enabled=False)


def test_day_is_booked_and_released_by_pages_alone(plain):
    plain.goto(f"/c/{SLUG}/planning/?mois=2026-11")
    plain.locator("#jour-2026-11-12").click()
    plain.wait_for_url("**/planning/2026-11-12/")
    expect(plain.locator("main")).to_contain_text("Anaïs Hervouet")
    plain.get_by_role("button", name="Je prends cette journée").click()
    plain.wait_for_url("**/planning/?mois=2026-11*")
    expect(plain.locator(".toasts")).to_contain_text("C’est noté")
    expect(plain.locator("#jour-2026-11-12")).to_have_accessible_name(
        "jeudi 12 novembre, vous, Anaïs Hervouet"
    )
    plain.locator("#jour-2026-11-12").click()
    plain.get_by_role("button", name="Je libère cette journée").click()
    expect(plain.locator(".toasts")).to_contain_text("Libéré")


def test_late_release_without_script_keeps_its_page(plain):
    plain.goto(f"/c/{SLUG}/planning/2026-11-05/")
    plain.get_by_role("button", name="Je prends cette journée").click()
    plain.goto(f"/c/{SLUG}/planning/2026-11-05/")
    plain.get_by_label("Motif").fill("   ")
    with plain.watch.refused(422):
        plain.get_by_role("button", name="Je libère cette journée").click()
        expect(plain.get_by_role("alert")).to_be_visible()
    plain.get_by_label("Motif").fill("Enfant malade")
    plain.get_by_role("button", name="Je libère cette journée").click()
    expect(plain.locator(".toasts")).to_contain_text("Libéré")
