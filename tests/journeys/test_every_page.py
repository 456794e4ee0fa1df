"""axe on every page that a role can reach, light and dark; none is wider than the narrowest phone."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cabinet.tenancy.scope import scoped
from retrocession.actions.closing import approve_month, prepare_month, verify_month
from retrocession.actions.statements import issue_month
from tests.journeys.conftest import DESK, PHONE, SLUG, member_named
from tests.journeys.watching import axe, holds_in_width
from tests.retrocession.closing.conftest import OCTOBER, write_sample_receipts

#: One person of each role, the device they live in, and the pages that are theirs beside the home.
PLACES = f"/c/{SLUG}"
SEEN = {
    "ulysse.texier": (
        DESK,
        [
            "reglages/",
            "equipe/",
            "equipe/inviter/",
            "mes-informations/",
            "retrocession/",
            "retrocession/a-faire/",
            "recettes/",
        ],
    ),
    "kevin.rabiller": (PHONE, ["planning/", "mes-informations/", "recettes/mes-lignes/"]),
    "anais.hervouet": (PHONE, ["planning/"]),
    "helene.drapeau": (DESK, ["planning/"]),
    "baptiste.jaulin": (DESK, ["planning/", "planning/2026-11-12/", "reglages/", "equipe/", "recettes/"]),
    "tiphaine.bossard": (DESK, ["planning/"]),
    "quentin.naulleau": (PHONE, ["planning/"]),
    "yann.guilbaud": (DESK, ["planning/", "equipe/"]),
    "oriane.ouvrard": (DESK, ["planning/"]),
}
ANYBODYS = ["/mes-jours/", "/mes-releves/", "/compte/cles/", "/compte/password/change/"]


def look(page: Page, path: str) -> None:
    page.goto(path)
    expect(page.get_by_role("heading", level=1).first).to_be_attached()
    axe(page)
    holds_in_width(page)


@pytest.mark.parametrize("name", SEEN)
def test_pages_of_a_role_shut_nobody_out(practice, sign_in, name):
    device, paths = SEEN[name]
    page = sign_in(name, device)
    for path in [f"{PLACES}/", *[f"{PLACES}/{path}" for path in paths]]:
        look(page, path)
    if name in ("ulysse.texier", "kevin.rabiller"):
        for path in ANYBODYS:
            look(page, path)


def test_month_shuts_nobody_out_in_any_state(practice, sign_in):
    write_sample_receipts(practice)
    secretary, remplace = sign_in("baptiste.jaulin"), sign_in("ulysse.texier")
    by = {"secretary": member_named(practice, "baptiste.jaulin")}
    by["remplace"] = member_named(practice, "ulysse.texier")
    month = f"{PLACES}/retrocession/{OCTOBER:%Y-%m}/"
    for page in (secretary, remplace):
        look(page, month)
    for step, who in (
        (prepare_month, "secretary"),
        (verify_month, "secretary"),
        (approve_month, "remplace"),
        (issue_month, "remplace"),
    ):
        with scoped(practice.pk):
            step(month=OCTOBER, by=by[who], at=timezone.now())
        for page in (secretary, remplace):
            look(page, month)
    look(secretary, f"{PLACES}/retrocession/")
    look(secretary, f"{PLACES}/recettes/?mois=2026-10")
    look(remplace, "/mes-releves/")


def test_components_shut_nobody_out(practice, sign_in):
    page = sign_in("ulysse.texier")
    look(page, "/composants/")


def test_refused_settings_are_kept_and_shut_nobody_out(practice, sign_in):
    page = sign_in("ulysse.texier")
    page.goto(f"{PLACES}/reglages/")
    page.get_by_label("Plancher").fill("6")
    with page.watch.refused(422):
        page.locator("main form button[type=submit]").first.click()
        expect(page.get_by_text("Le plancher ne peut pas dépasser l’objectif.").first).to_be_visible()
    expect(page.get_by_label("Plancher")).to_have_value("6")
    axe(page)
