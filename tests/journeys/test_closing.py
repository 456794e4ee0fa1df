"""October closed by its people: counted, approved, contested, answered, refused, paid; then the year."""

from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cabinet.models import PractitionerProfile
from cabinet.tenancy.scope import scoped
from retrocession.actions.contract_files import document_to_make, keep_document
from retrocession.actions.contract_signing import sign_document
from retrocession.actions.contracts import draft_contracts, send_contract
from retrocession.actions.papers import record_paper, seed_licences
from retrocession.models import Contract, DaySheet, MonthClosing, Statement
from retrocession.rules.papers import PaperKind
from tests.journeys.conftest import PASSWORD, PHONE, SAMPLES, SLUG
from tests.journeys.processes import wait_until
from tests.journeys.test_month import bring
from tests.journeys.watching import axe, holds_in_width
from tests.retrocession.closing.conftest import OCTOBER

PLACE = f"/c/{SLUG}"
BOARD = f"{PLACE}/retrocession/a-faire/"
CLOSING = f"{PLACE}/retrocession/2026-10/"
#: Fanny Chauvet has given no IBAN; Kévin Rabiller has not signed.
WITHOUT_IBAN, UNSIGNED = "fanny.chauvet", "kevin.rabiller"
IBAN = "FR7630004038760631068196044"


@pytest.fixture
def refusals(tmp_path) -> Path:
    """What a caisse refused of October, in the file that it sends."""
    path = tmp_path / "rejets.csv"
    path.write_text(
        "N° facture;Acte;Montant rejeté;Motif;Date du rejet\n20261000040;GS;30,00;Droits fermés;02/11/2026\n"
    )
    return path


def sign_all_but_one(practice) -> None:
    """The contracts of October, as they stand at the end of the month."""
    at = timezone.now()
    with scoped(practice.pk):
        seed_licences(at=at)
        draft_contracts(month=OCTOBER, by=None, at=at)
        for contract in Contract.objects.select_related("titulaire__person", "remplacant__person"):
            for kind in (PaperKind.TABLEAU, PaperKind.RCP):
                record_paper(
                    membership=contract.remplacant, kind=kind, reference="85/1", by=None, at=at,
                    expires_on=date(2027, 12, 31) if kind is PaperKind.RCP else None,
                )  # fmt: skip
            sent = send_contract(contract=contract, by=None, at=at)
            to_make = document_to_make(sent.pk)
            document = keep_document(to_make, b"%PDF-1.7", at=at)
            signers = [sent.titulaire]
            if not sent.remplacant.person.email.startswith(UNSIGNED):
                signers.append(sent.remplacant)
            for signer in signers:
                sign_document(document=document.pk, sha256=document.sha256, by=signer, at=at)


def shown(page: Page) -> None:
    axe(page)
    holds_in_width(page)


def task(page: Page, title: str):
    return page.locator(".task", has_text=title)


def count_a_day(page: Page, practice) -> None:
    """A day of Dr Fradin typed by the keyboard, 30 € of cards short; then the difference explained."""
    page.goto(f"{PLACE}/feuilles/?jour=2026-10-02")
    row = page.locator("[data-sheet]", has_text="Fradin")
    card = row.get_by_label("CB")
    card.focus()
    page.keyboard.type("100")
    page.keyboard.press("Enter")
    expect(row.locator(".sheet-answer")).to_contain_text("enregistré")

    def typed() -> bool:
        with scoped(practice.pk):
            return DaySheet.objects.filter(cb=100).exists()

    wait_until(typed)
    shown(page)
    page.goto(f"{CLOSING}pointage/")
    while (forms := page.locator(".gap-form")).count():
        left = forms.count()
        forms.first.get_by_role("textbox").fill("Ticket du terminal perdu.")
        forms.first.get_by_role("button", name="Commenter").click()
        expect(page.locator(".gap-form")).to_have_count(left - 1)
    shown(page)


def prepare_and_verify(page: Page) -> None:
    page.goto(BOARD)
    task(page, "Relevés à préparer").get_by_role("link", name="Préparer les relevés").click()
    page.get_by_role("button", name="Préparer les relevés").click()
    page.goto(BOARD)
    shown(page)
    task(page, "Comptes à vérifier").get_by_role("link", name="Relire et vérifier").click()
    page.get_by_role("button", name="Tout est juste").click()
    expect(page.get_by_text("En attente de")).to_be_visible()


def approve(page: Page) -> None:
    """From the board to the numbered statements; the PDFs are counted as they come."""
    page.goto(BOARD)
    expect(task(page, "IBAN manquant")).to_contain_text("Dr Chauvet")
    shown(page)
    task(page, "5 relevés à approuver").get_by_role("link", name="Relire et approuver").click()
    table = page.locator(".closing-table")
    expect(table.locator("tr", has_text="Dr Rabiller")).to_contain_text("contrat non signé")
    expect(table.locator("tr", has_text="Dr Chauvet")).to_contain_text("IBAN manquant")
    page.get_by_role("link", name="Approuver et émettre 5 relevés").click()
    dialog = page.locator("#approuver")
    dialog.get_by_label("Votre mot de passe").fill(PASSWORD)
    dialog.get_by_role("button", name="Approuver et émettre").click()
    expect(page.locator("#avancement")).to_contain_text("0 relevé sur 5")
    shown(page)


