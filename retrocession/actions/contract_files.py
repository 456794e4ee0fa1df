"""Keeping the files that the workers made of a contract: each once, whatever happens meanwhile."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from retrocession.actions.contracts import lock_contract
from retrocession.contract_documents import contract_content, digest
from retrocession.models import Contract, ContractDocument, ContractEvidence
from retrocession.queries.contract_days import Days, as_json, days_of_month
from retrocession.queries.contract_documents import current, documents_of, last_signed
from retrocession.rules.contract_days import Changes, changes
from retrocession.rules.contracts import State, is_signed


@dataclass(frozen=True)
class ToMake:
    """The document that a contract waits for, and all that it will say."""

    contract: Contract
    rank: int
    version: int
    days: Days
    content: dict[str, Any]


def document_to_make(contract_id: UUID) -> ToMake | None:
    """What the contract waits for now; None when it is there already, or no longer wanted."""
    contract = lock_contract(Contract(pk=contract_id))
    states = documents_of([contract]).get(contract.pk, [])
    days = days_of_month(contract.month).get(contract.remplacant_id, ())
    shown, signed, rank, changed = current(contract, states), last_signed(states), 0, Changes()
    if contract.state == State.SENT:
        if shown is not None and not changes(shown.days, days):
            return None
    elif is_signed(State(contract.state)) and signed is not None:
        rank = 1 + max(state.document.rank for state in states if state.is_signed)
        changed = changes(signed.days, days)
        if not changed or (shown is not None and not shown.is_signed and not changes(shown.days, days)):
            return None
    else:
        return None
    version = 1 + sum(state.document.rank == rank for state in states)
    first = next((state.signed_on for state in states if state.is_signed), None)
    content = contract_content(contract, days, rank=rank, changed=changed, signed_on=first)
    return ToMake(contract, rank, version, days, content)


@transaction.atomic
def keep_document(made: ToMake, pdf: bytes, *, at: datetime) -> ContractDocument | None:
    """Keep the very bytes, once; None when somebody was quicker or the contract moved on meanwhile."""
    contract = lock_contract(made.contract)
    if (contract.state, contract.sent_at) != (made.contract.state, made.contract.sent_at):
        return None
    of_rank = ContractDocument.objects.filter(contract=contract, rank=made.rank)
    if of_rank.filter(version=made.version).exists():
        return None
    return ContractDocument.objects.create(
        contract=contract,
        rank=made.rank,
        version=made.version,
        days=as_json(made.days),
        content=made.content,
        pdf=pdf,
        sha256=digest(pdf),
        made_at=at,
    )


def keep_evidence(document: ContractDocument, pdf: bytes, *, at: datetime) -> None:
    ContractEvidence.objects.bulk_create(
        [ContractEvidence(document=document, pdf=pdf, sha256=digest(pdf), made_at=at)], ignore_conflicts=True
    )
