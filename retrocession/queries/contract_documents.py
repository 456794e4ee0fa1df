"""The documents of contracts, each with what was done of it: signatures, scan, sendings."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from cabinet.clock import PARIS
from retrocession.models import (
    Contract,
    ContractAnswer,
    ContractDocument,
    ContractEvidence,
    ContractScan,
    ContractSending,
    ContractSignature,
)
from retrocession.queries.contract_days import Days, days_of_document

PARTIES = ContractSignature.Party


@dataclass
class DocumentState:
    """A document, without its bytes. It is signed by its two parties, or by a scan."""

    document: ContractDocument
    signatures: dict[str, ContractSignature] = field(default_factory=dict)
    scan: ContractScan | None = None
    has_evidence: bool = False
    sendings: dict[str, ContractSending] = field(default_factory=dict)
    answer: ContractAnswer | None = None

    @property
    def is_refused(self) -> bool:
        """An avenant that the CDOM refused binds nobody: the days are those signed before."""
        return self.answer is not None and self.answer.outcome == ContractAnswer.Outcome.REFUSED

    @property
    def awaits_answer(self) -> bool:
        """An avenant that the CDOM had, and has not answered; the contract's own answer is its state."""
        return self.document.rank > 0 and self.is_filed and self.answer is None

    @property
    def is_signed(self) -> bool:
        return self.scan is not None or len(self.signatures) == len(PARTIES)

    @property
    def signed_at(self) -> datetime | None:
        if self.scan is not None:
            return self.scan.uploaded_at
        if not self.is_signed:
            return None
        return max(signature.signed_at for signature in self.signatures.values())

    @property
    def signed_on(self) -> date | None:
        return self.signed_at.astimezone(PARIS).date() if self.signed_at else None

    @property
    def is_filed(self) -> bool:
        return ContractSending.Recipient.CDOM in self.sendings

    @property
    def days(self) -> Days:
        return days_of_document(self.document)


def documents_of(contracts: Iterable[Contract]) -> dict[UUID, list[DocumentState]]:
    """By contract, in order; six statements whatever the number of contracts."""
    documents = list(
        ContractDocument.objects.filter(contract__in=list(contracts))
        .select_related("contract")
        .defer("pdf", "content")
        .order_by("rank", "version")
    )
    states = {document.pk: DocumentState(document) for document in documents}
    for signature in ContractSignature.objects.filter(document__in=documents).select_related(
        "signed_by__person"
    ):
        states[signature.document_id].signatures[signature.party] = signature
    for scan in ContractScan.objects.filter(document__in=documents).defer("pdf"):
        states[scan.document_id].scan = scan
    for document_id in ContractEvidence.objects.filter(document__in=documents).values_list(
        "document_id", flat=True
    ):
        states[document_id].has_evidence = True
    for sending in ContractSending.objects.filter(document__in=documents):
        states[sending.document_id].sendings[sending.recipient] = sending
    for answer in ContractAnswer.objects.filter(document__in=documents):
        states[answer.document_id].answer = answer
    found: dict[UUID, list[DocumentState]] = {}
    for document in documents:
        found.setdefault(document.contract_id, []).append(states[document.pk])
    return found


def current(contract: Contract, states: list[DocumentState]) -> DocumentState | None:
    """The document to sign or signed last; none while a contract taken back, or sent, waits for its own."""
    last = next((state for state in reversed(states) if not state.is_refused), None)
    if last is None or contract.sent_at is None:
        return None
    if last.document.rank == 0 and not last.is_signed and last.document.made_at < contract.sent_at:
        return None
    return last


def last_signed(states: list[DocumentState]) -> DocumentState | None:
    """What binds; an avenant refused by the CDOM does not."""
    return next((state for state in reversed(states) if state.is_signed and not state.is_refused), None)
