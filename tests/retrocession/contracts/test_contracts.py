"""From the calendar to a signed contract: each step works, refuses, records, and twice is once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import ProtectedError

from cabinet.models import AuditEntry, Job, PractitionerProfile
from retrocession.actions.contract_register import end_contracts, record_answer, record_sending
from retrocession.actions.contract_signing import Device, keep_scan, sign_document
from retrocession.actions.contracts import (
    change_terms,
    draft_contracts,
    send_contract,
    take_back,
)
from retrocession.actions.contracts import (
    make_document as ask_for_document,
)
from retrocession.actions.contracts_refused import CalendarChanged, ContractRefused
from retrocession.actions.designation import DesignationRefused, designate
from retrocession.actions.papers import record_paper
from retrocession.models import (
    Contract,
    ContractAnswer,
    ContractDocument,
    ContractSending,
    ContractSignature,
    Designation,
    Paper,
)
from retrocession.permissions import RoleRefused
from retrocession.queries.contracts import contract_line, month_contracts
from retrocession.rules.contract_days import Day
from retrocession.rules.contract_kind import Kind
from retrocession.rules.papers import PaperKind
from tests.retrocession.contracts.conftest import (
    AT,
    FIRST,
    MARCH,
    SECOND,
    THIRD,
    book,
    draft,
    make_document,
    release,
    sign,
    signed,
    to_sign,
)

CDOM, CPAM = ContractSending.Recipient.CDOM, ContractSending.Recipient.CPAM
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def file_at_cdom(document, cast, recipient=CDOM):
    return record_sending(
        document=document.pk,
        recipient=recipient,
        sent_on=AT.date(),
        reference="LRAR 1A",
        by=cast.jaulin,
        at=AT,
    )


def test_each_locum_with_days_has_a_draft_of_the_kind_of_their_status(march):
    PractitionerProfile.objects.filter(membership=march.rabiller).update(
        thesis=False, licence_number="85-1", licence_expires_on=date(2027, 11, 15)
    )
    book(march.rabiller, THIRD)
    made = draft_contracts(month=MARCH, by=march.jaulin, at=AT)
    assert [(c.reference, c.remplacant, c.kind, c.state) for c in made] == [
        ("C-2027-03-01", march.fradin, "assistant", "draft"),
        ("C-2027-03-02", march.rabiller, "adjoint", "draft"),
    ]
    assert draft_contracts(month=MARCH, by=march.jaulin, at=AT) == []
    assert Paper.objects.get(membership=march.rabiller).expires_on == date(2027, 11, 15)


def test_draft_needs_a_medecin_remplace(march):
    Designation.objects.all().delete()
    with pytest.raises(ContractRefused, match="n’a pas de médecin remplacé"):
        draft_contracts(month=MARCH, by=march.jaulin, at=AT)


@pytest.mark.parametrize("who", ["sorin", "fradin", "bossard", "hervouet"])
def test_draft_is_refused_to_others(march, who):
    with pytest.raises(RoleRefused):
        draft_contracts(month=MARCH, by=getattr(march, who), at=AT)


def test_other_kind_needs_the_letter_of_the_cdom(march):
    contract = draft(march)
    terms = {"contract": contract, "rate": None, "payment_day": 10, "by": march.texier, "at": AT}
    with pytest.raises(ContractRefused, match="accord du CDOM"):
        change_terms(kind=Kind.ADJOINT, letter=" ", **terms)
    changed = change_terms(kind=Kind.ADJOINT, letter="CDOM 85, 12/2021", **terms)
    assert (changed.kind, changed.proposed_kind, changed.payment_day) == ("adjoint", "assistant", 10)
    with pytest.raises(IntegrityError, match="contract_other_kind_needs_the_letter"), transaction.atomic():
        Contract.objects.update(letter="")


def test_sending_fixes_the_rate_and_asks_for_the_pdf_once(march):
    PractitionerProfile.objects.filter(membership=march.fradin).update(retrocession_rate="82.50")
    contract = send_contract(contract=draft(march), by=march.jaulin, at=AT)
    send_contract(contract=contract, by=march.jaulin, at=AT + timedelta(minutes=1))
    assert (contract.state, contract.rate, contract.base) == ("sent", Decimal("82.50"), "facture")
    assert Job.objects.filter(kind="make_contract_document").count() == 1


def test_document_lists_the_days_of_the_calendar_once(march):
    contract, document = to_sign(march)
    assert document.days == [
        {"on": f"{FIRST}", "period": "day"},
        {"on": f"{SECOND}", "period": "morning"},
    ]
    assert make_document(contract) is None
    assert ContractDocument.objects.count() == 1


def test_both_sign_that_very_file_and_it_binds(march):
    contract, document = to_sign(march)
    device = Device(ip="192.0.2.7", user_agent_digest="a" * 64)
    sign_document(document=document.pk, sha256=document.sha256, by=march.fradin, at=AT, device=device)
    contract.refresh_from_db()
    assert contract.state == "sent"
    sign(document, march.fradin, march.texier)
    contract.refresh_from_db()
    assert (contract.state, contract.signed_at) == ("signed", AT)
    assert [(s.party, s.ip, s.sha256) for s in ContractSignature.objects.order_by("party")] == [
        ("remplacant", "192.0.2.7", document.sha256),
        ("titulaire", None, document.sha256),
    ]
    assert Job.objects.filter(kind="make_contract_evidence").count() == 1
    assert AuditEntry.objects.filter(verb="sign_contract").count() == 2


@pytest.mark.parametrize("who", ["sorin", "jaulin", "rabiller"])
def test_nobody_signs_for_another(march, who):
    _, document = to_sign(march)
    with pytest.raises(RoleRefused):
        sign(document, getattr(march, who))


def test_another_file_than_the_one_read_is_not_signed(march):
    _, document = to_sign(march)
    with pytest.raises(CalendarChanged):
        sign_document(document=document.pk, sha256="0" * 64, by=march.fradin, at=AT)
    with pytest.raises(IntegrityError, match="contract_signature_is_of_that_very_file"), transaction.atomic():
        ContractSignature.objects.create(
            document=document, party="titulaire", signed_by=march.texier, signed_at=AT, sha256="0" * 64
        )


def test_calendar_that_changed_before_the_signature_asks_for_another_version(march):
    contract, document = to_sign(march)
    sign(document, march.texier)
    book(march.fradin, THIRD)
    with pytest.raises(CalendarChanged):
        sign(document, march.fradin)
    ask_for_document(contract=contract, by=march.jaulin, at=AT)
    again = make_document(contract)
    assert (again.rank, again.version, len(again.days)) == (0, 2, 3)
    with pytest.raises(CalendarChanged):
        sign(document, march.fradin)
    sign(again, march.texier, march.fradin)
    contract.refresh_from_db()
    assert contract.state == "signed"


def test_missing_or_expired_paper_blocks_the_signature(march):
    _, document = to_sign(march)
    record_paper(
        membership=march.fradin, kind=PaperKind.RCP, reference="MACSF 1", expires_on=date(2027, 3, 10),
        by=march.fradin, at=AT,
    )  # fmt: skip
    with pytest.raises(ContractRefused, match=r"RCP\)\u202f: expire le 10 mars 2027"):
        sign(document, march.fradin)


def test_signed_scan_stands_for_both_signatures(march):
    contract, document = to_sign(march)
    given = {"document": document.pk, "file_name": "C:\\scans\\contrat.pdf", "by": march.jaulin, "at": AT}
    with pytest.raises(ContractRefused, match="n’est pas un PDF"):
        keep_scan(content=b"GIF89a", **given)
    scan = keep_scan(content=PDF, **given)
    assert keep_scan(content=PDF, **given) == scan
    contract.refresh_from_db()
    assert (contract.state, scan.file_name) == ("signed", "contrat.pdf")


def test_taken_back_contract_is_signed_in_its_new_version_only(march):
    contract, document = to_sign(march)
    sign(document, march.texier)
    take_back(contract=contract, by=march.texier, at=AT)
    with pytest.raises(CalendarChanged):
        sign(document, march.fradin)
    send_contract(contract=contract, by=march.jaulin, at=AT + timedelta(hours=1))
    with pytest.raises(CalendarChanged):
        sign(document, march.fradin)
    again = make_document(contract, at=AT + timedelta(hours=1))
    assert (again.rank, again.version) == (0, 2)
    assert contract_line(contract).unsigned_by == ["Dr Texier", "Dr Fradin"]


def test_swap_after_the_signature_makes_an_avenant(march):
    contract, document = signed(march)
    with pytest.raises(ContractRefused, match="pas d’avenant"):
        ask_for_document(contract=contract, by=march.jaulin, at=AT)
    release(march.second)
    book(march.fradin, THIRD)
    line = contract_line(contract)
    assert line.changes_said == "+ mer. 17 mars\u202f; − lun. 15 mars matin"
    ask_for_document(contract=contract, by=march.jaulin, at=AT)
    avenant = make_document(contract)
    assert (avenant.rank, avenant.version, avenant.content["added"], avenant.content["dropped"]) == (
        1,
        1,
        [{"on": f"{THIRD}", "period": "day"}],
        [{"on": f"{SECOND}", "period": "morning"}],
    )
    sign(avenant, march.texier, march.fradin)
    line = contract_line(contract)
    assert (bool(line.changes), line.signed.document, line.state) == (False, avenant, "signed")
    assert [one.document for one in line.to_file] == [document, avenant]


def test_register_leads_to_the_answer_of_the_cdom(march):
    contract, document = signed(march)
    file_at_cdom(document, march, recipient=CPAM)
    contract.refresh_from_db()
    assert contract.state == "signed"
    assert file_at_cdom(document, march) == file_at_cdom(document, march)
    contract.refresh_from_db()
    assert contract.state == "filed"
    answer = {"contract": contract, "answered_on": AT.date(), "by": march.jaulin, "at": AT}
    with pytest.raises(ContractRefused, match="référence de la lettre"):
        record_answer(outcome=ContractAnswer.Outcome.AUTHORISED, reference="", **answer)
    record_answer(outcome=ContractAnswer.Outcome.DEEMED, reference="", **answer)
    contract.refresh_from_db()
    assert contract.state == "deemed"
    assert end_contracts(today=date(2027, 3, 31), at=AT) == 0
    assert end_contracts(today=date(2027, 4, 1), at=AT) == 1


def test_unsigned_document_does_not_leave(march):
    _, document = to_sign(march)
    with pytest.raises(ContractRefused, match="signé par les deux"):
        file_at_cdom(document, march)
    with pytest.raises(RoleRefused):
        record_sending(
            document=document.pk, recipient=CDOM, sent_on=AT.date(), reference="x", by=march.fradin, at=AT
        )


def test_refused_contract_gives_way_to_another(march):
    contract, document = signed(march)
    file_at_cdom(document, march)
    record_answer(
        contract=contract, outcome=ContractAnswer.Outcome.REFUSED, answered_on=AT.date(), reference="L 12",
        by=march.jaulin, at=AT,
    )  # fmt: skip
    (other,) = draft_contracts(month=MARCH, by=march.jaulin, at=AT)
    assert other.reference == "C-2027-03-02"


def test_designation_stands_once_a_contract_is_signed(march):
    to_sign(march)
    designate(month=MARCH, titulaire=march.sorin, by=march.jaulin, at=AT)
    assert Contract.objects.get().state == "withdrawn"
    designate(month=MARCH, titulaire=march.texier, by=march.jaulin, at=AT)
    (contract,) = draft_contracts(month=MARCH, by=march.jaulin, at=AT)
    send_contract(contract=contract, by=march.jaulin, at=AT)
    sign(make_document(contract), march.texier, march.fradin)
    with pytest.raises(DesignationRefused, match="un contrat est déjà signé"):
        designate(month=MARCH, titulaire=march.sorin, by=march.jaulin, at=AT)


TERMS = {"rate": "10.00", "kind": "adjoint", "letter": "x", "payment_day": 1, "signed_at": None}


@pytest.mark.parametrize("field", [*TERMS, "state", "titulaire"])
def test_signed_contract_does_not_change(march, field):
    contract, _ = signed(march)
    value = {"state": "draft", "titulaire": march.sorin}.get(field, TERMS.get(field))
    with pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.filter(pk=contract.pk).update(**{field: value})


@pytest.mark.parametrize("model", [ContractDocument, ContractSignature, ContractSending])
def test_what_was_signed_is_final(march, model):
    _, document = signed(march)
    file_at_cdom(document, march)
    row = model.objects.first()
    table = model._meta.db_table
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.filter(pk=row.pk).update(cabinet=march.cabinet)
    with pytest.raises((DatabaseError, ProtectedError)), transaction.atomic():
        row.delete()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
    with pytest.raises(DatabaseError), transaction.atomic():
        Contract.objects.filter(pk=document.contract_id)._raw_delete("default")


def test_month_lists_who_has_no_contract(march):
    draft(march)
    book(march.rabiller, THIRD)
    page = month_contracts(MARCH)
    assert [line.contract.remplacant for line in page.lines] == [march.fradin]
    assert page.without == [march.rabiller]


def avenant_at_cdom(march):
    """The contract is authorised; its avenant, one day more, is signed and sent."""
    contract, document = signed(march)
    file_at_cdom(document, march)
    record_answer(
        contract=contract, outcome=ContractAnswer.Outcome.AUTHORISED, answered_on=AT.date(), reference="L 1",
        by=march.jaulin, at=AT,
    )  # fmt: skip
    book(march.fradin, THIRD)
    avenant = make_document(contract)
    sign(avenant, march.texier, march.fradin)
    return contract, avenant


def answered(contract, document, outcome, by):
    return record_answer(
        contract=contract, document=document.pk, outcome=outcome, answered_on=AT.date(), reference="L 2",
        by=by, at=AT,
    )  # fmt: skip


@pytest.mark.parametrize("outcome", ["authorised", "deemed"])
def test_avenant_has_its_own_answer_of_the_cdom(march, outcome):
    contract, avenant = avenant_at_cdom(march)
    outcome = ContractAnswer.Outcome(outcome)
    with pytest.raises(ContractRefused, match="n’est pas transmis"):
        answered(contract, avenant, outcome, march.jaulin)
    file_at_cdom(avenant, march)
    line = month_contracts(MARCH).lines[0]
    assert line.awaited == "réponse du CDOM à l’avenant n° 1"
    first = answered(contract, avenant, outcome, march.jaulin)
    assert answered(contract, avenant, outcome, march.jaulin) == first
    line = month_contracts(MARCH).lines[0]
    assert (line.awaited, line.days_said, line.contract.state) == ("", "2,5 jours", "authorised")
    with pytest.raises(ContractRefused, match="déjà inscrite"):
        answered(contract, avenant, ContractAnswer.Outcome.REFUSED, march.jaulin)


def test_avenant_refused_by_the_cdom_binds_nobody(march):
    contract, avenant = avenant_at_cdom(march)
    file_at_cdom(avenant, march)
    answered(contract, avenant, ContractAnswer.Outcome.REFUSED, march.jaulin)
    line = month_contracts(MARCH).lines[0]
    assert (line.days_said, line.contract.state) == ("1,5 jour", "authorised")
    assert line.changes.added == (Day(THIRD),)
    again = make_document(contract)
    assert (again.rank, again.version) == (2, 1)


def test_base_is_chosen_for_the_contract_and_printed_in_it(march):
    contract = change_terms(
        contract=draft(march), kind=Kind.ASSISTANT, letter="", rate=None, base="percu", payment_day=10,
        by=march.jaulin, at=AT,
    )  # fmt: skip
    sent = send_contract(contract=contract, by=march.jaulin, at=AT)
    assert (sent.base, make_document(sent).content["base"]) == ("percu", "percu")
