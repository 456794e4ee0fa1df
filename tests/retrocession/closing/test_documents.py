"""The PDF of a statement: what it says, that it is sound, and that it stays what it was."""

import hashlib
import io
from datetime import date, timedelta

import pikepdf
import pytest
import time_machine
from pypdf import PdfReader

from cabinet.jobs import run_due
from cabinet.models import Job, OutboxMessage, PractitionerProfile
from cabinet.pdf import only_data
from cabinet.tenancy.scope import scoped
from retrocession.documents import digest_of, freeze_document, render_statement
from retrocession.models import Statement, StatementDocument
from tests.retrocession.closing.conftest import AT, close, member_named


def statement_of(practice, last_name):
    with scoped(practice.pk):
        return Statement.objects.select_related("remplacant__person").get(
            remplacant__person__last_name=last_name
        )


@pytest.fixture
def statement(october):
    """Dr Rabiller's of October, verified by the secretary and approved by Dr Texier."""
    close(october, "verified", by=member_named(october, "baptiste.jaulin"))
    close(october, "issued", by=member_named(october, "ulysse.texier"))
    return statement_of(october, "Rabiller")


def text_of(pdf):
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(text.replace("\u202f", " ").split())


def test_document_is_one_sound_tagged_page(statement):
    with pikepdf.open(io.BytesIO(render_statement(statement))) as document:
        assert document.check_pdf_syntax() == []
        assert len(document.pages) == 1
        assert bool(document.Root.MarkInfo.Marked)
        assert str(document.Root.Lang) == "fr"
        assert document.docinfo["/Title"] == "Relevé de rétrocession n° 2026-0005, octobre 2026"
        assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
        assert str(document.Root.Outlines.First.Title) == "Relevé de rétrocession"
        for font in document.pages[0].Resources.Font.values():
            assert "/FontFile3" in font.DescendantFonts[0].FontDescriptor


def test_document_bears_every_mention_in_reading_order(statement):
    text = text_of(render_statement(statement))
    mentions = [
        "Relevé de rétrocession",
        "octobre 2026",
        "N° 2026-0005",
        "émis le 2 novembre 2026",
        "Médecin remplacé",
        "Dr Ulysse TEXIER, EI",
        "38 rue des Tilleuls, 85430 Nieul-le-Dolent",
        "RPPS 10104363964",
        "SIRET 944 703 164 00011",
        "Médecin remplaçant",
        "Dr Kévin RABILLER, EI",
        "65 rue des Tilleuls, 85430 Nieul-le-Dolent",
        "RPPS 10106219982",
        "SIRET 326 283 439 00015",
        "mercredi 7 octobre",
        "jeudi 29 octobre",
        "4 jours",
        "Honoraires facturés",
        "1 801,41 €",
        "Indemnités kilométriques",
        "12,81 €",
        "1 788,60 €",
        "Rétrocession à 85 %",
        "1 520,31 €",
        "Régularisations",
        "0,00 €",
        "Net à payer",
        "1 533,12 €",
        "Période du 1er au 31 octobre 2026",
        "Contrat : aucun n’est signé dans cette application",
        "Base : honoraires facturés, perçus et à percevoir",
        "Exonéré de TVA, art. 261-4-1° du CGI",
        "Part conservée par le médecin remplacé : 268,29 €, TVA non applicable, art. 293 B du CGI",
        "Cumul des relevés émis en 2026 entre les parties, celui-ci compris : 1 533,12 €",
        "À payer par virement SEPA, référence 2026-0005",
        "Vérifié par Baptiste Jaulin, secrétaire médicale, le 2 novembre 2026 à 11 h 20",
        "Approuvé par le Dr Ulysse Texier, médecin titulaire, le 2 novembre 2026 à 11 h 20",
        digest_of(statement),
    ]
    places = [text.find(mention) for mention in mentions]
    assert -1 not in places, mentions[places.index(-1)]
    assert places == sorted(places)


def test_document_never_names_a_patient(statement):
    assert "PATIENT" not in text_of(render_statement(statement))


@pytest.mark.parametrize("days", [1, 6, 7, 13, 14, 31])
def test_whole_month_holds_on_one_page(statement, days):
    first = date(2026, 10, 1)
    day = statement.detail["days"][0]
    statement.detail["days"] = [
        day | {"on": (first + timedelta(days=n)).isoformat(), "cheque": "1030.00", "total": "12030.00"}
        for n in range(days)
    ]
    statement.signatures["verified"]["by"] = "Marie-Antoinette de La Rochefoucauld-Bayers"
    assert len(PdfReader(io.BytesIO(render_statement(statement))).pages) == 1


def test_parts_of_tiers_payant_are_told_when_they_add_up(statement):
    assert "Tiers payant AMO" in text_of(render_statement(statement))
    statement.detail["days"][0]["amo"] = "0.00"
    text = text_of(render_statement(statement))
    assert "Tiers payant AMO" not in text
    assert "Tiers payant" in text


def test_nothing_positive_is_carried_forward(statement):
    statement.net = -statement.net
    assert "aucun virement, montant reporté" in text_of(render_statement(statement))


def test_document_is_the_same_byte_for_byte_a_year_later(statement):
    first = render_statement(statement)
    with time_machine.travel(AT + timedelta(days=365)):
        assert render_statement(statement) == first


@pytest.mark.parametrize("address", ["http://localhost/x", "https://pages.example/x", "file:///etc/hostname"])
def test_document_fetches_nothing(address):
    with pytest.raises(ValueError, match="protocol"):
        only_data().fetch(address)


def test_frozen_bytes_are_what_is_hashed(october, statement):
    with scoped(october.pk):
        first = freeze_document(statement, b"%PDF-1", at=AT)
        assert freeze_document(statement, b"%PDF-2", at=AT).pk == first.pk
        kept = StatementDocument.objects.get()
        assert bytes(kept.pdf) == b"%PDF-1"
        assert kept.sha256 == hashlib.sha256(b"%PDF-1").hexdigest()


def test_each_locum_is_told_once_without_figures(october, statement, mailoutbox):
    prefix = f"freeze_statement:{october.pk}:2026-10:"
    assert run_due(at=AT, key_prefix=prefix) == 5
    Job.objects.filter(key__startswith=prefix).update(done_at=None, due_at=AT)
    assert run_due(at=AT, key_prefix=prefix) == 5
    with scoped(october.pk):
        assert StatementDocument.objects.count() == 5
        messages = list(OutboxMessage.objects.order_by("recipient"))
    assert [message.recipient.split("@")[0] for message in messages] == [
        "fanny.chauvet",
        "gael.herbreteau",
        "kevin.rabiller",
        "noemie.barreteau",
        "valentine.fradin",
    ]
    for message in messages:
        assert "€" not in message.body
        assert "," not in message.body.replace("Bonjour,", "")
    assert run_due(at=AT, key_prefix=f"send:{october.pk}:statement:2026-10:") == 5
    assert len(mailoutbox) == 5


def test_document_without_a_profile_says_what_is_missing(october):
    with scoped(october.pk):
        PractitionerProfile.objects.filter(membership__person__last_name="Rabiller").update(
            address="", siret="", rpps=""
        )
    close(october, "issued")
    text = text_of(render_statement(statement_of(october, "Rabiller")))
    assert "Adresse non renseignée RPPS non renseigné SIRET non renseigné" in text
