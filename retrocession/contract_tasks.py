"""What the workers do of papers and contracts: drafts, PDFs, reminders, each once."""

from datetime import date, datetime, time
from uuid import UUID

from django.urls import reverse

from cabinet.clock import PARIS, in_paris, next_month
from cabinet.jobs import enqueue_for_each_practice, expects, handles
from cabinet.models import Cabinet, Job, Membership, Role
from cabinet.outbox import address_of, announce
from cabinet.tenancy.scope import scoped
from cabinet.text import of_month
from retrocession.actions.contract_files import document_to_make, keep_document, keep_evidence
from retrocession.actions.contract_register import end_contracts
from retrocession.actions.contracts import draft_contracts
from retrocession.actions.papers import seed_licences
from retrocession.contract_documents import render_contract, render_evidence
from retrocession.models import Contract, ContractDocument, ContractEvidence, Designation
from retrocession.models.contract import WITHOUT_EFFECT
from retrocession.queries.contract_days import days_of_month
from retrocession.queries.contract_documents import DocumentState, documents_of, last_signed
from retrocession.queries.papers import in_force
from retrocession.rules.contract_days import Day, changes
from retrocession.rules.contracts import Alert, State, alert_of, is_news, is_signed
from retrocession.rules.papers import PAPER_LABELS, PaperKind, reminder_of

LOOKED_AT = time(8, 0)
#: So many months are looked at, this one included: a contract can be overdue long after its month.
AHEAD, BEHIND = 3, 3
SENTENCES = {
    Alert.TO_SEND: "est à relire et à envoyer aux deux médecins",
    Alert.UNSIGNED: "n’est pas encore signé, à trois jours du premier jour",
    Alert.UNSIGNED_EVE: "n’est pas signé, et le premier jour arrive",
    Alert.TO_FILE: "est signé et reste à transmettre au CDOM, à quinze jours du premier jour",
    Alert.UNFILED_EVE: "n’est pas transmis au CDOM, et le premier jour arrive",
    Alert.OVERDUE: "est signé depuis un mois sans avoir été transmis au CDOM",
}


@expects
def expect_daily_look(at: datetime) -> None:
    """Once a day and practice, from 08:00 in Paris."""
    today = at.astimezone(PARIS).date()
    due_at = in_paris(today, LOOKED_AT)
    if due_at <= at:
        for kind in ("look_at_papers", "look_at_contracts"):
            enqueue_for_each_practice(kind, period=f"{today}", due_at=due_at, payload=f'{{"on": "{today}"}}')


@handles("look_at_papers")
def look_at_papers(*, job: Job, at: datetime, on: str) -> None:
    """Tell a doctor and the secretary of a paper that expires: each reminder once, none when it is past."""
    today = at.astimezone(PARIS).date()
    seed_licences(at=at)
    practice = _practice()
    ending = in_force().filter(expires_on__gte=today).select_related("membership__person")
    for paper in ending.order_by("pk"):
        step = reminder_of(paper.expires_on, today)
        if step is None or not paper.membership.is_open_on(today):
            continue
        label = PAPER_LABELS[PaperKind(paper.kind)]
        who = paper.membership.display_name
        for member in [paper.membership, *_secretaries(today)]:
            _tell(
                practice,
                member,
                f"paper:{paper.pk}:{step}:{member.person_id}",
                subject=f"{label}, {who}",
                text=f"Ce document de {who} expire dans {step} jours ou moins\u202f: {label}. Sans lui, "
                "aucun contrat ne peut être signé ensuite.",
                path=reverse("retrocession:papers", args=[practice.slug]),
                at=at,
            )


@handles("look_at_contracts")
def look_at_contracts(*, job: Job, at: datetime, on: str) -> None:
    """Draft what is missing, end what is over, and tell once of what is late."""
    today = at.astimezone(PARIS).date()
    this_month = today.replace(day=1)
    last = this_month
    for _ in range(AHEAD - 1):
        last = next_month(last)
    designated = Designation.objects.filter(month__gte=this_month, month__lte=last)
    for month in designated.values_list("month", flat=True):
        draft_contracts(month=month, by=None, at=at)
    end_contracts(today=today, at=at)
    practice = _practice()
    contracts = list(
        Contract.objects.select_for_update(of=("self",))
        .exclude(state__in=WITHOUT_EFFECT)
        .filter(month__lte=last)
        .select_related("titulaire__person", "remplacant__person")
        .exclude(state=State.CLOSED)
    )
    documents = documents_of(contracts)
    days = {month: days_of_month(month) for month in {contract.month for contract in contracts}}
    remplaces = dict(Designation.objects.filter(month__in=days).values_list("month", "titulaire__person"))
    told: dict[Membership, list[str]] = {}
    for contract in contracts:
        now = days[contract.month].get(contract.remplacant_id, ())
        states = documents.get(contract.pk, [])
        _tell_of_avenant(practice, contract, states, now, remplace=remplaces.get(contract.month), at=at)
        alert = _alert(contract, states, now, today)
        if not is_news(alert, Alert(contract.alerted)):
            continue
        contract.alerted = alert
        contract.save(update_fields=["alerted"])
        said = f"Le contrat {contract.reference} de {contract.remplacant.display_name} {SENTENCES[alert]}."
        concerned = [contract.titulaire, *_secretaries(today)]
        if contract.state == State.SENT:
            concerned.append(contract.remplacant)
        for member in concerned:
            told.setdefault(member, []).append(said)
    for member, sentences in told.items():
        _tell(
            practice,
            member,
            f"contracts:{today}:{member.person_id}",
            subject="contrats à suivre",
            text="\n".join(sentences),
            path=_list_of(practice, member, min(contract.month for contract in contracts)),
            at=at,
        )


