"""From the calendar to a contract to be signed: drafting, its terms, sending, taking back, avenants."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from cabinet import audit
from cabinet.clock import first_of_month
from cabinet.jobs import enqueue
from cabinet.models import Cabinet, Membership, PractitionerProfile
from cabinet.text import month as month_text
from cabinet.text import of_month, sentence
from retrocession.actions.contracts_refused import ContractRefused
from retrocession.actions.papers import seed_licences
from retrocession.constraints import in_french
from retrocession.models import Contract, Designation
from retrocession.models.contract import WITHOUT_EFFECT
from retrocession.permissions import require_verification
from retrocession.queries.bases import base_in
from retrocession.queries.contract_days import days_of_month
from retrocession.queries.contract_documents import current, documents_of, last_signed
from retrocession.queries.papers import held_by
from retrocession.rules.contract_days import changes
from retrocession.rules.contract_kind import Kind, needs_letter, proposed_kind
from retrocession.rules.contracts import (
    OVER_WITHOUT_EFFECT,
    STATE_LABELS,
    State,
    Step,
    can_step,
    is_signed,
    target,
)
from retrocession.rules.papers import PaperKind
from retrocession.rules.rate import applicable_rate


def lock_contract(contract: Contract) -> Contract:
    """The contract as it stands now, locked to the end of the transaction. Whatever changes it holds this."""
    locked = Contract.objects.select_for_update(of=("self",))
    return locked.select_related("titulaire__person", "remplacant__person").get(pk=contract.pk)


@transaction.atomic
def draft_contracts(*, month: date, by: Membership | None, at: datetime) -> list[Contract]:
    """A draft for each locum who has days in `month` and no contract yet; those that were missing.

    Raises `ContractRefused` without a médecin remplacé, `RoleRefused`.
    """
    month = first_of_month(month)
    designation = (
        Designation.objects.select_for_update(of=("self",))
        .select_related("titulaire__person")
        .filter(month=month)
        .first()
    )
    require_verification(by, titulaire=designation and designation.titulaire)
    if designation is None:
        raise ContractRefused(
            f"{sentence(month_text(month))} n’a pas de médecin remplacé. Désignez-le\u202f: les contrats"
            " sont à son nom."
        )
    seed_licences(at=at)
    existing = Contract.objects.filter(month=month)
    standing = set(
        existing.filter(titulaire=designation.titulaire)
        .exclude(state__in=WITHOUT_EFFECT)
        .values_list("remplacant_id", flat=True)
    )
    wanted = [member for member in days_of_month(month) if member not in standing]
    if not wanted:
        return []
    locums = Membership.objects.filter(pk__in=wanted).with_person()
    kinds = kinds_of(locums)
    last = existing.aggregate(last=Max("rank"))["last"] or 0
    drafts = Contract.objects.bulk_create(
        Contract(
            month=month,
            rank=rank,
            titulaire=designation.titulaire,
            remplacant=locum,
            proposed_kind=kinds[locum] or "",
            kind=kinds[locum] or "",
            drafted_at=at,
            drafted_by=by,
        )
        for rank, locum in enumerate(locums, start=last + 1)
    )
    for draft in drafts:
        audit.record("draft_contract", draft, by=by, at=at, month=f"{month:%Y-%m}")
    return drafts


@transaction.atomic
def change_terms(
    *,
    contract: Contract,
    kind: Kind,
    letter: str,
    rate: Decimal | None,
    payment_day: int,
    by: Membership,
    at: datetime,
    base: str = "",
) -> Contract:
    """Set the terms of a draft; `rate` None follows the person's or the practice's, an empty `base` too."""
    contract = lock_contract(contract)
    require_verification(by, titulaire=contract.titulaire)
    if contract.state != State.DRAFT:
        raise ContractRefused(
            f"Ce contrat est {STATE_LABELS[State(contract.state)]}\u202f: ses conditions ne changent plus."
        )
    proposed = kinds_of([contract.remplacant])[contract.remplacant]
    letter = " ".join(letter.split())[:80]
    if needs_letter(kind, proposed) and not letter:
        raise ContractRefused(
            "Ce n’est pas la nature qui suit de son statut\u202f: indiquez la référence de l’accord du CDOM.",
            "letter",
        )
    contract.proposed_kind, contract.kind, contract.letter = proposed or "", kind, letter
    contract.rate, contract.base, contract.payment_day = rate, base, payment_day
    with in_french(ContractRefused):
        contract.save(update_fields=["proposed_kind", "kind", "letter", "rate", "base", "payment_day"])
    audit.record("change_contract_terms", contract, by=by, at=at, kind=kind.value)
    return contract


@transaction.atomic
def send_contract(*, contract: Contract, by: Membership | None, at: datetime) -> Contract:
    """Fix the terms and ask for the PDF that both will sign; sent again, it is the same contract."""
    contract = lock_contract(contract)
    require_verification(by, titulaire=contract.titulaire)
    if contract.state == State.SENT:
        return contract
    refuse_unless(contract, Step.SEND)
    if not days_of_month(contract.month).get(contract.remplacant_id):
        raise ContractRefused(
            f"{contract.remplacant.display_name} n’a plus de jour {of_month(contract.month)} au planning."
        )
    if not contract.kind:
        raise ContractRefused(
            f"Le statut de {contract.remplacant.display_name} n’est pas connu\u202f: dites s’il s’agit d’un"
            " médecin adjoint ou assistant.",
            "kind",
        )
    practice = Cabinet.current()
    rates = PractitionerProfile.objects.filter(membership=contract.remplacant)
    contract.rate = applicable_rate(
        practice=practice.retrocession_rate,
        person=rates.values_list("retrocession_rate", flat=True).first(),
        contract=contract.rate,
    )
    contract.base = contract.base or base_in(practice, contract.month)
    contract.state, contract.sent_at, contract.sent_by = target(Step.SEND), at, by
    contract.save(update_fields=["rate", "base", "state", "sent_at", "sent_by"])
    _ask_for_document(contract, at=at)
    audit.record("send_contract", contract, by=by, at=at)
    return contract


@transaction.atomic
def take_back(*, contract: Contract, by: Membership, at: datetime) -> Contract:
    """Make a draft again of what nobody, or one doctor only, has signed: another version will be signed."""
    contract = lock_contract(contract)
    require_verification(by, titulaire=contract.titulaire)
    if contract.state == State.DRAFT:
        return contract
    refuse_unless(contract, Step.TAKE_BACK)
    contract.state = target(Step.TAKE_BACK)
    contract.save(update_fields=["state"])
    audit.record("take_back_contract", contract, by=by, at=at)
    return contract


@transaction.atomic
def make_document(*, contract: Contract, by: Membership | None, at: datetime) -> Contract:
    """Ask for the document that the calendar now calls for: an avenant, or the contract again while nobody,
    or one doctor only, has signed it."""
    contract = lock_contract(contract)
    require_verification(by, titulaire=contract.titulaire)
    state = State(contract.state)
    if state == State.DRAFT or state in (*OVER_WITHOUT_EFFECT, State.CLOSED):
        raise ContractRefused("Un avenant change un contrat signé, et qui n’est pas clos.")
    refuse_superseded(contract)
    states = documents_of([contract]).get(contract.pk, [])
    shown, signed = current(contract, states), last_signed(states)
    now = days_of_month(contract.month).get(contract.remplacant_id, ())
    if shown is not None and not shown.is_signed and not changes(shown.days, now):
        return contract
    if is_signed(state) and (signed is None or not changes(signed.days, now)):
        raise ContractRefused("Le planning dit les mêmes jours que le contrat\u202f: pas d’avenant à faire.")
    _ask_for_document(contract, at=at)
    audit.record("make_contract_document", contract, by=by, at=at)
    return contract


def withdraw_unsigned(month: date, *, but_of: Membership | None, by: Membership | None, at: datetime) -> int:
    """Give up the contracts of the month that are not signed, those of `but_of` kept; how many."""
    unsigned = Contract.objects.select_for_update().filter(month=month, state__in=[State.DRAFT, State.SENT])
    given_up = 0
    for contract in unsigned.exclude(titulaire=but_of) if but_of else unsigned:
        contract.state = target(Step.WITHDRAW)
        contract.save(update_fields=["state"])
        audit.record("withdraw_contract", contract, by=by, at=at)
        given_up += 1
    return given_up


def has_signed_contract(month: date) -> bool:
    """Whether somebody's contract of the month is signed and stands."""
    unsigned = [State.DRAFT, State.SENT, *WITHOUT_EFFECT]
    return Contract.objects.filter(month=month).exclude(state__in=unsigned).exists()


