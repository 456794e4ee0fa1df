"""The contracts of a month, one's own, and one of them with each of its steps."""

import hashlib
from collections.abc import Callable
from datetime import date
from uuid import UUID

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cabinet import text
from cabinet.clock import today_in_paris
from cabinet.traces import READ, trace
from retrocession.actions import contracts as actions
from retrocession.actions.contract_register import record_answer, record_sending
from retrocession.actions.contract_signing import Device, keep_scan, party_of, sign_document
from retrocession.actions.contracts_refused import CalendarChanged, ContractRefused
from retrocession.contract_documents import contract_content, contract_page
from retrocession.forms.contracts import AnswerForm, ScanForm, SendingForm, SignatureForm, TermsForm
from retrocession.models import Contract, ContractDocument, ContractEvidence, ContractScan
from retrocession.permissions import may_read_contract, may_verify
from retrocession.queries import contracts as queries
from retrocession.queries.handover import corrections_of
from retrocession.reading.pdf_file import MAX_BYTES
from retrocession.rules.contracts import Step, can_step
from retrocession.views.files import attachment
from retrocession.views.statements import doors


@require_http_methods(["GET", "HEAD", "POST"])
def contracts(request: HttpRequest, slug: str, month: date) -> HttpResponse:
    """The list of a month; POST drafts what is missing."""
    page = queries.month_contracts(month)
    if not may_verify(request.member.membership, titulaire=page.titulaire):
        raise PermissionDenied
    if request.method == "POST":
        try:
            made = actions.draft_contracts(month=month, by=request.member.membership, at=timezone.now())
        except ContractRefused as refused:
            messages.warning(request, refused.message)
        else:
            messages.success(request, f"{text.count(len(made), 'contrat préparé', 'contrats préparés')}.")
        return redirect("retrocession:contracts", slug=slug, month=month)
    return render(
        request, "retrocession/contracts.html", {"page": page, "corrections": corrections_of([month])}
    )


@require_safe
def my_contracts(request: HttpRequest) -> HttpResponse:
    """Also where one's membership ended: to read."""
    open_in = {membership.cabinet_id for membership in request.memberships}
    practices = [membership.cabinet for membership in request.memberships if membership.is_doctor]
    context = {"contracts": queries.own_contracts(request.user, open_in), "practices": practices}
    return render(request, "retrocession/my_contracts.html", context | doors(request))


