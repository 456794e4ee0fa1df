"""A titulaire invites a locum, whose mail holds the only key."""

import re

from playwright.sync_api import expect

from cabinet.jobs import run_due
from tests.journeys.conftest import PHONE, SLUG
from tests.journeys.watching import axe, holds_in_width


def test_invited_locum_opens_the_mail_and_comes_in(practice, sign_in, visit, mailoutbox, settings, house):
    settings.SITE_URL = house.address
    titulaire = sign_in("ulysse.texier")
    titulaire.goto(f"/c/{SLUG}/equipe/")
    axe(titulaire)
    titulaire.get_by_role("link", name="Inviter quelqu’un").click()
    with titulaire.watch.refused(422):
        titulaire.get_by_role("button", name="Envoyer l’invitation").click()
        expect(titulaire.locator("[aria-invalid=true]").first).to_be_focused()
    axe(titulaire)
    titulaire.get_by_label("Fonction").select_option("remplacant")
    titulaire.get_by_label("Prénom").fill("Maëlle")
    titulaire.get_by_label("Nom", exact=True).fill("Guérin")
    titulaire.get_by_label("Adresse e-mail").fill("maelle.guerin@pool.example")
    titulaire.get_by_role("button", name="Envoyer l’invitation").click()
    expect(titulaire.get_by_text("Invitations en attente")).to_be_visible()
    axe(titulaire)

    run_due()
    (mail,) = [mail for mail in mailoutbox if mail.to == ["maelle.guerin@pool.example"]]
    (link,) = re.findall(r"http\S+", mail.body)

    phone = visit(PHONE)
    phone.goto(link)
    axe(phone)
    holds_in_width(phone)
    phone.get_by_label("Choisissez un mot de passe").fill("court")
    phone.get_by_label("Encore une fois").fill("court")
    with phone.watch.refused(422):
        phone.get_by_role("button", name="Entrer au cabinet").click()
        expect(phone.locator("[aria-invalid=true]").first).to_be_visible()
    axe(phone)
    phone.get_by_label("Choisissez un mot de passe").fill("trois haies et un talus")
    phone.get_by_label("Encore une fois").fill("trois haies et un talus")
    phone.get_by_role("button", name="Entrer au cabinet").click()
    phone.wait_for_url(f"**/c/{SLUG}/")
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    axe(phone)
    holds_in_width(phone)

    with phone.watch.refused(404):
        phone.goto(link)
    expect(phone.get_by_role("heading", name="Invitation non valable")).to_be_visible()
    axe(phone)
