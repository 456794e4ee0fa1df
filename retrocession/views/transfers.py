"""The file for the bank."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cabinet.actions.refusals import Refused
from cabinet.clock import today_in_paris
from cabinet.models import Membership
from cabinet.reauthentication import confirmed_first
from cabinet.text import amount, full_day
from cabinet.traces import EXPORTED, trace
from retrocession.actions.closing import ClosingRefused
from retrocession.actions.name_checks import BankAnswer, record_name_check
from retrocession.actions.transfers import make_transfer_file
from retrocession.forms.payments import HandedInForm, NameChecksForm
from retrocession.models import MonthClosing, TransferFile
from retrocession.permissions import may_approve
from retrocession.queries import month_transfers as queries
from retrocession.queries.transfers import other_payer, payer_for
from retrocession.sepa import TransferRefused
from retrocession.views.files import attachment


@require_POST
def make_transfer(request: HttpRequest, slug: str, month: date) -> HttpResponse:
    """Also for a titulaire who is not remplacé of the month and pays an adjustment of an earlier one."""
    member = request.member.membership
    closing = MonthClosing.objects.select_related("titulaire").filter(month=month).first()
    payer = other_payer(closing, member.person_id) if closing and closing.titulaire else None
    try:
        made = make_transfer_file(month=month, by=member, at=timezone.now(), payer=payer)
    except (ClosingRefused, TransferRefused) as refused:
        messages.warning(request, refused.message)
    else:
        messages.success(
            request,
            f"Le fichier de virement est prêt\u202f: {amount(made.control_sum)},"
            f" à exécuter le {full_day(made.execution_on)}.",
        )
    if payer:
        return redirect("retrocession:month-transfers", slug=slug, month=month)
    return redirect("retrocession:month-closing", slug=slug, month=month)


@require_http_methods(["GET", "HEAD", "POST"])
def month_transfers(request: HttpRequest, slug: str, month: date) -> HttpResponse:
    """Where each transfer of a month stands, for the titulaire who pays it; POST keeps the bank's answers."""
    closing, titulaire = closing_and_payer(request, month)
    page = queries.month_transfers(closing, titulaire, practice=request.member.cabinet)
    form = NameChecksForm(request.POST or None, lines=page.lines)
    if request.method == "POST" and form.is_valid() and _names_kept(request, form):
        messages.success(request, "C’est noté. Ceux dont le nom ne correspond pas sont prévenus.")
        return redirect("retrocession:month-transfers", slug=slug, month=month)
    context = {
        "page": page,
        "form": form,
        "is_remplace": titulaire.pk == closing.remplace.pk,
        "handed_in": HandedInForm(initial={"on": today_in_paris()}, names_wrong=page.names_wrong),
    }
    return render(request, "retrocession/transfers.html", context, status=422 if form.errors else 200)


def closing_and_payer(request: HttpRequest, month: date) -> tuple[MonthClosing, Membership]:
    """The month, and the membership under which who asks pays something of it; 403 for anybody else."""
    if not request.member.may("approve_statements"):
        raise PermissionDenied
    closing = get_object_or_404(MonthClosing.objects.select_related("titulaire__person"), month=month)
    titulaire = payer_for(closing, request.member.person.pk)
    if titulaire is None:
        raise PermissionDenied
    return closing, titulaire


def _names_kept(request: HttpRequest, form: NameChecksForm) -> bool:
    """All the answers, or none."""
    member, at = request.member.membership, timezone.now()
    with transaction.atomic():
        for line, answer, suggestion in form.said:
            try:
                record_name_check(line=line, said=BankAnswer(answer, suggestion), by=member, at=at)
            except Refused as refused:
                form.add_error(f"suggestion-{line.pk}", refused.sentence)
        if form.errors:
            transaction.set_rollback(True)
    return not form.errors


@require_safe
def transfer_file(request: HttpRequest, slug: str, month: date, message_id: str) -> HttpResponse:
    """The very bytes that were made. It holds accounts: for the titulaire who pays, alone."""
    if not request.member.may("approve_statements"):
        raise PermissionDenied
    made = get_object_or_404(
        TransferFile.objects.select_related("titulaire"),
        closing__month=month,
        message_id=message_id,
    )
    if not may_approve(request.member.membership, titulaire=made.titulaire):
        raise PermissionDenied
    return transfer_given(request, made)


@confirmed_first
def transfer_given(request: HttpRequest, made: TransferFile) -> HttpResponse:
    trace(EXPORTED, [made], by=request.member.membership, request=request)
    return attachment(made.xml, name=f"{made.message_id}.xml", content_type="application/xml")