@require_safe
def contract(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    return _page(request, _contract(request, pk))


@require_POST
def terms(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    found = _kept(request, pk)
    return _filled(request, found, "terms", TermsForm(request.POST), actions.change_terms, "C’est noté.")


@require_POST
def send(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    return _taken(request, pk, actions.send_contract, "Le contrat part à la signature des deux médecins.")


@require_POST
def take_back(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    return _taken(request, pk, actions.take_back, "Le contrat est de nouveau un brouillon.")


@require_POST
def document(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    return _taken(request, pk, actions.make_document, "Le document est en préparation.")


@sensitive_post_parameters("password")
@require_POST
def sign(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """What is signed is the file that was on the screen."""
    found = _contract(request, pk)
    if party_of(found, request.member.membership) is None:
        raise PermissionDenied
    shown = queries.contract_line(found).shown
    form = SignatureForm(request.POST, request=request)

    def step(*, contract, sha256, by, at, **given) -> None:
        if shown is None:
            raise CalendarChanged("Le document n’est pas encore prêt. Attendez une minute.")
        sign_document(document=shown.document.pk, sha256=sha256, by=by, at=at, device=_device(request))

    return _filled(request, found, "signature", form, step, "Votre signature est enregistrée.")


@require_POST
def scan(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    found = _contract(request, pk)
    shown = queries.contract_line(found).shown
    form = ScanForm(request.POST, request.FILES)

    def step(*, contract, sha256, file, by, at) -> None:
        if shown is None or shown.document.sha256 != sha256:
            raise CalendarChanged(
                "Ce n’est plus le document que vous lisiez. Relisez-le avant d’aller plus loin."
            )
        content = file.read(MAX_BYTES + 1)
        keep_scan(document=shown.document.pk, content=content, file_name=file.name, by=by, at=at)

    return _filled(request, found, "scan", form, step, "Le contrat signé est enregistré.")


@require_POST
def sending(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    found = _kept(request, pk)
    line = queries.contract_line(found)

    def step(*, contract, by, at, **given) -> None:
        wanting = [one for one in line.states if one.is_signed and given["recipient"] not in one.sendings]
        if not wanting:
            raise ContractRefused("Tout ce qui est signé est déjà transmis.")
        for one in wanting:
            record_sending(document=one.document.pk, by=by, at=at, **given)

    return _filled(
        request, found, "sending", SendingForm(request.POST), step, "L’envoi est inscrit au registre."
    )


@require_POST
def answer(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    found = _kept(request, pk)
    form = AnswerForm(request.POST)
    return _filled(request, found, "answer", form, record_answer, "La réponse du CDOM est inscrite.")


@require_safe
def contract_file(request: HttpRequest, slug: str, pk: UUID, what: str) -> HttpResponse:
    """For the two doctors and the secretary."""
    if not request.member.may("read_statement"):
        raise PermissionDenied
    documents = ContractDocument.objects.select_related("contract__titulaire", "contract__remplacant")
    found = documents.filter(pk=pk).first()
    if found is None:
        raise Http404
    if not may_read_contract(request.member.membership, found.contract):
        raise PermissionDenied
    trace(READ, [found.contract], by=request.member.membership, request=request)
    return serve_document(found, what)


@require_safe
def my_contract_file(request: HttpRequest, pk: UUID, what: str) -> HttpResponse:
    """Also after one's membership ended; what is not one's own is not there."""
    found = queries.own_document(request.user, pk)
    if found is None:
        raise Http404
    practice, document, reader = found
    with queries.scoped(practice.pk, person_id=request.user.pk):
        trace(READ, [document.contract], by=reader, request=request)
        return serve_document(document, what)


def serve_document(document: ContractDocument, what: str) -> HttpResponse:
    name = f"{document.contract.reference}-{document.rank}-{what}.pdf".lower()
    found: ContractDocument | ContractEvidence | ContractScan | None = document
    if what != "contrat":
        kept = {"preuve": ContractEvidence, "signe": ContractScan}[what]
        found = kept.objects.filter(document=document).first()
    if found is None:
        raise Http404
    # What somebody sent is never shown inside a page of ours.
    return attachment(found.pdf, name=name, content_type="application/pdf", inline=what != "signe")


def _contract(request: HttpRequest, pk: UUID) -> Contract:
    """403 for a role that reads no contract, and for a doctor who is not one of the two."""
    if not request.member.may("read_statement"):
        raise PermissionDenied
    found = queries.contract_of(pk)
    if found is None:
        raise Http404
    if not may_read_contract(request.member.membership, found):
        raise PermissionDenied
    return found


def _kept(request: HttpRequest, pk: UUID) -> Contract:
    """For the secretary and the médecin remplacé."""
    found = _contract(request, pk)
    if not may_verify(request.member.membership, titulaire=found.titulaire):
        raise PermissionDenied
    return found


def _page(request: HttpRequest, found: Contract, *, status: int = 200, **refused: forms.Form) -> HttpResponse:
    line = queries.contract_line(found)
    member = request.member.membership
    trace(READ, [found], by=member, request=request)
    party = party_of(found, member)
    sha256 = line.shown.document.sha256 if line.shown else ""
    content = line.shown.document.content if line.shown and line.unsigned_by else None
    today = {"sent_on": today_in_paris(), "answered_on": today_in_paris()}
    of_contract = can_step(line.state, Step.AUTHORISE)
    avenant = next((one.document for one in line.states if one.awaits_answer), None)
    answered = None if of_contract else avenant
    about = {"document": answered and answered.pk}
    context = contract_page(
        content or contract_content(found, line.now if not line.shown else line.shown.days)
    )
    context |= {
        "line": line,
        "contract": found,
        "keeps": may_verify(member, titulaire=found.titulaire),
        "signs": party is not None
        and bool(line.unsigned_by)
        and not line.changes
        and line.shown is not None
        and party not in line.shown.signatures,
        "missing": queries.missing_papers(line) if not line.is_signed or line.unsigned_by else [],
        "can_send": can_step(line.state, Step.SEND),
        "can_take_back": can_step(line.state, Step.TAKE_BACK),
        "can_answer": of_contract or answered is not None,
        "answered_avenant": answered,
        "answer_given": found.answers.filter(document=None).first(),
        "terms_form": refused.get("terms") or TermsForm.of(found),
        "signature_form": refused.get("signature")
        or SignatureForm(request=request, initial={"sha256": sha256}),
        "scan_form": refused.get("scan") or ScanForm(initial={"sha256": sha256}),
        "sending_form": refused.get("sending") or SendingForm(initial=today),
        "answer_form": refused.get("answer") or AnswerForm(initial=today | about),
        "refused": next(iter(refused), ""),
    }
    return render(request, "retrocession/contract.html", context, status=status)


def _filled(
    request: HttpRequest, found: Contract, name: str, form: forms.Form, step: Callable, done: str
) -> HttpResponse:
    """A form filled and its step taken; refused, the page again with what was typed."""
    if form.is_valid():
        given = {key: value for key, value in form.cleaned_data.items() if key not in ("password", "read")}
        try:
            step(contract=found, by=request.member.membership, at=timezone.now(), **given)
        except ContractRefused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
            status = 409 if isinstance(refused, CalendarChanged) else 422
            return _page(request, found, status=status, **{name: form})
        messages.success(request, done)
        return redirect("retrocession:contract", slug=request.member.cabinet.slug, pk=found.pk)
    return _page(request, found, status=422, **{name: form})


def _taken(request: HttpRequest, pk: UUID, step: Callable, done: str) -> HttpResponse:
    """A step without anything typed; the page says what was done, or why it was not."""
    found = _kept(request, pk)
    try:
        step(contract=found, by=request.member.membership, at=timezone.now())
    except ContractRefused as refused:
        messages.warning(request, refused.message)
    else:
        messages.success(request, done)
    return redirect("retrocession:contract", slug=request.member.cabinet.slug, pk=found.pk)


def _device(request: HttpRequest) -> Device:
    agent = request.headers.get("User-Agent", "")
    return Device(
        ip=get_adapter().get_client_ip(request),
        user_agent_digest=hashlib.sha256(agent.encode()).hexdigest() if agent else "",
    )
