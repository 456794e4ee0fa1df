"""The register: what was sent to the CDOM and to the CPAM, what was answered, and how a contract ends."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from cabinet import audit
from cabinet.clock import PARIS
from cabinet.models import Membership
from cabinet.text import long_day
from retrocession.actions.contracts import lock_contract, refuse_unless
from retrocession.actions.contracts_refused import ContractRefused
from retrocession.constraints import in_french
from retrocession.models import Contract, ContractAnswer, ContractDocument, ContractSending, MonthClosing
from retrocession.permissions import require_verification
from retrocession.queries.contract_documents import documents_of
from retrocession.rules.contracts import State, Step, is_signed, target

Outcome = ContractAnswer.Outcome
STEPS = {Outcome.AUTHORISED: Step.AUTHORISE, Outcome.DEEMED: Step.DEEM, Outcome.REFUSED: Step.REFUSE}


@transaction.atomic
def record_sending(
    *,
    document: UUID,
    recipient: ContractSending.Recipient,
    sent_on: date,
    reference: str,
    by: Membership,
    at: datetime,
) -> ContractSending:
    """A signed document was sent, with its proof; to the CDOM, the contract goes on. Twice is once."""
    found = ContractDocument.objects.only("contract_id", "cabinet_id").get(pk=document)
    contract = lock_contract(Contract(pk=found.contract_id))
    require_verification(by, titulaire=contract.titulaire)
    states = documents_of([contract])[contract.pk]
    shown = next(state for state in states if state.document.pk == document)
    if recipient in shown.sendings:
        return shown.sendings[recipient]
    if not is_signed(State(contract.state)) or not shown.is_signed:
        raise ContractRefused("Seul un document signé par les deux médecins se transmet.")
    assert shown.signed_on is not None
    if sent_on > at.astimezone(PARIS).date():
        raise ContractRefused("Cette date n’est pas encore venue.", "sent_on")
    if sent_on < shown.signed_on:
        raise ContractRefused(f"Il n’a été signé que le {long_day(shown.signed_on)}.", "sent_on")
    reference = " ".join(reference.split())[:120]
    if not reference:
        raise ContractRefused(
            "Indiquez la preuve\u202f: numéro de recommandé, accusé de réception…", "reference"
        )
    with in_french(ContractRefused):
        sending = ContractSending.objects.create(
            document=shown.document,
            recipient=recipient,
            sent_on=sent_on,
            reference=reference,
            recorded_at=at,
            recorded_by=by,
        )
    audit.record("send_to_order", contract, by=by, at=at, recipient=recipient.value, sent_on=f"{sent_on}")
    if recipient == ContractSending.Recipient.CDOM and contract.state == State.SIGNED:
        _step(contract, Step.FILE)
    return sending


@transaction.atomic
def record_answer(
    *,
    contract: Contract,
    outcome: ContractAnswer.Outcome,
    answered_on: date,
    reference: str,
    by: Membership,
    at: datetime,
    document: UUID | None = None,
) -> ContractAnswer:
    """What the CDOM answered, or its silence; once for the contract and for each avenant (`document`)."""
    contract = lock_contract(contract)
    require_verification(by, titulaire=contract.titulaire)
    avenant = _answered_avenant(contract, document) if document else None
    known = contract.answers.filter(document=avenant).first()
    if known is not None and known.outcome == outcome:
        return known
    if avenant is None:
        refuse_unless(contract, STEPS[outcome])
    elif known is not None:
        raise ContractRefused(
            f"La réponse du CDOM à l’{avenant.label} est déjà inscrite\u202f: relisez la page."
        )
    reference = " ".join(reference.split())[:120]
    if outcome != Outcome.DEEMED and not reference:
        raise ContractRefused("Indiquez la référence de la lettre du CDOM.", "reference")
    if answered_on > at.astimezone(PARIS).date():
        raise ContractRefused("Cette date n’est pas encore venue.", "answered_on")
    with in_french(ContractRefused):
        answer = ContractAnswer.objects.create(
            contract=contract,
            document=avenant,
            outcome=outcome,
            answered_on=answered_on,
            reference=reference,
            recorded_at=at,
            recorded_by=by,
        )
    if avenant is None:
        _step(contract, STEPS[outcome])
    rank = avenant.rank if avenant else 0
    audit.record("record_cdom_answer", contract, by=by, at=at, outcome=outcome.value, rank=rank)
    return answer


def _answered_avenant(contract: Contract, document: UUID) -> ContractDocument:
    """The avenant that the CDOM answers about: it was sent there."""
    states = documents_of([contract]).get(contract.pk, [])
    found = next((one for one in states if one.document.pk == document and one.document.rank), None)
    if found is None or not found.is_filed:
        raise ContractRefused("Cet avenant n’est pas transmis au CDOM\u202f: inscrivez d’abord son envoi.")
    return found.document


@transaction.atomic
def end_contracts(*, today: date, at: datetime) -> int:
    """Accepted contracts of months that are over end; ended ones close with the statements of their month."""
    moved = 0
    accepted = Contract.objects.filter(
        state__in=[State.AUTHORISED, State.DEEMED], month__lt=today.replace(day=1)
    )
    issued = MonthClosing.objects.filter(state__in=["issued", "transferred", "paid"]).values("month")
    for contracts, step in (
        (accepted, Step.END),
        (Contract.objects.filter(state=State.ENDED, month__in=issued), Step.CLOSE),
    ):
        for contract in contracts.select_for_update():
            _step(contract, step)
            audit.record(f"{step}_contract", contract, by=None, at=at)
            moved += 1
    return moved


def _step(contract: Contract, step: Step) -> None:
    contract.state = target(step)
    contract.save(update_fields=["state"])
