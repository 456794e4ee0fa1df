"""The règlement intérieur: versions, read and accepted by name, what changed, and its PDF."""

from datetime import timedelta
from io import BytesIO

import pypdf
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cabinet.house import home_cards
from cabinet.members import Member
from cabinet.models import AuditEntry, OutboxMessage
from cabinet.tenancy.scope import scoped
from patients.actions.house_rules import (
    HouseRulesChangedMeanwhile,
    HouseRulesRefused,
    accept_house_rules,
    publish_house_rules,
)
from patients.models import HouseRules, HouseRulesReading
from patients.queries.house_rules import house_rules_page, to_accept
from tests.patients.conftest import NOW, TODAY, at_once

BODY = "# Horaires\nLe cabinet ouvre à 8 h 30."


def publish(cast, body=BODY, version=0, by=None, at=NOW):
    return publish_house_rules(body=body, version=version, by=by or cast.texier, at=at)


def test_publish_house_rules_tells_each_who_is_bound(nieul):
    rules = publish(nieul)
    told = {message.recipient.split("@")[0] for message in OutboxMessage.objects.all()}
    assert told == {"sorin", "fradin", "rabiller", "hervouet", "jaulin", "bossard", "drapeau"}
    assert [e.details for e in AuditEntry.objects.filter(verb="publish_house_rules")] == [{"version": 1}]
    assert publish(nieul, version=1) == rules


def test_publish_house_rules_refuses_nothing_to_read_and_stale_versions(nieul):
    with pytest.raises(HouseRulesRefused):
        publish(nieul, body="\n# \n")
    publish(nieul)
    with pytest.raises(HouseRulesChangedMeanwhile):
        publish(nieul, body="Autre")


@pytest.mark.parametrize("role", ["fradin", "jaulin", "drapeau", "guilbaud"])
def test_publish_house_rules_is_for_titulaires(nieul, role):
    with pytest.raises(PermissionDenied):
        publish(nieul, by=getattr(nieul, role))


def test_accept_house_rules_twice_is_once_and_of_the_version_in_force(nieul):
    first = publish(nieul)
    reading = accept_house_rules(rules=first, by=nieul.fradin, at=NOW)
    assert accept_house_rules(rules=first, by=nieul.fradin, at=NOW + timedelta(hours=1)) == reading
    assert to_accept(nieul.fradin) is None
    second = publish(nieul, body=BODY + "\nEt le samedi.", version=1)
    assert to_accept(nieul.fradin) == second
    with pytest.raises(HouseRulesChangedMeanwhile):
        accept_house_rules(rules=first, by=nieul.fradin, at=NOW)
    assert HouseRulesReading.objects.count() == 1


def test_two_titulaires_publish_one_version_once(living_cast):
    def by(key):
        return lambda: publish(living_cast, body=f"Par {key}", by=getattr(living_cast, key))

    answers = at_once(living_cast, by("texier"), by("sorin"))
    assert sum(isinstance(answer, HouseRules) for answer in answers) == 1
    assert sum(isinstance(answer, HouseRulesChangedMeanwhile) for answer in answers) == 1


def test_the_page_says_what_changed_for_me_and_who_has_not_read(nieul):
    first = publish(nieul)
    accept_house_rules(rules=first, by=nieul.texier, at=NOW)
    publish(nieul, body=BODY.replace("8 h 30", "9 h"), version=1)
    page = house_rules_page(Member(nieul.texier), NOW)
    assert [(c.kind, c.before, c.after) for c in page.changes] == [
        ("changed", "Le cabinet ouvre à 8 h 30.", "Le cabinet ouvre à 9 h.")
    ]
    assert len(page.unread) == 8
    assert house_rules_page(Member(nieul.fradin), NOW).readers == []


@pytest.mark.parametrize("number", [1, 30])
def test_house_rules_page_in_four_statements(nieul, number):
    for version in range(number):
        publish(nieul, body=f"Version {version}", version=version)
    with CaptureQueriesContext(connection) as asked:
        house_rules_page(Member(nieul.texier), NOW)
    assert len(asked) == 4


def test_a_card_waits_on_the_home_page_until_it_is_accepted(nieul):
    def cards(member):
        return [card.template for card in home_cards(Member(member), TODAY)]

    card = "patients/cards/house_rules.html"
    assert card not in cards(nieul.fradin)
    rules = publish(nieul)
    assert card in cards(nieul.fradin)
    assert card not in cards(nieul.guilbaud)
    assert card not in cards(nieul.naulleau)
    accept_house_rules(rules=rules, by=nieul.fradin, at=NOW)
    assert card not in cards(nieul.fradin)


# --- Screens


def address(name, *args):
    return reverse(f"patients:{name}", args=["nieul", *args])


def test_the_first_text_is_proposed_and_published(signed_in, as_member):
    client, where = as_member(signed_in.texier), address("house-rules-change")
    page = client.get(where).content.decode()
    assert "des médecins qui se relaient" in page
    assert client.post(where, {"body": "", "version": "0"}).status_code == 422
    assert client.post(where, {"body": BODY, "version": "0"}).status_code == 302
    conflict = client.post(where, {"body": "Le mien", "version": "0"})
    assert (conflict.status_code, "Le mien" in conflict.content.decode()) == (409, True)


def test_it_is_read_and_accepted(signed_in, as_member):
    with scoped(signed_in.cabinet.pk):
        publish(signed_in)
    client = as_member(signed_in.drapeau)
    page = client.get(address("house-rules")).content.decode()
    assert "J’ai lu et j’accepte cette version" in page
    assert "Pas encore" not in page
    assert client.post(address("house-rules-acceptance", 1)).status_code == 302
    assert "Vous avez lu et accepté" in client.get(address("house-rules")).content.decode()
    assert client.post(address("house-rules-acceptance", 7)).status_code == 404


def test_the_pdf_bears_its_version_and_its_date(signed_in, as_member):
    with scoped(signed_in.cabinet.pk):
        publish(signed_in)
    client = as_member(signed_in.fradin)
    pdf = client.get(address("house-rules-pdf", 1))
    text = pypdf.PdfReader(BytesIO(pdf.content)).pages[0].extract_text()
    assert "Version 1, publiée le lundi 23 novembre 2026 par Dr Texier" in text
    assert client.get(address("house-rules-pdf", 1)).content == pdf.content


@pytest.mark.parametrize("role", ["guilbaud", "ouvrard"])
def test_it_is_closed_to_the_mairie(signed_in, as_member, role):
    assert as_member(getattr(signed_in, role)).get(address("house-rules")).status_code == 403
