"""Papers and contracts around today: one signed, one that waits for signatures, one to send to the CDOM."""

from datetime import date, datetime, timedelta

from cabinet.clock import next_month, previous_month
from cabinet.models import Membership, PractitionerProfile, Role
from retrocession.actions.contract_files import document_to_make, keep_document, keep_evidence
from retrocession.actions.contract_register import record_sending
from retrocession.actions.contract_signing import Device, sign_document
from retrocession.actions.contracts import draft_contracts, send_contract
from retrocession.actions.papers import record_paper, seed_licences
from retrocession.contract_documents import render_contract, render_evidence
from retrocession.models import Contract, ContractDocument, ContractSending, Designation, Paper
from retrocession.queries.contract_documents import documents_of
from retrocession.rules.papers import PaperKind

DESK = Device(ip="192.0.2.24", user_agent_digest="d" * 64)


def keep_papers(members: dict[str, Membership], *, today: date, at: datetime) -> None:
    """Everybody is insured; one insurance ends in three weeks, and one locum has not shown theirs."""
    if Paper.objects.exclude(kind=PaperKind.LICENCE).exists():
        return
    seed_licences(at=at)
    theses = dict(PractitionerProfile.objects.values_list("membership_id", "thesis"))
    for name, member in members.items():
        if member.role not in (Role.TITULAIRE, Role.REMPLACANT):
            continue
        if theses.get(member.pk) or member.role == Role.TITULAIRE:
            _paper(member, PaperKind.TABLEAU, f"85/{4100 + len(name)}", None, at)
        if name == "gael":
            continue
        ends_on = today + timedelta(days=21) if name == "noemie" else date(today.year + 1, 12, 31)
        _paper(member, PaperKind.RCP, f"MACSF {len(name)}4 071 2{len(name)}", ends_on, at)


def sign_some(members: dict[str, Membership], *, today: date, at: datetime) -> None:
    """Last month's are signed but for the one whose insurance is missing; of this month's, the first is sent
    to the CDOM too, the second signed, the third waits for the médecin remplacé."""
    month = today.replace(day=1)
    if Contract.objects.exists():
        return
    for each in (previous_month(month), month, next_month(month)):
        if Designation.objects.filter(month=each).exists():
            draft_contracts(month=each, by=None, at=at)
    secretary, without = members["baptiste"], members["gael"].pk
    for contract in Contract.objects.filter(month=previous_month(month)).exclude(remplacant=without):
        _sign(contract, secretary, at=at)
    ready = list(Contract.objects.filter(month=month).exclude(remplacant=without).exclude(kind=""))
    for contract in ready[:2]:
        document = _sign(contract, secretary, at=at)
        if contract == ready[0]:
            record_sending(
                document=document.pk, recipient=ContractSending.Recipient.CDOM, sent_on=today,
                reference="recommandé 1A 204 871 5562 3", by=secretary, at=at,
            )  # fmt: skip
    for contract in ready[2:3]:
        document = _document(send_contract(contract=contract, by=secretary, at=at), at)
        _sign_as(contract.remplacant, document, at)


def _sign(contract: Contract, secretary: Membership, *, at: datetime) -> ContractDocument:
    """Sent, signed by both, and proved."""
    sent = send_contract(contract=contract, by=secretary, at=at)
    document = _document(sent, at)
    _sign_as(sent.remplacant, document, at)
    _sign_as(sent.titulaire, document, at)
    keep_evidence(document, render_evidence(document, documents_of([sent])[sent.pk][-1]), at=at)
    return document


def _sign_as(member: Membership, document: ContractDocument, at: datetime) -> None:
    sign_document(document=document.pk, sha256=document.sha256, by=member, at=at, device=DESK)


def _paper(member: Membership, kind: PaperKind, reference: str, ends_on: date | None, at: datetime) -> None:
    record_paper(membership=member, kind=kind, reference=reference, expires_on=ends_on, by=None, at=at)


def _document(contract: Contract, at: datetime) -> ContractDocument:
    to_make = document_to_make(contract.pk)
    assert to_make is not None
    document = keep_document(to_make, render_contract(to_make.content, identifier=contract.pk.bytes), at=at)
    assert document is not None
    return document
