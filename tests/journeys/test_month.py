"""A month: the secretary's file, the médecin remplacé's password, the bank's file, the locum's PDF."""

import hashlib
import io
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest
import sepaxml
import xmlschema
from playwright.sync_api import Page, expect

from cabinet.models import OutboxMessage
from cabinet.tenancy.scope import scoped
from retrocession.models import Statement, StatementDocument
from tests.journeys.conftest import PASSWORD, PHONE, SAMPLES, SLUG
from tests.journeys.processes import wait_until
from tests.journeys.watching import axe, holds_in_width

RECEIPTS = f"/c/{SLUG}/recettes/?mois=2026-10"
CLOSING = f"/c/{SLUG}/retrocession/2026-10/"
SCHEMA = Path(sepaxml.__file__).parent / "schemas" / "pain.001.001.09.xsd"
NAMESPACE = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}


@pytest.fixture
def spoiled(tmp_path) -> Path:
    """October's export with one line more, of a doctor nobody knows."""
    path = tmp_path / "recettes-2026-10.csv"
    sample = (SAMPLES / "recettes-2026-10.csv").read_bytes()
    last = sample.rstrip().splitlines()[-1].decode("cp1252").split(";")
    titles = sample.splitlines()[0].decode("cp1252").split(";")
    line = dict(zip(titles, last, strict=True)) | {
        "N° facture": "F-INCONNU",
        "Médecin": "Dr PERSONNE Paul",
        "RPPS": "",
    }
    path.write_bytes(sample.rstrip() + b"\r\n" + ";".join(line.values()).encode("cp1252") + b"\r\n")
    return path


def bring(page: Page, file: Path) -> None:
    page.goto(RECEIPTS)
    page.locator("[name=file]").set_input_files(file)
    page.locator("[name=month]").select_option("2026-10")
    page.get_by_role("button", name="Voir le contenu").click()
    page.wait_for_url("**/recettes/*-*/")


def set_wrong_line_aside(page: Page, reason: str) -> None:
    page.get_by_role("link", name="Mettre de côté la ligne").click()
    sheet = page.locator("#sheet")
    with page.watch.refused(422):
        sheet.get_by_role("button", name="Mettre de côté").click()
        expect(sheet).to_contain_text("Indiquez pourquoi cette ligne est mise de côté.")
    axe(page)
    sheet.get_by_label("Pourquoi cette ligne").fill(reason)
    sheet.get_by_role("button", name="Mettre de côté").click()


def verify(page: Page) -> None:
    page.goto(CLOSING)
    if (prepare := page.get_by_role("button", name="Préparer les relevés")).is_visible():
        prepare.click()
    page.get_by_role("button", name="Tout est juste").click()
    expect(page.get_by_text("En attente de")).to_be_visible()


def approve(page: Page) -> None:
    page.goto(CLOSING)
    page.get_by_role("link", name="Approuver et émettre 5 relevés").click()
    dialog = page.locator("#approuver")
    dialog.get_by_label("Votre mot de passe").fill("pas le bon mot de passe")
    with page.watch.refused(422):
        dialog.get_by_role("button", name="Approuver et émettre").click()
        expect(dialog).to_contain_text("Ce n’est pas votre mot de passe. Rien n’a été émis.")
    axe(page)
    dialog.get_by_label("Votre mot de passe").fill(PASSWORD)
    dialog.get_by_role("button", name="Approuver et émettre").click()
    expect(page.locator(".toasts")).to_contain_text("les relevés sont émis")


def download_transfer(page: Page) -> bytes:
    page.get_by_role("button", name="Créer le fichier de virement").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Télécharger le fichier bancaire").click()
    return Path(waiting.value.path()).read_bytes()


def test_october_from_receipts_to_the_locums_document(practice, house, sign_in, spoiled, tmp_path):
    before = set(house.mail.iterdir()) if house.mail.exists() else set()
    secretary = sign_in("baptiste.jaulin")
    bring(secretary, spoiled)
    expect(secretary.get_by_text("Rien ne s’enregistre pour l’instant")).to_be_visible()
    expect(secretary.locator("#erreurs")).to_contain_text("PERSONNE")
    axe(secretary)
    holds_in_width(secretary)
    set_wrong_line_aside(secretary, "Ligne d’essai de l’éditeur")
    secretary.get_by_role("button", name="Enregistrer").click()
    expect(secretary.locator("main")).to_contain_text("1 mise de côté")
    axe(secretary)
    secretary.get_by_role("link", name=spoiled.name).click()
    expect(secretary.locator("main")).to_contain_text("Ligne d’essai de l’éditeur")
    axe(secretary)
    verify(secretary)
    axe(secretary)
    holds_in_width(secretary)

    remplace = sign_in("ulysse.texier")
    with house.worker(tmp_path):
        approve(remplace)
        wait_until(lambda: documents(practice) == 5 and unsent(practice) == 0, seconds=60)
    remplace.reload()
    with scoped(practice.pk):
        total = sum(Statement.objects.values_list("net", flat=True))
    transfer = download_transfer(remplace)
    xmlschema.XMLSchema(str(SCHEMA)).validate(io.BytesIO(transfer))
    said = ElementTree.fromstring(transfer).find(".//p:GrpHdr/p:CtrlSum", NAMESPACE)
    assert said is not None
    assert Decimal(said.text) == total
    axe(remplace)
    holds_in_width(remplace)

    locum = sign_in("kevin.rabiller", PHONE)
    locum.goto("/mes-releves/")
    axe(locum)
    holds_in_width(locum)
    link = locum.get_by_role("link", name="PDF").first
    pdf = locum.request.get(link.get_attribute("href")).body()
    with scoped(practice.pk):
        kept = StatementDocument.objects.get(statement__remplacant__person__last_name="Rabiller")
    assert pdf[:4] == b"%PDF"
    assert hashlib.sha256(pdf).hexdigest() == kept.sha256
    mails = [path.read_text() for path in house.mail.iterdir() if path not in before]
    assert len([mail for mail in mails if "kevin.rabiller" in mail and "mes-releves" in mail]) == 1


def documents(practice) -> int:
    with scoped(practice.pk):
        return StatementDocument.objects.count()


def unsent(practice) -> int:
    with scoped(practice.pk):
        return OutboxMessage.objects.exclude(state=OutboxMessage.State.SENT).count()
