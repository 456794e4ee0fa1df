"""The closing of a month: its page, and each of its steps."""

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from cabinet import text
from cabinet.clock import today_in_paris
from cabinet.models import Membership
from cabinet.traces import LISTED, trace
from retrocession.actions.closing import (
    ClosingRefused,
    approve_month,
    lock_month,
    prepare_month,
    send_back,
    verify_month,
)
from retrocession.actions.statements import issue_month
from retrocession.forms.closing import ApprovalForm, SendBackForm
from retrocession.forms.payments import HandedInForm
from retrocession.models import MonthClosing, Statement
from retrocession.permissions import is_remplace, may_approve, may_verify
from retrocession.queries.closing import ClosingPage, closing_page
from retrocession.queries.progress import progress_of
from retrocession.queries.receipts_month import titulaire_of
from retrocession.rules.closing import Step, can_step
from retrocession.rules.settlement import transferable


@require_safe
def month_closing(request: HttpRequest, slug: str, month: date) -> HttpResponse:
    return show(request, month)


@require_safe
def month_progress(request: HttpRequest, slug: str, month: date) -> HttpResponse:
    """How far the workers are, for a page that asks again; 204 as long as the reader has seen it all."""
    designation = titulaire_of(month)
    closing = MonthClosing.objects.select_related("titulaire").filter(month=month).first()
    titulaire = (closing and closing.titulaire) or designation
    if not may_verify(request.member.membership, titulaire=titulaire):
        raise PermissionDenied
    if not request.htmx:
        return redirect("retrocession:month-closing", slug=slug, month=month)
    progress = progress_of(month, closing, at=timezone.now())
    if progress.seen == request.GET.get("vu"):
        return HttpResponse(status=204)
    response = render(request, "retrocession/progress.html", {"progress": progress, "slug": slug})
    if progress.is_over:
        response["HX-Trigger"] = "month-ready"
    return response


@require_POST
def prepare(request: HttpRequest, slug: str, month: date) -> HttpResponse:
    return _take(request, month, prepare_month, "Les relevés sont préparés.")


@require_POST
def verify(request: HttpRequest, slug: str, month: date) -> HttpResponse:
    return _take(request, month, verify_month, "Les comptes sont vérifiés.")


@require_POST
def give_back(request: HttpRequest, slug: str, month: date) -> HttpResponse:
    if not _may_approve(request, month):
        raise PermissionDenied
    form = SendBackForm(request.POST)
    if not form.is_valid():
        return _refuse_form(request, month, "send_back", form)
    reason = form.cleaned_data["reason"]
    return _take(
        request,
        month,
        lambda **step: send_back(reason=reason, **step),
        "Le mois est renvoyé à la secrétaire.",
    )


@require_POST
def approve_and_issue(request: HttpRequest, slug: str, month: date) -> HttpResponse:
    """One gesture, two steps, one transaction: the password, the approval, the numbered statements."""
    if not _may_approve(request, month):
        raise PermissionDenied
    form = ApprovalForm(request.POST, request=request)
    if not form.is_valid():
        return _refuse_form(request, month, "approve", form)

    def approve_then_issue(**step) -> MonthClosing:
        closing = lock_month(month)
        if can_step(closing.state, Step.APPROVE):
            _refuse_other_total(closing, form.cleaned_data["total"])
        approve_month(**step)
        return issue_month(**step)

    return _take(request, month, approve_then_issue, "Les relevés sont émis.")


def show(request: HttpRequest, month: date, *, status: int = 200, **forms) -> HttpResponse:
    """The page of a month, with a refused form left open in it."""
    page = closing_page(month, practice=request.member.cabinet, today=today_in_paris())
    member = request.member.membership
    if not may_verify(member, titulaire=page.titulaire):
        raise PermissionDenied
    issued = [line.row for line in page.lines if isinstance(line.row, Statement)]
    trace(LISTED, issued, by=member, request=request)
    context = {
        "page": page,
        "progress": progress_of(
            month, page.closing, at=timezone.now(), rows=[line.row for line in page.lines]
        ),
        "slug": request.member.cabinet.slug,
        "can_approve": may_approve(member, titulaire=page.titulaire),
        "can_decide": may_approve(member, titulaire=page.titulaire)
        and can_step(page.state, Step.SEND_BACK)
        and not forms,
        "approval": forms.get("approve") or approval_form(request, page.totals["net"]),
        "send_back": forms.get("send_back") or SendBackForm(),
        "refused": next(iter(forms), ""),
        "handed_in": HandedInForm(initial={"on": today_in_paris()}, names_wrong=[]),
    }
    return render(request, "retrocession/month_closing.html", context | _words(page, member), status=status)


def _words(page: ClosingPage, member: Membership) -> dict:
    """What the screen says that depends on who reads it and on how many statements there are."""
    issue = text.count(len(page.lines), "relevé", "relevés")
    given = sum(transferable(line.row.net) for line in page.lines)
    whose = "Vous conservez" if is_remplace(member, page.titulaire) else f"{page.titulaire} conserve"
    return {
        "kept_label": whose,
        "kept_meter": {
            "label": f"Franchise de TVA {page.month.year}",
            "words": f"{text.amount(page.kept_this_year)} sur {text.number(page.franchise)}\u00a0€",
            "kind": "gap" if page.is_near_franchise else "",
        },
        "approve_label": f"Approuver et émettre {issue}",
        "approve_note": f"{text.amount(given)} à reverser, {text.month(page.month)}",
        "verify_label": f"Tout est juste\u202f: {text.month(page.month)} est vérifié",
        "awaiting_title": f"En attente de {page.titulaire}",
    }


def approval_form(request: HttpRequest, total) -> ApprovalForm:
    return ApprovalForm(request=request, initial={"total": total})


def _take(request: HttpRequest, month: date, step: Callable[..., MonthClosing], done: str) -> HttpResponse:
    """Take a step and go back to the page, which says what was done or why it was not."""
    try:
        with transaction.atomic():
            step(month=month, by=request.member.membership, at=timezone.now())
    except ClosingRefused as refused:
        messages.warning(request, refused.message)
    else:
        messages.success(request, f"{text.sentence(text.month(month))}\u202f: {done[0].lower()}{done[1:]}")
    url = reverse("retrocession:month-closing", args=[request.member.cabinet.slug, month])
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


def _refuse_form(request: HttpRequest, month: date, name: str, form) -> HttpResponse:
    """422: the form alone for htmx, the whole page with the form open for a browser without script."""
    if not request.htmx:
        return show(request, month, status=422, **{name: form})
    context = {"form": form, "month": month}
    return render(request, f"retrocession/{name}_form.html", context, status=422)


def _may_approve(request: HttpRequest, month: date) -> bool:
    closing = MonthClosing.objects.select_related("titulaire").filter(month=month).first()
    return may_approve(request.member.membership, titulaire=closing.titulaire if closing else None)


def _refuse_other_total(closing: MonthClosing, seen) -> None:
    now = sum(draft.net for draft in closing.drafts.all())
    if now != seen:
        raise ClosingRefused(
            "Les montants ont changé pendant que vous lisiez cette page. Relisez-les avant d’approuver."
        )