def kinds_of(locums: Iterable[Membership]) -> dict[Membership, Kind | None]:
    """The kind that follows from each locum's status."""
    locums = list(locums)
    theses = dict(
        PractitionerProfile.objects.filter(membership__in=locums).values_list("membership_id", "thesis")
    )
    held = held_by([locum.pk for locum in locums])
    return {
        locum: proposed_kind(
            thesis=theses.get(locum.pk),
            licence=any(paper.kind is PaperKind.LICENCE for paper in held.get(locum.pk, [])),
        )
        for locum in locums
    }


def refuse_unless(contract: Contract, step: Step) -> None:
    if not can_step(State(contract.state), step):
        raise ContractRefused(
            f"Le contrat {contract.reference} est {STATE_LABELS[State(contract.state)]}."
            " Relisez la page\u202f: quelqu’un l’a peut-être fait avant vous."
        )


def refuse_superseded(contract: Contract) -> None:
    """Once the designation is corrected, a contract in the former name gets no avenant."""
    other = Designation.objects.filter(month=contract.month).exclude(
        titulaire__person=contract.titulaire.person_id
    )
    if other.exists():
        raise ContractRefused(
            f"{contract.titulaire.display_name} n’est plus médecin remplacé {of_month(contract.month)}\u202f:"
            " ce contrat reste comme il est signé. Établissez celui au nom du nouveau médecin remplacé."
        )


def _ask_for_document(contract: Contract, *, at: datetime) -> None:
    enqueue(
        "make_contract_document",
        key=f"make_contract_document:{contract.cabinet_id}:{contract.pk}:{at:%Y%m%dT%H%M%S%f}",
        due_at=at,
        contract=str(contract.pk),
    )
