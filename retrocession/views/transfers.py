"""The file for the bank."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cabinet.text import amount, full_day
from retrocession.actions.closing import ClosingRefused
from retrocession.actions.transfers import make_transfer_file
from retrocession.models import MonthClosing, TransferFile
from retrocession.permissions import may_approve
from retrocession.queries.transfers import other_payer
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
        return redirect("retrocession:my-statements")
    return redirect("retrocession:month-closing", slug=slug, month=month)


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
    return attachment(made.xml, name=f"{made.message_id}.xml", content_type="application/xml")
