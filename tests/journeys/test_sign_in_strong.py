"""A locum in a car park: in with a passkey, in with the card, each in under fifteen seconds, on a phone."""

import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests import oidc
from tests.journeys.conftest import PASSWORD, PHONE, SLUG, fill_door
from tests.journeys.processes import serving
from tests.journeys.watching import axe, holds_in_width

#: What the product promises, in seconds, on a phone-size screen.
PROMISED = 15
FINGER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}


@pytest.fixture(scope="module")
def card(house, tmp_path_factory):
    """The house once more, with Pro Santé Connect in its environment: (its address, the provider).

    A passkey belongs to a name: `localhost`, for want of one.
    """
    with oidc.provider() as provider:
        asked = {
            "PSC_CLIENT_ID": oidc.CLIENT_ID,
            "PSC_CLIENT_SECRET": oidc.CLIENT_SECRET,
            "PSC_DISCOVERY_URL": provider.discovery,
        }
        with serving(tmp_path_factory.mktemp("card"), house.environment | asked) as strong:
            yield strong.address.replace("127.0.0.1", "localhost"), provider


def with_a_finger(page: Page) -> None:
    """A phone that recognises its owner (Chromium's virtual authenticator)."""
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": FINGER})


def sign_out_by_forgetting(page: Page) -> None:
    """The browser loses its session; an open page would ask for its news without one."""
    page.goto("about:blank")
    page.context.clear_cookies()


def is_in(address: str) -> bool:
    return not urlsplit(address).path.startswith("/compte/")


def test_locum_signs_in_with_a_passkey(practice, visit, card):
    address, _ = card
    page = visit(PHONE, at=address)
    with_a_finger(page)
    page.goto("/")
    fill_door(page, "valentine.fradin")
    page.wait_for_url(is_in)
    page.get_by_role("link", name="Ajoutez un second facteur\u202f: encore 7 jours").tap()
    axe(page)
    holds_in_width(page)
    page.get_by_role("link", name="Ajouter une clé d’accès").tap()
    page.get_by_label("Votre mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Confirmer et continuer").tap()
    page.get_by_label("Nom de cette clé").fill("Téléphone")
    axe(page)
    page.get_by_role("button", name="Créer la clé sur cet appareil").tap()
    page.get_by_role("button", name="Afficher mes codes").tap()
    expect(page.locator(".codes li")).to_have_count(10)
    axe(page)
    holds_in_width(page)
    page.get_by_role("link", name="Je les ai notés").tap()
    expect(page.locator(".items strong")).to_have_text("Téléphone")
    expect(page.locator(".strip")).to_have_count(0)
    sign_out_by_forgetting(page)

    started = time.monotonic()
    page.goto("/")
    page.get_by_role("button", name="Avec une clé d’accès").tap()
    page.wait_for_url(is_in)
    expect(page.get_by_role("heading", name="Bonjour Valentine")).to_be_visible()
    assert time.monotonic() - started < PROMISED

    sign_out_by_forgetting(page)
    page.goto("/")
    fill_door(page, "valentine.fradin")
    page.get_by_role("button", name="Utiliser ma clé d’accès").wait_for()
    axe(page)
    page.get_by_role("button", name="Utiliser ma clé d’accès").tap()
    page.wait_for_url(is_in)


def test_locum_signs_in_with_pro_sante_connect(practice, visit, card):
    address, provider = card
    provider.subject = "810104344394"
    page = visit(PHONE, at=address)

    started = time.monotonic()
    page.goto("/")
    page.get_by_role("link", name="Pro Santé Connect").tap()
    page.wait_for_url(is_in)
    expect(page.get_by_role("heading", name="Bonjour Valentine")).to_be_visible()
    assert time.monotonic() - started < PROMISED
    expect(page.locator(".strip")).to_have_count(0)
    assert page.url.startswith(f"{address}/c/{SLUG}/")


def test_unknown_card_is_told_what_to_do(practice, visit, card):
    address, provider = card
    provider.subject = "810003380218"
    page = visit(PHONE, at=address)
    page.goto("/compte/login/")
    axe(page)
    holds_in_width(page)
    with page.watch.refused(403):
        page.get_by_role("link", name="Pro Santé Connect").tap()
        expect(page.get_by_text("Aucun compte d’ici ne porte le numéro RPPS 10003380218")).to_be_visible()
    axe(page)
    holds_in_width(page)
