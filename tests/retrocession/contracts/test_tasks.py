"""What the workers do of papers and contracts: PDFs that hold, reminders once each."""

import hashlib
import io
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pikepdf
import pytest
import time_machine
from pypdf import PdfReader

from cabinet.jobs import run_due
from cabinet.models import OutboxMessage, PractitionerProfile
from cabinet.tenancy.scope import scoped
from retrocession.actions.contract_register import record_sending
from retrocession.actions.contracts import make_document, send_contract
from retrocession.contract_documents import render_contract, render_evidence
from retrocession.contract_tasks import expect_daily_look
from retrocession.models import Contract, ContractDocument, ContractEvidence, ContractSending, Paper
from retrocession.queries.contract_documents import documents_of
from tests.retrocession.contracts.conftest import AT, FIRST, THIRD, book, draft, release, sign, signed

PARIS = ZoneInfo("Europe/Paris")
DOCUMENTS = ("make_contract_document", "make_contract_evidence")


def morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 8, 30, tzinfo=PARIS)


def look(at):
    """What ticks do at that instant, but for the e-mails themselves."""
    expect_daily_look(at)
    for kind in ("look_at_papers", "look_at_contracts"):
        run_due(at=at, key_prefix=kind, limit=100)


def told(cast, word):
    """Who was told of a subject with that word, since the last question."""
    with scoped(cast.cabinet.pk):
        messages = OutboxMessage.objects.filter(subject__contains=word, sending_at=None)
        names = sorted(message.recipient.partition("@")[0] for message in messages)
        messages.update(sending_at=AT)
    return names


def text_of(pdf) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(bytes(pdf))).pages).split())


@pytest.fixture
def printed(living_march):
    """A contract rendered by the workers, then signed by both, then proved."""
    cast = living_march
    with scoped(cast.cabinet.pk):
        send_contract(contract=draft(cast), by=cast.jaulin, at=AT)
    run_due(at=AT, key_prefix=DOCUMENTS[0], limit=10)
    with scoped(cast.cabinet.pk):
        document = ContractDocument.objects.get()
        sign(document, cast.texier, cast.fradin)
    run_due(at=AT, key_prefix=DOCUMENTS[1], limit=10)
    return cast, document


def test_contract_is_an_archived_and_accessible_pdf_that_says_it_all(printed):
    _, document = printed
    pdf = bytes(document.pdf)
    assert hashlib.sha256(pdf).hexdigest() == document.sha256
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        metadata = opened.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        assert str(opened.Root.Lang) == "fr"
        assert bool(opened.Root.MarkInfo.Marked) is True
        fonts = [font for page in opened.pages for font in page.Resources.Font.values()]
        descriptors = [font.DescendantFonts[0].FontDescriptor for font in fonts]
        assert opened.check_pdf_syntax() == []
        assert all("/FontFile2" in one or "/FontFile3" in one for one in descriptors)
    said = text_of(pdf)
    wanted = [
        "Contrat de médecin assistant C-2027-03-01", "Dr Ulysse TEXIER", "RPPS 10104363964",
        "1. Objet", "R.4127-88", "2. Information des patients", "3. Jours de présence", "4. Locaux",
        "5. Indépendance", "6. Assurance", "7. Ordonnances", "8. Honoraires", "85", "perçus et à percevoir",
        "indemnités kilométriques", "9. Impôts", "10. Liberté", "renonce à toute clause de non-installation",
        "12. Conciliation", "L.4113-9", "Annexe calendaire", "undi 8 mars 2027", "undi 15 mars 2027", "matin",
        "1,5 jour",
    ]  # fmt: skip
    places = [said.find(word) for word in wanted]
    assert -1 not in places, wanted[places.index(-1)]


def test_contract_and_evidence_are_the_same_byte_for_byte_a_year_later(printed):
    cast, document = printed
    with scoped(cast.cabinet.pk):
        kept = ContractDocument.objects.select_related("contract").get(pk=document.pk)
        (state,) = documents_of([kept.contract])[kept.contract_id]
        evidence = render_evidence(kept, state)
        with pikepdf.open(io.BytesIO(evidence)) as opened:
            assert opened.check_pdf_syntax() == []
        identifier = f"{kept.contract_id}:{kept.rank}:{kept.version}".encode()
        with time_machine.travel(AT + timedelta(days=365)):
            again = render_contract(kept.content, identifier=identifier)
            assert hashlib.sha256(again).hexdigest() == kept.sha256
            assert render_evidence(kept, state) == evidence


def test_evidence_names_the_file_and_its_two_signatures(printed):
    cast, document = printed
    with scoped(cast.cabinet.pk):
        evidence = ContractEvidence.objects.get()
    assert hashlib.sha256(bytes(evidence.pdf)).hexdigest() == evidence.sha256
    said = text_of(evidence.pdf)
    assert said.replace(" ", "").count(document.sha256) == 3
    for word in ("Ulysse Texier, médecin remplacé", "Valentine Fradin, médecin remplaçant", "10 h"):
        assert word.replace("\u202f", " ") in said.replace("\u202f", " ")