def contest(page: Page) -> None:
    page.goto("/mes-releves/")
    page.get_by_role("link", name="Lire et répondre").first.click()
    page.get_by_text("Contester une ligne…").click()
    page.get_by_label("Ce que vous contestez").fill("mar. 13 oct., une visite")
    page.get_by_label("Message").fill("Il manque la visite de 18 h.")
    page.get_by_role("button", name="Envoyer la contestation").click()
    expect(page.locator("main")).to_contain_text("Contesté")
    shown(page)


def answer(page: Page) -> None:
    page.goto(f"{PLACE}/")
    card = page.locator(".panel", has_text="Relevés contestés")
    expect(card).to_contain_text("Il manque la visite de 18 h.")
    page.goto(BOARD)
    first = page.locator(".task").first
    expect(first).to_contain_text("Dr Rabiller conteste le relevé")
    shown(page)
    first.get_by_role("link", name="Répondre").click()
    page.get_by_label("Votre réponse").fill("Elle sera sur le relevé de novembre.")
    page.get_by_role("button", name="Répondre").click()
    expect(page.locator("main")).to_contain_text("Réponse donnée")


def pay(page: Page, transfers: str) -> None:
    """The file made, downloaded, handed in; then the debit."""
    page.goto(BOARD)
    task(page, transfers).get_by_role("link", name="Préparer le fichier").click()
    page.get_by_role("button", name="Créer le fichier de virement").click()
    with page.expect_download():
        page.get_by_role("link", name="Télécharger le fichier bancaire").click()
    page.get_by_role("button", name="C’est remis à la banque").click()
    expect(page.locator("main")).to_contain_text("remis à la banque")
    page.get_by_role("link", name="Noter le débit…").click()
    shown(page)
    for unpaid in page.get_by_role("checkbox", name="Dr Chauvet").all():
        unpaid.set_checked(transfers.startswith("1 "))
    page.get_by_role("button", name="Noter").click()
    expect(page.locator(".toasts")).to_contain_text("C’est noté")


def import_refusals(page: Page, file: Path) -> None:
    page.goto(f"{PLACE}/retrocession/2026-11/regularisations/")
    page.locator("[name=file]").set_input_files(file)
    page.get_by_role("button", name="Voir les rejets").click()
    page.wait_for_url("**/retrocession/rejets/*/")
    shown(page)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("main")).to_contain_text("Droits fermés")


def test_october_is_closed_by_its_people(practice, house, sign_in, refusals, tmp_path):
    sign_all_but_one(practice)
    with scoped(practice.pk):
        PractitionerProfile.objects.filter(membership__person__email__startswith=WITHOUT_IBAN).update(
            iban="", bic="", account_holder=""
        )
    secretary = sign_in("baptiste.jaulin")
    secretary.goto(BOARD)
    shown(secretary)
    task(secretary, "Recettes à apporter").get_by_role("link", name="Apporter les recettes").click()
    bring(secretary, SAMPLES / "recettes-2026-10.csv")
    secretary.get_by_role("button", name="Enregistrer").click()
    expect(secretary.locator("main")).to_contain_text("478 lignes")
    count_a_day(secretary, practice)
    prepare_and_verify(secretary)

    remplace = sign_in("ulysse.texier")
    approve(remplace)
    with house.worker(tmp_path):
        expect(remplace.locator("main")).to_contain_text("Tout est prêt", timeout=60_000)
        expect(remplace.locator(".closing-table a", has_text="PDF")).to_have_count(5)
        locum = sign_in(UNSIGNED, PHONE)
        contest(locum)
        answer(remplace)
        locum.reload()
        expect(locum.locator("main")).to_contain_text("Elle sera sur le relevé de novembre.")
        locum.get_by_role("button", name="J’accepte ce relevé").click()
        expect(locum.locator("main")).to_contain_text("Accepté")

        import_refusals(secretary, refusals)
        pay(remplace, "4 virements à faire")
        locum.reload()
        locum.get_by_role("button", name="J’ai reçu le virement").click()
        expect(locum.locator("main")).to_contain_text("reçu")

    late = sign_in(WITHOUT_IBAN, PHONE)
    late.goto(f"{PLACE}/mes-informations/")
    late.get_by_label("IBAN").fill(IBAN)
    late.get_by_label("Titulaire du compte").fill("CHAUVET FANNY")
    late.get_by_label("mot de passe").fill(PASSWORD)
    late.get_by_role("button", name="Enregistrer mes informations").click()
    pay(remplace, "1 virement à faire")
    with scoped(practice.pk):
        assert MonthClosing.objects.get(month=OCTOBER).state == "paid"
        assert Statement.objects.count() == 5
    remplace.goto(BOARD)
    expect(remplace.locator(".checks", has_text="Virements payés")).to_be_visible()
    remplace.goto("/mon-annee/2026/")
    expect(remplace.locator("main")).to_contain_text("Dr Kévin Rabiller")
    shown(remplace)