@handles("make_contract_document", leased=True)
def make_contract_document(*, job: Job, at: datetime, contract: str) -> None:
    """Make the PDF outside any transaction, then keep it and say that it can be signed, in one."""
    with scoped(job.tenant_id):
        to_make = document_to_make(UUID(contract))
    if to_make is None:
        return
    identifier = f"{contract}:{to_make.rank}:{to_make.version}".encode()
    pdf = render_contract(to_make.content, identifier=identifier)
    with scoped(job.tenant_id):
        document = keep_document(to_make, pdf, at=at)
        if document is None:
            return
        practice = _practice()
        for member in (to_make.contract.titulaire, to_make.contract.remplacant):
            _tell(
                practice,
                member,
                f"contract-document:{document.pk}:{member.person_id}",
                subject=f"{document.label} à signer",
                text=f"Le {document.label} {to_make.contract.reference} attend votre signature.",
                path=reverse("retrocession:contract", args=[practice.slug, to_make.contract.pk]),
                at=at,
            )


@handles("make_contract_evidence", leased=True)
def make_contract_evidence(*, job: Job, at: datetime, document: str) -> None:
    """The page of evidence of a signed document, once; the secretary then knows that it can leave."""
    with scoped(job.tenant_id):
        signed = ContractDocument.objects.select_related("contract").defer("pdf").get(pk=document)
        if ContractEvidence.objects.filter(document=signed).exists():
            return
        states = documents_of([signed.contract])[signed.contract_id]
        state = next(one for one in states if one.document.pk == signed.pk)
    pdf = render_evidence(signed, state)
    with scoped(job.tenant_id):
        keep_evidence(signed, pdf, at=at)
        practice = _practice()
        for member in _secretaries(at.astimezone(PARIS).date()):
            _tell(
                practice,
                member,
                f"contract-signed:{document}:{member.person_id}",
                subject=f"{signed.label} signé",
                text=f"Le {signed.label} {signed.contract.reference} est signé par les deux médecins."
                " Il est à transmettre au CDOM dans le mois.",
                path=reverse("retrocession:contract", args=[practice.slug, signed.contract_id]),
                at=at,
            )


def _alert(contract: Contract, states: list[DocumentState], now: tuple[Day, ...], today: date) -> Alert:
    late = [state for state in states if state.is_signed and not state.is_filed]
    return alert_of(
        State(contract.state),
        first_day=min((day.on for day in now), default=None),
        today=today,
        signed_on=min((state.signed_on for state in late if state.signed_on), default=None),
        filed=not late,
    )


def _tell_of_avenant(
    practice: Cabinet,
    contract: Contract,
    states: list[DocumentState],
    now: tuple[Day, ...],
    *,
    remplace: int | None,
    at: datetime,
) -> None:
    """Once for each change of the calendar: the key names the days that stand now."""
    signed = last_signed(states)
    # A correction of the designation leaves a signed contract as it is: the new one has these days.
    if remplace is None or remplace != contract.titulaire.person_id:
        return
    if signed is None or not is_signed(State(contract.state)) or not changes(signed.days, now):
        return
    days = "".join(f"{day.on:%d}{day.period[0]}" for day in now)
    for member in (contract.titulaire, *_secretaries(at.astimezone(PARIS).date())):
        _tell(
            practice,
            member,
            f"avenant:{contract.pk}:{days}:{member.person_id}"[:200],
            subject="avenant à établir",
            text=f"Le planning {of_month(contract.month)} a changé depuis la signature du contrat "
            f"{contract.reference} de {contract.remplacant.display_name}\u202f: un avenant est à établir.",
            path=reverse("retrocession:contract", args=[practice.slug, contract.pk]),
            at=at,
        )


def _list_of(practice: Cabinet, member: Membership, month: date) -> str:
    if member.role == Role.REMPLACANT:
        return reverse("retrocession:my-contracts")
    return reverse("retrocession:contracts", args=[practice.slug, month])


def _secretaries(today: date) -> list[Membership]:
    return list(Membership.objects.on(today).filter(role=Role.SECRETAIRE).with_person())


def _practice() -> Cabinet:
    return Cabinet.current()


def _tell(
    practice: Cabinet, member: Membership, key: str, *, subject: str, text: str, path: str, at: datetime
) -> None:
    announce(
        key=key,
        recipient=member.person.email,
        subject=f"{practice.name}\u202f: {subject}",
        body=f"Bonjour,\n\n{text}\n\n{address_of(path)}\n\n{practice.name}\n",
        at=at,
    )
