"""What the bank did: handed in, debited, sent back; and the list for those who type their transfers."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cabinet.actions.refusals import Refused
from cabinet.clock import today_in_paris
from cabinet.models import Membership
from cabinet.text import count
from retrocession.actions.payments import hand_in, mark_debited, mark_returned
from retrocession.forms.payments import DebitedForm, HandedInForm, ReturnedForm
from retrocession.models import MonthClosing, Statement, TransferFile
from retrocession.permissions import may_approve
from retrocession.queries.transfer_lines import lines_of_file, names_refused
from retrocession.queries.transfers import order_of, unpaid_of
from retrocession.views.transfers import closing_and_payer


@require_POST
def handed_in(request: HttpRequest, slug: str, month: date, message_id: str) -> HttpResponse:
    made = get_object_or_404(
        TransferFile.objects.select_related("closing", "titulaire").defer("xml"),
        closing__month=month,
        message_id=message_id,
    )
    _only_who_pays(request, made.titulaire)
    form = HandedInForm(request.POST, names_wrong=names_refused(lines_of_file(made)))

    def act() -> str:
        hand_in(
            transfer=made,
            on=form.cleaned_data["on"],
            despite_names=form.cleaned_data.get("despite_names", False),
            by=request.member.membership,
            at=timezone.now(),
        )
        return "C’est noté\u202f: le fichier est à la banque."

    return _form_page(request, month, form, act, title="Fichier remis à la banque", button="Noter la remise")


@require_http_methods(["GET", "HEAD", "POST"])
def debited(request: HttpRequest, slug: str, month: date) -> HttpResponse:
    closing, titulaire = closing_and_payer(request, month)
    waiting = unpaid_of(closing, titulaire)
    form = DebitedForm(
        request.POST or None,
        statements=waiting,
        initial={"on": today_in_paris(), "reference": last_reference(closing, titulaire)},
    )

    def act() -> str:
        chosen = [statement for statement in waiting if statement.pk in form.cleaned_data["statements"]]
        mark_debited(
            statements=chosen,
            on=form.cleaned_data["on"],
            reference=form.cleaned_data["reference"],
            by=request.member.membership,
            at=timezone.now(),
        )
        return f"C’est noté\u202f: {count(len(chosen), 'relevé payé', 'relevés payés')}."

    return _form_page(request, month, form, act, title="Noter le débit", button="Noter le débit")


@require_http_methods(["GET", "HEAD", "POST"])
def returned(request: HttpRequest, slug: str, month: date, pk: UUID) -> HttpResponse:
    statement = get_object_or_404(
        Statement.objects.select_related("titulaire__person", "remplacant__person"), pk=pk, month=month
    )
    _only_who_pays(request, statement.titulaire)
    form = ReturnedForm(request.POST or None, initial={"on": today_in_paris()})

    def act() -> str:
        mark_returned(
            statement=statement,
            on=form.cleaned_data["on"],
            reason=form.cleaned_data["reason"],
            by=request.member.membership,
            at=timezone.now(),
        )
        return f"C’est noté\u202f: le relevé {statement.number} est de nouveau à payer."

    title = f"Virement rejeté\u202f: {statement.remplacant.display_name}"
    return _form_page(request, month, form, act, title=title, button="Noter le rejet")


@require_safe
def typed_transfers(request: HttpRequest, slug: str, month: date) -> HttpResponse:
    """The transfers of a month on paper, for who types them at their bank. It holds accounts."""
    closing, titulaire = closing_and_payer(request, month)
    context = {"order": order_of(closing, titulaire=titulaire), "month": month, "titulaire": titulaire}
    return render(request, "retrocession/typed_transfers.html", context)


def last_reference(closing: MonthClosing, titulaire: Membership) -> str:
    made = closing.transfers.filter(titulaire__person=titulaire.person_id).only("message_id").first()
    return made.message_id if made else ""


def _only_who_pays(request: HttpRequest, titulaire) -> None:
    if not may_approve(request.member.membership, titulaire=titulaire):
        raise PermissionDenied


def _form_page(
    request: HttpRequest, month: date, form: BaseForm, act: Callable[[], str], *, title: str, button: str
) -> HttpResponse:
    """The form as a page of its own; done, back to the transfers of the month."""
    slug = request.member.cabinet.slug
    if request.method == "POST" and form.is_valid():
        try:
            done = act()
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        else:
            messages.success(request, done)
            return redirect("retrocession:month-transfers", slug=slug, month=month)
    context = {"form": form, "month": month, "title": title, "button": button}
    return render(request, "retrocession/payment_form.html", context, status=422 if form.errors else 200)
