"""A nurse and a locum on their phones, the secretary at her desk: one order for all, nothing lost."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from cabinet.tenancy.scope import scoped
from tests.journeys.conftest import DESK, PHONE, SLUG, member_named
from tests.journeys.watching import axe, holds_in_width
from tests.messaging.files import photo

SOON = 4000
WHILE_CUT = 20


@pytest.fixture
def team(practice) -> str:
    """The address of the team's channel."""
    from messaging.actions.channels import house_channels

    with scoped(practice.pk):
        return f"/c/{SLUG}/messages/{house_channels().get(audience='team').pk}/"


@pytest.fixture
def open_team(team, sign_in) -> Callable[..., Page]:
    def enter(name: str, device: dict) -> Page:
        page = sign_in(name, device)
        page.goto(team)
        expect(page.locator("[data-live-state]")).to_have_text("En direct")
        return page

    return enter


def write(page: Page, text: str, *, urgent: bool = False) -> None:
    page.get_by_label("Message", exact=True).fill(text)
    if urgent:
        page.get_by_label("Urgent").check()
    page.get_by_role("button", name="Envoyer").click()


def attach(page: Page, name: str) -> None:
    """A photo, as the phone's camera gives it."""
    taken = {"name": name, "mimeType": "image/jpeg", "buffer": photo()}
    page.get_by_label("Prendre une photo").set_input_files(taken)
    expect(page.locator("[data-attach-row]")).to_contain_text(name)


def said(page: Page) -> list[str]:
    return page.locator("[data-messages] .said").all_inner_texts()


def numbers(page: Page) -> list[int]:
    return page.locator("[data-number]").evaluate_all("all => all.map(one => Number(one.dataset.number))")


def say_elsewhere(practice, name: str, text: str) -> None:
    from django.utils import timezone

    from messaging.actions.channels import house_channels
    from messaging.actions.send import send_message

    by = member_named(practice, name)
    with scoped(practice.pk):
        send_message(
            conversation=house_channels().get(audience="team"), text=text, client_key=uuid4(), by=by,
            at=timezone.now(),
        )  # fmt: skip


def test_three_people_read_the_same_in_the_same_order(open_team):
    nurse = open_team("quentin.naulleau", PHONE)
    locum = open_team("valentine.fradin", PHONE)
    desk = open_team("baptiste.jaulin", DESK)
    attach(nurse, "plaie.jpg")
    write(nurse, "La plaie suinte ce matin")
    for page in (nurse, locum, desk):
        expect(page.locator("[data-messages]")).to_contain_text("La plaie suinte", timeout=SOON)
        expect(page.get_by_alt_text("Photo jointe\u202f: plaie.jpg")).to_be_visible()
    write(locum, "Je passe à midi")
    write(nurse, "38,4 °C maintenant", urgent=True)
    expect(desk.get_by_text("Personne ne s’en occupe encore")).to_be_visible(timeout=SOON)
    locum.get_by_role("button", name="Je m’en occupe").click()
    for page in (nurse, desk, locum):
        expect(page.locator("[data-messages]")).to_contain_text("Dr Fradin s’en occupe", timeout=SOON)
    desk.get_by_label("Message", exact=True).fill("Le bureau 1 est libre")
    desk.keyboard.press("Enter")
    for page in (nurse, locum, desk):
        expect(page.locator("[data-messages]")).to_contain_text("Le bureau 1 est libre", timeout=SOON)
        assert said(page) == [
            "La plaie suinte ce matin", "Je passe à midi", "38,4 °C maintenant", "Le bureau 1 est libre",
        ]  # fmt: skip
        axe(page)
        holds_in_width(page)


def test_cut_loses_nothing_and_doubles_nothing(open_team, practice):
    locum = open_team("valentine.fradin", PHONE)
    locum.context.set_offline(True)
    with locum.watch.failing(SLUG):
        write(locum, "Écrit sans réseau")
        expect(locum.get_by_text("Non envoyé.")).to_be_visible(timeout=SOON)
        for n in range(WHILE_CUT):
            say_elsewhere(practice, "baptiste.jaulin", f"Pendant la coupure {n}")
        locum.wait_for_timeout(1500)
        locum.context.set_offline(False)
        if locum.get_by_role("button", name="Réessayer").is_visible():
            locum.get_by_role("button", name="Réessayer").tap()
        expect(locum.locator("[data-number]")).to_have_count(WHILE_CUT + 1, timeout=15_000)
        expect(locum.locator("[data-waiting] li")).to_have_count(0)
    assert numbers(locum) == list(range(1, WHILE_CUT + 2))
    assert said(locum).count("Écrit sans réseau") == 1


def test_unsent_text_survives_a_closed_tab(open_team, team):
    page = open_team("valentine.fradin", PHONE)
    page.get_by_label("Message", exact=True).fill("À finir")
    page.goto("/mes-jours/")
    page.goto(team)
    expect(page.get_by_label("Message", exact=True)).to_have_value("À finir")