def test_documents_are_made_and_announced_once(printed):
    cast, _ = printed
    assert told(cast, "contrat à signer") == ["fradin", "texier"]
    assert told(cast, "contrat signé") == ["jaulin"]
    with scoped(cast.cabinet.pk):
        contract = Contract.objects.get()
        release(cast.second)
        book(cast.fradin, THIRD)
        make_document(contract=contract, by=cast.jaulin, at=AT)
        make_document(contract=contract, by=cast.jaulin, at=AT + timedelta(seconds=1))
    run_due(at=AT + timedelta(minutes=1), key_prefix=DOCUMENTS[0], limit=10)
    with scoped(cast.cabinet.pk):
        ranks = list(ContractDocument.objects.order_by("rank").values_list("rank", "version"))
        assert ranks == [(0, 1), (1, 1)]
        said = text_of(ContractDocument.objects.get(rank=1).pdf)
    assert "Avenant n" in said
    assert "Jours supprimés" in said


def test_draft_is_made_and_told_fifteen_days_before(living_march):
    cast = living_march
    look(morning(FIRST - timedelta(days=16)))
    with scoped(cast.cabinet.pk):
        assert Contract.objects.get().state == "draft"
    assert told(cast, "contrats à suivre") == []
    look(morning(FIRST - timedelta(days=15)))
    assert told(cast, "contrats à suivre") == ["jaulin", "texier"]
    look(morning(FIRST - timedelta(days=14)))
    assert told(cast, "contrats à suivre") == []


def test_unsigned_contract_is_told_three_days_then_one_day_before(living_march):
    cast = living_march
    with scoped(cast.cabinet.pk):
        send_contract(contract=draft(cast), by=cast.jaulin, at=AT)
    counts = {}
    for days in (15, 4, 3, 2, 1, 0):
        look(morning(FIRST - timedelta(days=days)))
        look(morning(FIRST - timedelta(days=days)) + timedelta(hours=1))
        counts[days] = told(cast, "contrats à suivre")
    everybody = ["fradin", "jaulin", "texier"]
    assert counts == {15: [], 4: [], 3: everybody, 2: [], 1: everybody, 0: []}


def test_contract_kept_from_the_cdom_is_told_after_thirty_days(living_march):
    cast = living_march
    with scoped(cast.cabinet.pk):
        signed(cast)
    look(morning(AT.date() + timedelta(days=29)))
    assert told(cast, "contrats à suivre") == []
    look(morning(AT.date() + timedelta(days=30)))
    look(morning(AT.date() + timedelta(days=31)))
    assert told(cast, "contrats à suivre") == ["jaulin", "texier"]


def test_signed_contract_is_to_be_filed_fifteen_days_then_one_day_before(living_march):
    cast = living_march
    with scoped(cast.cabinet.pk):
        signed(cast)
    counts = {}
    for days in (16, 15, 14, 2, 1, 0, -1):
        look(morning(FIRST - timedelta(days=days)))
        counts[days] = told(cast, "contrats à suivre")
    both = ["jaulin", "texier"]
    assert counts == {16: [], 15: both, 14: [], 2: [], 1: both, 0: [], -1: []}


def test_filed_contract_is_told_of_no_more(living_march):
    cast = living_march
    with scoped(cast.cabinet.pk):
        _, document = signed(cast)
        record_sending(
            document=document.pk, recipient=ContractSending.Recipient.CDOM, sent_on=AT.date(),
            reference="1A 204", by=cast.jaulin, at=AT,
        )  # fmt: skip
    for days in (15, 1, -20):
        look(morning(FIRST - timedelta(days=days)))
    assert told(cast, "contrats à suivre") == []


def test_calendar_that_changed_is_told_once(living_march):
    cast = living_march
    with scoped(cast.cabinet.pk):
        signed(cast)
        book(cast.fradin, THIRD)
    look(morning(AT.date() + timedelta(days=1)))
    look(morning(AT.date() + timedelta(days=2)))
    assert told(cast, "avenant à établir") == ["jaulin", "texier"]


def test_licence_of_the_profile_is_recalled_at_each_step_once(living_march):
    cast, ends = living_march, date(2027, 11, 15)
    with scoped(cast.cabinet.pk):
        PractitionerProfile.objects.filter(membership=cast.rabiller).update(
            licence_number="85-1", licence_expires_on=ends
        )
    counts = {}
    for days in (61, 60, 59, 20, 19, 7, 0, -1):
        look(morning(ends - timedelta(days=days)))
        counts[days] = len(told(cast, "licence de remplacement"))
    assert counts == {61: 0, 60: 2, 59: 0, 20: 2, 19: 0, 7: 2, 0: 0, -1: 0}
    with scoped(cast.cabinet.pk):
        assert Paper.objects.filter(membership=cast.rabiller).count() == 1
