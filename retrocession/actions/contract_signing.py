"""Signing the very file, in the application or on paper."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from uuid import UUID

from django.db import transaction

from cabinet import audit
from cabinet.jobs import enqueue
from cabinet.models import Membership
from retrocession.actions.contracts import lock_contract, refuse_superseded
from retrocession.actions.contracts_refused import CalendarChanged, ContractRefused
from retrocession.models import Contract, ContractDocument, ContractScan, ContractSignature
from retrocession.permissions import RoleRefused, may_read_contract
from retrocession.queries.contract_days import days_of_month
from retrocession.queries.contract_documents import DocumentState, current, documents_of
from retrocession.queries.papers import gaps_of, said
from retrocession.reading.pdf_file import NotAPlainPdf, require_plain_pdf
from retrocession.rules.contract_days import changes
from retrocession.rules.contracts import State, Step, is_signed, target

Party = ContractSignature.Party


@dataclass(frozen=True)
class Device:
    """From where somebody signs: an address, and the digest of what their browser says it is."""

    ip: str | None = None
    user_agent_digest: str = ""


def party_of(contract: Contract, member: Membership) -> Party | None:
    """As which party this person signs; nobody signs for another."""
    if member.person_id == contract.titulaire.person_id:
        return Party.TITULAIRE
    return Party.REMPLACANT if member.person_id == contract.remplacant.person_id else None


@transaction.atomic
def sign_document(
    *, document: UUID, sha256: str, by: Membership, at: datetime, device: Device | None = None
) -> ContractSignature:
    """`by` signs the file of that digest, which they have read; signed twice is signed once.

    The page asks for their password first. Raises `ContractRefused`, `CalendarChanged`, `RoleRefused`.
    """
    contract, shown = _to_sign(document)
    party = party_of(contract, by)
    if party is None:
        raise RoleRefused("Seuls les deux médecins du contrat le signent.")
    if party in shown.signatures:
        return shown.signatures[party]
    _refuse_unready(contract, shown)
    if sha256 != shown.document.sha256:
        raise CalendarChanged("Ce n’est plus le document que vous lisiez. Relisez-le avant de signer.")
    device = device or Device()
    signature = ContractSignature.objects.create(
        document=shown.document,
        party=party,
        signed_by=by,
        signed_at=at,
        sha256=sha256,
        ip=device.ip,
        user_agent_digest=device.user_agent_digest,
    )
    audit.record("sign_contract", contract, by=by, at=at, party=party.value, sha256=sha256)
    shown.signatures[party] = signature
    if shown.is_signed:
        _follow_signature(contract, shown, at=at)
    return signature


@transaction.atomic
def keep_scan(
    *, document: UUID, content: bytes, file_name: str, by: Membership, at: datetime
) -> ContractScan:
    """The paper signed by both, in place of the two signatures; the same file twice is once."""
    contract, shown = _to_sign(document)
    if not may_read_contract(by, contract):
        raise RoleRefused("Seuls les deux médecins du contrat et la secrétaire déposent le contrat signé.")
    digest = hashlib.sha256(content).hexdigest()
    if shown.scan is not None and shown.scan.sha256 == digest:
        return shown.scan
    if shown.is_signed:
        raise ContractRefused("Ce document est déjà signé par les deux médecins.", "file")
    try:
        require_plain_pdf(content)
    except NotAPlainPdf as refused:
        raise ContractRefused(refused.message, "file") from None
    _refuse_unready(contract, shown)
    shown.scan = ContractScan.objects.create(
        document=shown.document,
        file_name=PurePath(file_name.replace("\\", "/")).name[-200:] or "contrat.pdf",
        pdf=content,
        sha256=digest,
        uploaded_at=at,
        uploaded_by=by,
    )
    audit.record("keep_contract_scan", contract, by=by, at=at, sha256=digest)
    _follow_signature(contract, shown, at=at)
    return shown.scan


def _to_sign(document: UUID) -> tuple[Contract, DocumentState]:
    """The contract of that document, locked, and the document, which must be the one to sign now."""
    found = ContractDocument.objects.only("contract_id", "cabinet_id").get(pk=document)
    contract = lock_contract(Contract(pk=found.contract_id))
    shown = current(contract, documents_of([contract])[contract.pk])
    if contract.state in (State.DRAFT, State.WITHDRAWN) or shown is None or shown.document.pk != document:
        raise CalendarChanged("Ce document a été remplacé. Relisez celui qui est à signer maintenant.")
    return contract, shown


def _refuse_unready(contract: Contract, shown: DocumentState) -> None:
    """The days are those of the calendar, and the locum's papers hold on each of them."""
    refuse_superseded(contract)
    now = days_of_month(contract.month).get(contract.remplacant_id, ())
    if changes(shown.days, now):
        raise CalendarChanged(
            "Le planning a changé depuis que ce document est établi. Il doit être établi de nouveau avant"
            " d’être signé."
        )
    if missing := gaps_of(contract.remplacant, [day.on for day in shown.days]):
        raise ContractRefused(
            f"Il manque des papiers à {contract.remplacant.display_name} pour ces jours\u202f: "
            f"{', '.join(said(gap) for gap in missing)}."
        )


def _follow_signature(contract: Contract, shown: DocumentState, *, at: datetime) -> None:
    """Both have signed: the contract binds, and the page of evidence is asked for."""
    if not is_signed(State(contract.state)):
        contract.state, contract.signed_at = target(Step.SIGN), at
        contract.save(update_fields=["state", "signed_at"])
    enqueue(
        "make_contract_evidence",
        key=f"make_contract_evidence:{contract.cabinet_id}:{shown.document.pk}",
        due_at=at,
        document=str(shown.document.pk),
    )
