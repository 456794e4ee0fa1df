"""Mail at two practices of a network: a result for the other one; an urgent one on a day without doctor."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from cabinet.tenancy.scope import scoped
from messaging.models import Mail, MailAlert
from tests.journeys.conftest import DESK, PHONE, SLUG, member_named
from tests.journeys.watching import axe, holds_in_width

#: The day of the journeys; nobody is at Nieul on it.
TODAY = date(2026, 11, 2)


@pytest.fixture
def network(practice):
    """Both practices are of one network; Dr Sorin is on call today at Nieul."""
    from django.utils import timezone

    from cabinet.models import Cabinet
    from planning.models import Astreinte
    from planning.queries.astreintes import span_of

    aubigny = Cabinet.objects.get(slug="aubigny")
    Cabinet.objects.filter(pk=practice.pk).update(network=aubigny.network)
    with scoped(practice.pk):
        starts_at, ends_at = span_of(practice, TODAY)
        Astreinte.objects.create(
            membership=member_named(practice, "lucie.sorin"), on=TODAY, starts_at=starts_at, ends_at=ends_at,
            assigned_at=timezone.now() - timedelta(days=3),
        )  # fmt: skip
    practice.aubigny = aubigny
    return practice


def settled(page: Page) -> None:
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)


def enter(page: Page, sender: str, about: str, *, urgent: bool = False) -> None:
    """From the desk, by the keyboard: E, the sender, the patient, Enter."""
    page.keyboard.press("e")
    sheet = page.locator("#sheet")
    expect(sheet.get_by_label("Expéditeur")).to_be_focused()
    settled(page)
    page.keyboard.type(sender)
    sheet.get_by_label("Patient").fill(about)
    expect(sheet.locator("#mail-people")).to_contain_text("Pas sur la liste")
    if urgent:
        sheet.get_by_label("Urgent").check()
    axe(page)
    sheet.get_by_label("Patient").press("Enter")
    expect(sheet).to_be_hidden()


def test_result_for_the_neighbour_is_routed_read_there_and_counted(network, sign_in):
    page = sign_in("baptiste.jaulin", DESK)
    enter(page, "Labo Océan", "Thibaud Odette")
    row = page.locator("#card-mail [data-row]", has_text="Thibaud Odette")
    expect(row).to_contain_text("Labo Océan")
    row.focus()
    page.keyboard.press("r")
    expect(page.locator("#card-mail")).to_contain_text("Tout est lu.")

    there = sign_in("lucie.sorin", PHONE)
    there.goto("/c/aubigny/courrier/")
    line = there.locator("[data-row]", has_text="Thibaud Odette")
    expect(line).to_contain_text("venu de")
    holds_in_width(there)
    axe(there)
    line.get_by_role("button", name="Lu").click()
    expect(there.get_by_text("Tout est lu.")).to_be_visible()
    with scoped(network.aubigny.pk):
        [mail] = Mail.objects.all()
        assert (mail.state, mail.patient_id) == ("read", None)

    page.goto(f"/c/{SLUG}/courrier/?etat=readresse")
    expect(page.locator("[data-row]", has_text="Thibaud Odette")).to_contain_text("lu lun. 2 nov.")
    page.get_by_role("link", name="Erreurs d’adresse").click()
    expect(page.get_by_role("row", name="Labo Océan")).to_contain_text("novembre 2026 : 1")
    axe(page)
    holds_in_width(page)


def test_urgent_result_wakes_the_doctor_on_call_then_the_next(network, sign_in):
    from cabinet.jobs import run_due

    desk = sign_in("baptiste.jaulin", DESK)
    enter(desk, "Labo Océan", "Fleury Marcel", urgent=True)
    row = desk.locator("#card-mail [data-row]", has_text="Fleury Marcel")
    expect(row).to_contain_text("Dr Sorin, prévenu·e à")
    with scoped(network.pk):
        [first] = MailAlert.objects.all()
        assert first.stage == "on_call"
    run_due(at=first.told_at + timedelta(minutes=15), key_prefix="escalate_mail:")
    with scoped(network.pk):
        alerts = list(MailAlert.objects.select_related("membership__person").order_by("told_at", "pk"))
        assert [alert.stage for alert in alerts] == ["on_call", "next"]
        following = alerts[1].membership
    name = following.person.email.partition("@")[0]

    phone = sign_in(name, PHONE)
    phone.goto(f"/c/{SLUG}/")
    phone.get_by_role("link", name="Urgent : répondre").click()
    axe(phone)
    holds_in_width(phone)
    with scoped(network.pk):
        assert not MailAlert.objects.filter(acknowledged_at__isnull=False).exists()
    phone.get_by_role("button", name="Je m’en occupe").click()
    expect(phone.get_by_text(f"{following.display_name} s’en occupe")).to_be_visible()
    expect(row).to_contain_text(f"{following.display_name} s’en occupe")
    with scoped(network.pk):
        assert MailAlert.objects.filter(acknowledged_at__isnull=False).count() == 1
        assert run_due(at=first.told_at + timedelta(hours=2), key_prefix="escalate_mail:") == 1
        assert MailAlert.objects.count() == 2
