"""The mairie's agent on a morning: pastes the costs, reads what a day costs, answers what is asked."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from cabinet.clock import first_of_month, previous_month, today_in_paris
from cabinet.tenancy.scope import scoped
from cabinet.text import month as month_said
from commune.actions.registers import write_entry
from commune.models import Cost, Entry
from tests.journeys.conftest import DESK, PHONE, SLUG, member_named
from tests.journeys.watching import axe, holds_in_width

MAIRIE = f"/c/{SLUG}/mairie/"
PAGES = ["couts/", "couts/coller/", "subventions/", "subventions/nouvelle/", "demandes/", "registres/"]
PAGES += ["installation/", "bilan/"]


def ask(practice) -> Entry:
    secretary = member_named(practice, "baptiste.jaulin")
    values = {
        "kind": "repair",
        "title": "Robinet du bureau 2",
        "dated_on": today_in_paris(),
        "due_on": today_in_paris() + timedelta(days=5),
    }
    with scoped(practice.pk, person_id=secretary.person_id):
        return write_entry(values=values, by=secretary, at=timezone.now())


def table() -> tuple[str, str]:
    """Costs of last month as a spreadsheet copies them, right and wrong."""
    said = month_said(previous_month(first_of_month(today_in_paris())))
    titles = "Mois\tSecrétaire\tTélésecrétariat\tCharges"
    return f"{titles}\n{said}\t2 385,00\t178,00\t640,50\n", f"{titles}\n{said}\t2 385,00\tbeaucoup\t640,50\n"


def test_agent_pastes_costs_reads_the_report_and_answers(practice, sign_in):
    entry = ask(practice)
    right, wrong = table()
    page = sign_in("yann.guilbaud", DESK)
    expect(page.get_by_text("1 demande attend votre réponse")).to_be_visible()

    page.goto(MAIRIE + "couts/")
    axe(page)
    page.get_by_role("link", name="Coller un tableau").click()
    page.get_by_label("Tableau copié").fill(wrong)
    with page.watch.refused(422):
        page.get_by_role("button", name="Lire le tableau").click()
        expect(page.get_by_role("alert")).to_contain_text("Ligne 2")
    axe(page)
    expect(page.get_by_label("Tableau copié")).to_have_value(wrong.rstrip("\n") + "\n")
    page.get_by_label("Tableau copié").fill(right)
    page.get_by_role("button", name="Lire le tableau").click()
    page.get_by_role("button", name="Enregistrer ces montants").click()
    expect(page.locator(".toasts")).to_contain_text("3 montants enregistrés")
    with scoped(practice.pk):
        assert Cost.objects.count() == 3

    month = previous_month(first_of_month(today_in_paris()))
    page.goto(f"/c/{SLUG}/occupation/?du={month}&au={today_in_paris()}")
    expect(page.get_by_role("heading", name="Coûts")).to_be_visible()
    expect(page.get_by_text("Coût par jour ouvert")).to_be_visible()
    axe(page)

    page.goto(MAIRIE + "demandes/")
    axe(page)
    page.get_by_role("link", name="Répondre").click()
    page.get_by_label("Un mot").fill("Le plombier passe jeudi.")
    axe(page)
    page.get_by_role("button", name="Accepter").click()
    expect(page.locator(".toasts")).to_contain_text("C’est répondu")
    with scoped(practice.pk):
        assert Entry.objects.get(pk=entry.pk).state == "accepted"


def test_pages_hold_on_the_narrowest_phone(practice, sign_in):
    ask(practice)
    page = sign_in("yann.guilbaud", PHONE)
    for name in PAGES:
        page.goto(MAIRIE + name)
        holds_in_width(page)
        axe(page)
