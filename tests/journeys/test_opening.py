"""Somebody who has never seen the product opens a practice, from nothing to a shared first week.

Every click, tick and keystroke is counted, as a person makes them: `docs/numbers.md` says how many.
"""

import re
from email import message_from_bytes
from email.policy import default

from django.utils import timezone
from playwright.sync_api import Page, expect

from cabinet.models import OpeningCode
from cabinet.opening_codes import create_opening_code
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.watching import axe, holds_in_width

TEAM = """Dr Paul Mercier <paul.mercier@pool.example> remplaçant
Dr Anne Roy <anne.roy@pool.example> titulaire
Zoé Petit\tzoe.petit@ide.example\tinfirmière
mairie@saint-avaugourd.example Yann Guilbaud mairie"""

#: What a person in no hurry does: half a second to find and press, five keys in two seconds, a page read.
CLICK, KEY, PASTE, READ = 2.0, 0.4, 3.0, 15.0


class Hand:
    """Does what a person does, and counts it."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks, self.keys, self.pastes, self.screens = page, 0, 0, 0, 0

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).click()
        self.clicks += 1

    def tick(self, label: str) -> None:
        self.page.get_by_label(label, exact=True).check()
        self.clicks += 1

    def type(self, label: str, words: str) -> None:
        self.page.get_by_label(label, exact=True).fill(words)
        self.clicks += 1
        self.keys += len(words)

    def paste(self, label: str, words: str) -> None:
        self.page.get_by_label(label).fill(words)
        self.clicks += 1
        self.pastes += 1

    def sees(self, title: str) -> None:
        expect(self.page.get_by_role("heading", level=1, name=title)).to_be_visible()
        self.screens += 1
        axe(self.page)

    @property
    def seconds(self) -> float:
        return self.clicks * CLICK + self.keys * KEY + self.pastes * PASTE + self.screens * READ


def link_sent(house, recipient: str) -> str:
    """What the server wrote to that address last."""
    letters = [
        letter
        for path in sorted(house.mail.iterdir(), key=lambda one: one.stat().st_mtime)
        if (letter := message_from_bytes(path.read_bytes(), policy=default))["To"] == recipient
    ]
    (link,) = re.findall(r"http\S+?(/ouvrir/\S+)", letters[-1].get_content())
    return link


def play(page: Page, house, code: str, phone: bool) -> Hand:
    hand = Hand(page)
    page.goto("/ouvrir/")
    hand.sees("Ouvrir un cabinet")
    hand.type("Prénom", "Lise")
    hand.type("Nom", "Arnaud")
    hand.type("Adresse e-mail", "lise.arnaud@bocage.example")
    hand.paste("Code d’ouverture", code)
    hand.press("Vérifier mon adresse")
    hand.sees("Regardez votre messagerie")

    page.goto(link_sent(house, "lise.arnaud@bocage.example"))
    hand.clicks += 1
    hand.sees("Votre compte")
    hand.type("Choisissez un mot de passe", "trois haies et un talus")
    hand.type("Encore une fois", "trois haies et un talus")
    hand.press("Continuer")

    hand.sees("Ouvrir un cabinet")
    if phone:
        holds_in_width(page)
    hand.tick("Médecin titulaire")
    hand.type("Commune", "Saint-Avaugourd")
    hand.type("Code postal", "85540")
    hand.press("Ouvrir le cabinet")

    hand.sees("Les salles")
    hand.press("Enregistrer et continuer")

    hand.sees("L’équipe")
    hand.paste("Collez votre liste", TEAM)
    hand.press("Relire la liste")
    expect(page.get_by_role("heading", name="Qui va recevoir une invitation")).to_be_visible()
    axe(page)
    if phone:
        holds_in_width(page)
    hand.press("Envoyer les invitations")

    hand.sees("Les objectifs")
    hand.press("Enregistrer et continuer")

    hand.sees("Les médecins remplacés")
    hand.press("Adopter la proposition")

    hand.sees("La liste prioritaire")
    page.get_by_role("link", name="Plus tard").click()
    hand.clicks += 1

    hand.sees("Le règlement intérieur")
    hand.press("Publier le règlement")

    hand.sees("Les expéditeurs du courrier")
    page.get_by_role("link", name="Plus tard").click()
    hand.clicks += 1

    hand.sees("La première semaine")
    if phone:
        holds_in_width(page)
    for cell in page.locator(".fill-half").all()[:8]:
        cell.click()
        hand.clicks += 1
    hand.press("Noter ces journées")

    hand.sees("Le cabinet est prêt")
    hand.press("Publier la feuille")
    shared = page.get_by_role("link", name=re.compile("saint-avaugourd"))
    expect(shared).to_be_visible()
    if phone:
        holds_in_width(page)
    return hand


def test_doctor_opens_a_practice_in_under_ten_minutes(practice, visit, house):
    code, _ = create_opening_code(label="Deux ouvertures", uses=1, at=timezone.now())
    hand = play(visit(DESK), house, code, phone=False)
    assert (hand.clicks, hand.keys, hand.pastes, hand.screens) == (32, 102, 2, 13)
    assert hand.seconds < 600
    assert OpeningCode.objects.get().uses_left == 0


def test_doctor_opens_a_practice_on_a_phone(practice, visit, house):
    code, _ = create_opening_code(label="Téléphone", at=timezone.now())
    play(visit(PHONE), house, code, phone=True)
