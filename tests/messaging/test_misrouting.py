"""Errors of address: counted by sender, printed for who makes them, never with a patient's name."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from cabinet.tenancy.scope import scoped
from messaging.actions.mail_alerts import acknowledge_mail
from messaging.actions.mail_routing import route_mail
from messaging.models import Mail, MailSender
from messaging.queries.misrouting import misrouting
from tests.messaging.mail import a_mail, at_aubigny
from tests.messaging.test_mail_alerts import on_duty
from tests.patients.conftest import NOW

PAGE = reverse("messaging:misrouting", args=["nieul"])
FILE = reverse("messaging:misrouting-file", args=["nieul"])
OCTOBER = NOW - timedelta(days=30)


@pytest.fixture
def errors(network):
    """Two for Aubigny that came here, in two months; one of ours that came there; one letter in its place."""
    cast, to = network, network.aubigny.cabinet
    with scoped(cast.cabinet.pk):
        for when in (OCTOBER, NOW):
            mail = a_mail(cast.jaulin, about="Odette Thibaud", sender="=Labo Océan", received_at=when)
            route_mail(mail=mail, to=to, by=cast.jaulin, at=NOW)
        a_mail(cast.jaulin, sender="CHD")
        long_ago = NOW - timedelta(days=400)
        old = a_mail(cast.jaulin, sender="CHD", received_at=long_ago, at=long_ago)
        route_mail(mail=old, to=to, by=cast.jaulin, at=NOW)
    with at_aubigny(cast):
        mail = a_mail(cast.aubigny.gauvrit, about="Marcel Fleury", sender="=Labo Océan")
        route_mail(mail=mail, to=cast.cabinet, by=cast.aubigny.gauvrit, at=NOW)
    return cast


def words_of(content: bytes) -> str:
    pages = PdfReader(BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_misrouting_counts_twelve_months_both_ways(errors):
    with scoped(errors.cabinet.pk):
        found = misrouting(NOW)
    assert [(one.sender, one.addressed, one.here, one.elsewhere) for one in found.figures] == [
        ("=Labo Océan", 2, 2, 1)
    ]
    assert [f"{month:%Y-%m}" for month in found.months] == ["2026-10", "2026-11"]
    assert f"{found.since:%Y-%m}" == "2025-12"


def test_each_practice_has_its_own_count(errors):
    with at_aubigny(errors):
        [one] = misrouting(NOW).figures
    assert (one.addressed, one.here, one.elsewhere) == (1, 1, 2)


def test_page_file_and_letter_name_no_patient(errors, as_member):
    client = as_member(errors.jaulin)
    with scoped(errors.cabinet.pk):
        sender = MailSender.objects.get(name="=Labo Océan")
    page = client.get(PAGE).content.decode()
    content = client.get(FILE).content.decode("utf-8-sig")
    letter = words_of(client.get(reverse("messaging:misrouting-letter", args=["nieul", sender.pk])).content)
    assert "=Labo Océan" in page
    assert content.splitlines() == [
        "Expéditeur;Reçus ici;Dont pour un autre cabinet;Pour nous, envoyés ailleurs;Erreurs;10/2026;11/2026",
        "'=Labo Océan;2;2;1;3;1;2",
    ]
    for words in ("3 envois de votre part", "Octobre 2026", "Novembre 2026", "Labo Océan"):
        assert words in letter
    for text in (page, content, letter):
        assert "Thibaud" not in text
        assert "Fleury" not in text


def test_no_letter_to_who_makes_no_error(errors, as_member):
    with scoped(errors.cabinet.pk):
        chd = MailSender.objects.get(name="CHD")
    assert as_member(errors.jaulin).get(
        reverse("messaging:misrouting-letter", args=["nieul", chd.pk])
    ).status_code == 404  # fmt: skip


def test_nothing_wrong_is_said(signed_in, as_member):
    assert "Aucune erreur d’adresse." in as_member(signed_in.jaulin).get(PAGE).content.decode()


def test_who_was_told_is_printed_for_the_laboratory(signed_in, as_member):
    with scoped(signed_in.cabinet.pk):
        on_duty(signed_in, signed_in.sorin)
        mail = a_mail(signed_in.jaulin, about="Odette Thibaud", note="kaliémie", urgent=True)
        acknowledge_mail(mail=mail, by=signed_in.sorin, at=NOW + timedelta(minutes=4))
        calm = a_mail(signed_in.jaulin)
    client = as_member(signed_in.jaulin)
    words = words_of(client.get(reverse("messaging:mail-alerts-pdf", args=["nieul", mail.pk])).content)
    for said in ("Dr Sorin", "D’astreinte", "« Je m’en occupe »", "Labo Océan"):
        assert said in words
    for secret in ("Thibaud", "kaliémie"):
        assert secret not in words
    assert client.get(reverse("messaging:mail-alerts-pdf", args=["nieul", calm.pk])).status_code == 404
    with scoped(signed_in.cabinet.pk):
        assert Mail.objects.count() == 2
