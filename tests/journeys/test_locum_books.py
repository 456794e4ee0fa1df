"""A locum's phone: a free day in two taps, who else is there, and giving it back."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cabinet.tenancy.scope import scoped
from planning.actions import book_presence
from planning.models import Presence
from tests.journeys.conftest import PHONE, SLUG, member_named
from tests.journeys.watching import axe, holds_in_width

MONTH = f"/c/{SLUG}/planning/?mois=2026-11"
THURSDAY = date(2026, 11, 12)
SOON = date(2026, 11, 6)


@pytest.fixture
def phone(practice, sign_in) -> Page:
    """Dr Fradin's, on the calendar of November."""
    page = sign_in("valentine.fradin", PHONE)
    page.goto(MONTH)
    return page


class Thumb:
    """Counts its taps."""

    def __init__(self) -> None:
        self.taps = 0

    def tap(self, target) -> None:
        self.taps += 1
        target.tap()


def cell(page: Page, on: date):
    return page.locator(f"#jour-{on}")


def book(practice, name: str, on: date, **options) -> Presence:
    member = member_named(practice, name)
    with scoped(practice.pk, person_id=member.person_id):
        return book_presence(
            membership=member,
            on=on,
            period=options.get("period", "day"),
            room=None,
            by=member,
            at=timezone.now(),
        )


def standing(practice, on: date) -> list[str]:
    with scoped(practice.pk):
        return list(
            Presence.objects.standing().filter(on=on).values_list("membership__person__last_name", flat=True)
        )


def test_free_day_is_booked_in_two_taps_and_given_back(phone, practice):
    thumb = Thumb()
    thumb.tap(cell(phone, THURSDAY))
    sheet = phone.locator("#sheet")
    expect(sheet).to_contain_text("Anaïs Hervouet")
    thumb.tap(sheet.get_by_role("button", name="Je prends cette journée"))
    expect(sheet).to_be_hidden()
    assert thumb.taps == 2
    expect(phone.locator(".toasts")).to_contain_text("C’est noté")
    expect(cell(phone, THURSDAY)).to_have_accessible_name("jeudi 12 novembre, vous, Anaïs Hervouet")
    assert standing(practice, THURSDAY) == ["Hervouet", "Fradin"]

    cell(phone, THURSDAY).tap()
    expect(sheet).to_contain_text("Vous êtes là toute la journée")
    expect(sheet).to_contain_text("Anaïs Hervouet")
    sheet.get_by_role("button", name="Je libère cette journée").tap()
    expect(sheet).to_be_hidden()
    expect(phone.locator(".toasts")).to_contain_text("Libéré")
    assert standing(practice, THURSDAY) == ["Hervouet"]


def test_late_release_asks_for_a_reason(phone, practice):
    book(practice, "valentine.fradin", SOON)
    phone.reload()
    cell(phone, SOON).tap()
    sheet = phone.locator("#sheet")
    expect(sheet).to_contain_text("le secrétariat sera prévenu")
    axe(phone)
    sheet.get_by_label("Motif").fill("Enfant malade")
    sheet.get_by_role("button", name="Je libère cette journée").tap()
    expect(sheet).to_be_hidden()
    assert standing(practice, SOON) == []


def test_day_just_taken_is_said_with_what_is_left(phone, practice):
    day = THURSDAY - timedelta(days=2)  # Tuesday: Hélène Drapeau holds the third room
    cell(phone, day).tap()
    take = phone.locator("#sheet").get_by_role("button", name="Je prends cette journée")
    expect(take).to_be_visible()
    book(practice, "fanny.chauvet", day)
    book(practice, "gael.herbreteau", day)
    with phone.watch.refused(409):
        take.tap()
        said = phone.locator("#sheet [role=alert]")
        expect(said).to_contain_text("vient d’être pris par Dr")
    expect(said).to_contain_text("libre")
    axe(phone)
    holds_in_width(phone)
    said.get_by_role("link").first.tap()
    expect(phone.locator("#sheet").get_by_role("button", name="Je prends cette journée")).to_be_visible()


def test_pages_hold_on_the_narrowest_phone(phone):
    for path in ("/", MONTH, f"/c/{SLUG}/planning/{THURSDAY}/", "/mes-jours/", "/mes-releves/"):
        phone.goto(path)
        holds_in_width(phone)
    phone.goto(MONTH)
    cell(phone, THURSDAY).tap()
    expect(phone.locator("#sheet")).to_be_visible()
    holds_in_width(phone)
    axe(phone)
