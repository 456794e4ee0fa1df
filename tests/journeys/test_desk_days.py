"""Days of the secretary by the keyboard alone: one without a doctor, from opening to closing; the agenda; and
the médecin traitant of those who were seen on either side of a month's end."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cabinet.clock import in_paris
from cabinet.tenancy.scope import scoped
from patients.actions.checklists import start_lists
from patients.actions.directory import add_entry, add_usual_entries
from patients.actions.enter import enter_patient
from patients.actions.protocols import write_protocol
from patients.models import Appointment, ChecklistTick, Declaration, Patient, Step
from patients.rules.entry import Entry
from planning.actions.astreintes import assign_astreinte
from planning.models import Presence
from retrocession.actions.designation import designate
from tests.journeys.conftest import DESK, SLUG, member_named
from tests.journeys.test_front_desk import TODAY, sheet, type_and_tab
from tests.journeys.test_locum_books import book
from tests.journeys.watching import axe, holds_in_width

#: The two sides of a month's end.
LAST_OF_OCTOBER, FIRST_OF_NOVEMBER = date(2026, 10, 31), date(2026, 11, 1)


@pytest.fixture
def desk(practice, sign_in) -> Page:
    """Nobody consults today; Dr Fradin answers the laboratory; lists, numbers and protocols are written."""
    now = timezone.now()
    secretary = member_named(practice, "baptiste.jaulin")
    with scoped(practice.pk):
        start_lists(by=secretary, at=now - timedelta(days=3))
        add_entry(
            values={"kind": "doctor", "name": "Cabinet de La Mothe", "phone": "02 61 91 40 12",
                    "hours": "", "note": "", "without_doctor": True},
            by=secretary, at=now,
        )  # fmt: skip
        add_usual_entries(by=secretary, at=now)
        write_protocol(
            title="Fièvre chez un enfant", body="# Demander\n- Quel âge\n# Envoyer\nLe 15, ou La Mothe.",
            by=member_named(practice, "ulysse.texier"), at=now,
        )  # fmt: skip
        assign_astreinte(
            membership=member_named(practice, "valentine.fradin"), on=TODAY, by=secretary, at=now
        )
    page = sign_in("baptiste.jaulin", DESK)
    expect(page.locator("#desk")).to_be_visible()
    expect(page.locator("[data-live-state]")).to_have_text("En direct")
    return page


def tick_all(page: Page, title: str) -> None:
    """The list of the card, to its end, by Enter on its rows."""
    card = page.locator("#card-checklists")
    expect(card.get_by_role("heading", name=title)).to_be_visible()
    while card.get_by_role("heading", name=title).count():
        first = card.locator("[data-row]").first
        point = first.get_attribute("id")
        first.focus()
        page.keyboard.press("Enter")
        expect(card.locator(f"#{point}")).to_have_count(0)


def test_day_without_a_doctor_from_opening_to_closing(desk, practice):
    page = desk
    expect(page.locator("#desk-day")).to_contain_text("aucun médecin")
    expect(page.locator("#card-on-call")).to_contain_text("Dr Fradin")
    where = page.locator("#card-without-doctor")
    expect(where).to_contain_text("Cabinet de La Mothe")
    expect(where).to_contain_text("02 61 91 40 12")
    axe(page)
    holds_in_width(page)
    tick_all(page, "Ouverture")
    # A mother calls: what to ask, and where to send them.
    page.keyboard.press("p")
    expect(sheet(page)).to_contain_text("Fièvre chez un enfant")
    sheet(page).get_by_role("link", name="Fièvre chez un enfant").focus()
    page.keyboard.press("Enter")
    expect(page.locator("body")).to_contain_text("Le 15, ou La Mothe.")
    page.goto(f"/c/{SLUG}/accueil/")
    expect(page.locator("[data-live-state]")).to_have_text("En direct")
    # Another one, whom the desk will call back, and who does not answer the first time.
    page.keyboard.press("l")
    expect(sheet(page).get_by_label("Nom", exact=True)).to_be_focused()
    type_and_tab(page, "Mme Neau")
    page.keyboard.type("02 51 00 00 12")
    page.keyboard.press("Enter")
    row = page.locator("#card-calls [data-row]", has_text="Mme Neau")
    expect(row).to_be_visible()
    row.focus()
    page.keyboard.press("Enter")
    expect(sheet(page).get_by_label("Rappeler plus tard")).to_be_visible()
    axe(page)
    page.keyboard.press("a")
    expect(sheet(page).get_by_role("button", name="Joint")).to_be_visible()
    page.keyboard.press("j")
    expect(row).to_have_count(0)
    tick_all(page, "Jour sans médecin")
    tick_all(page, "Fermeture")
    expect(page.locator("#card-checklists")).not_to_contain_text("Fermeture")
    with scoped(practice.pk):
        assert ChecklistTick.objects.count() == 21


def test_call_is_put_off_without_an_attempt(desk, practice):
    page = desk
    page.keyboard.press("l")
    expect(sheet(page).get_by_label("Nom", exact=True)).to_be_focused()
    type_and_tab(page, "M. Ardouin")
    page.keyboard.type("02 51 00 00 13")
    page.keyboard.press("Enter")
    row = page.locator("#card-calls [data-row]", has_text="M. Ardouin")
    row.focus()
    page.keyboard.press("Enter")
    expect(sheet(page).get_by_label("Rappeler plus tard")).to_be_visible()
    page.keyboard.press("t")
    expect(row).to_have_count(0)
    expect(page.locator("#card-calls")).to_contain_text("1 rappel pour plus tard")


def seen(practice, last_name: str, on: date) -> Patient:
    """Somebody whom Dr Fradin saw on that day for the first time."""
    doctor, at = member_named(practice, "valentine.fradin"), in_paris(on, time(9))
    with scoped(practice.pk):
        patient = enter_patient(
            entry=Entry(last_name=last_name, first_name="Jeanne", birth_on=date(1950, 5, 4)),
            by=member_named(practice, "baptiste.jaulin"), at=at - timedelta(days=1),
        )  # fmt: skip
        presence = Presence.objects.filter(membership=doctor).earliest("on")
        Appointment.objects.create(
            patient=patient, practitioner=doctor, presence=presence, kind="first", starts_at=at,
            ends_at=at + timedelta(minutes=30), state="done", booked_at=at, finished_at=at,
        )  # fmt: skip
        Patient.objects.filter(pk=patient.pk).update(step=Step.SEEN, stepped_at=at)
    return patient


def test_medecin_traitant_is_that_of_the_month_in_which_they_were_seen(practice, sign_in):
    book(practice, "valentine.fradin", TODAY)
    with scoped(practice.pk):
        designate(
            month=date(2026, 11, 1), titulaire=member_named(practice, "lucie.sorin"), by=None,
            at=timezone.now(),
        )  # fmt: skip
    people = {
        seen(practice, "Boutin", LAST_OF_OCTOBER): "Texier",
        seen(practice, "Cadou", FIRST_OF_NOVEMBER): "Sorin",
    }
    page = sign_in("baptiste.jaulin", DESK)
    for patient, doctor in people.items():
        page.goto(f"/c/{SLUG}/accueil/")
        page.keyboard.press("/")
        page.keyboard.type(patient.last_name.lower())
        expect(page.get_by_role("option", name=patient.display_name)).to_have_attribute(
            "aria-selected", "true"
        )
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1, name=patient.display_name)).to_be_visible()
        expect(page.locator("#section-declaration")).to_contain_text(f"Proposé\u202f: Dr {doctor}")
        page.keyboard.press("d")
        proposed = sheet(page).get_by_role("radio", name=f"Dr {doctor}")
        expect(proposed).to_be_checked()
        axe(page)
        sheet(page).get_by_label("Le patient est informé", exact=False).focus()
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
        expect(page.locator("#section-declaration")).to_contain_text(f"Dr {doctor}, déclaré le")
    with scoped(practice.pk):
        told = {
            row.patient.last_name: (row.doctor.person.last_name, row.informed_at is not None)
            for row in Declaration.objects.select_related("patient", "doctor__person")
        }
    assert told == {"Boutin": ("Texier", True), "Cadou": ("Sorin", True)}


def test_agenda_is_kept_by_keys(practice, sign_in):
    book(practice, "valentine.fradin", TODAY)
    with scoped(practice.pk):
        by = member_named(practice, "baptiste.jaulin")
        entry = Entry(last_name="Boutin", first_name="Jeanne", birth_on=date(1950, 5, 4))
        patient = enter_patient(entry=entry, by=by, at=timezone.now())
        presence = Presence.objects.get(on=TODAY)
        at = datetime.combine(TODAY, time(11), tzinfo=in_paris(TODAY, time(11)).tzinfo)
        Appointment.objects.create(
            patient=patient, practitioner=presence.membership, presence=presence, kind="follow_up",
            starts_at=at, ends_at=at + timedelta(minutes=15), booked_at=timezone.now(),
        )  # fmt: skip
    page = sign_in("baptiste.jaulin", DESK)
    page.goto(f"/c/{SLUG}/rendez-vous/{TODAY}/")
    expect(page.locator("[data-row]").first).to_be_visible()
    row = page.locator("[data-row]", has_text="BOUTIN")
    for _ in range(40):
        page.keyboard.press("ArrowDown")
        if row.evaluate("row => row === document.activeElement"):
            break
    expect(row).to_be_focused()
    page.keyboard.press("a")
    expect(row).to_contain_text("arrivé·e")
    expect(row).to_be_focused()
    page.keyboard.press("Enter")
    expect(sheet(page).get_by_role("heading", name="BOUTIN Jeanne")).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet(page)).to_be_hidden()
    page.keyboard.press("s")
    page.wait_for_url(f"**/rendez-vous/{TODAY + timedelta(days=1)}/")
    axe(page)
