"""« Tiers payant »: what is awaited, a file of payments, lines ticked paid, a payment cancelled."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from cabinet import text
from cabinet.clock import parse_month
from retrocession.actions.adjustments_refused import AdjustmentRefused, CarryingMonthSettled
from retrocession.actions.payments_received import (
    abandon_payments,
    cancel_payment,
    tick_payments,
    upload_payments,
    write_payments,
)
from retrocession.actions.payments_refused import PaymentReport, PaymentsStand
from retrocession.forms.payments_received import CancellationForm, PaymentsForm, TickForm
from retrocession.models import PayerReturn, PaymentImport
from retrocession.permissions import require_verification
from retrocession.queries.awaited import awaited_month
from retrocession.queries.payments_received import match_payments
from retrocession.queries.receipts_month import titulaire_of
from retrocession.reading import UnreadableFile
from retrocession.reading.payments import check_payments


@require_http_methods(["GET", "HEAD", "POST"])
def awaited(request: HttpRequest, slug: str, month: date) -> HttpResponse:
    """What is awaited (`?origine=`: of which month), and the form that brings a file of payments."""
    _require(request, month)
    form = PaymentsForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = upload_payments(stream=file.file, file_name=file.name, month=month, **_who(request))
        except (AdjustmentRefused, UnreadableFile) as refused:
            form.add_error("file", refused.message)
        else:
            where = reverse("retrocession:payment-import", args=[slug, kept.pk])
            return HttpResponseClientRedirect(where) if request.htmx else redirect(where)
    if request.htmx and request.method == "POST":
        return render(request, "retrocession/awaited.html#answer", {"form": form}, status=422)
    return _page(request, month, form=form, status=422 if request.method == "POST" else 200)


@require_POST
def payments_ticked(request: HttpRequest, slug: str, month: date) -> HttpResponse:
    """The lines ticked are paid on the day given, whole or for the amount typed beside them."""
    _require(request, month)
    ticks = TickForm(request.POST, month=month)
    status = 422
    if ticks.is_valid():
        try:
            report = tick_payments(month=month, paid=ticks.paid, on=ticks.cleaned_data["on"], **_who(request))
        except PaymentsStand as refused:
            for error in refused.report.errors:
                ticks.add_error(None, error.message)
        except AdjustmentRefused as refused:
            ticks.add_error(None, refused.message)
            status = 409 if isinstance(refused, CarryingMonthSettled) else 422
        else:
            _say(request, report)
            where = reverse("retrocession:awaited", args=[slug, month])
            return redirect(f"{where}?origine={request.POST.get('origine', '')}")
    return _page(request, month, ticks=ticks, status=status)


@require_safe
def payment_import(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """A file before it is written, or what became of it."""
    return _import_page(request, _import(request, pk))


@require_POST
def payments_writing(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Write the file; refused, the same page says why."""
    shown = _import(request, pk)
    try:
        report = write_payments(payment_import=shown, **_who(request))
    except AdjustmentRefused as refused:
        return _import_page(request, _import(request, pk), refused=refused.message, status=409)
    _say(request, report)
    return redirect("retrocession:awaited", slug=slug, month=shown.month)


@require_POST
def payments_removal(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Give up a preview."""
    shown = _import(request, pk)
    try:
        abandon_payments(payment_import=shown, **_who(request))
    except AdjustmentRefused as refused:
        return _import_page(request, _import(request, pk), refused=refused.message, status=409)
    messages.success(request, "Le fichier est abandonné, rien n’en est gardé.")
    return redirect("retrocession:awaited", slug=slug, month=shown.month)


@require_http_methods(["GET", "HEAD", "POST"])
def payment_cancellation(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Take back a payment noted by mistake, with the reason."""
    if not request.member.may("verify_accounts"):
        raise PermissionDenied
    returns = PayerReturn.objects.select_related("line__doctor__person", "adjustment")
    paid = get_object_or_404(returns, pk=pk, kind=PayerReturn.Kind.PAID)
    _require(request, paid.month)
    form = CancellationForm(request.POST or None)
    status = 422
    if request.method == "POST" and form.is_valid():
        try:
            cancel_payment(payer_return=paid, **form.cleaned_data, **_who(request))
        except AdjustmentRefused as refused:
            form.add_error(None, refused.message)
            status = 409
        else:
            messages.success(request, "Le paiement est annulé\u202f: la ligne est de nouveau attendue.")
            return redirect("retrocession:awaited", slug=slug, month=paid.month)
    context = {"paid": paid, "form": form}
    template = "retrocession/payment_cancellation.html"
    return render(request, template, context, status=status if form.errors else 200)


def _page(
    request: HttpRequest,
    month: date,
    *,
    form: PaymentsForm | None = None,
    ticks: TickForm | None = None,
    status: int = 200,
) -> HttpResponse:
    asked = request.POST.get("origine") or request.GET.get("origine")
    try:
        origin = parse_month(asked) if asked else None
    except ValueError:
        raise Http404 from None
    page = awaited_month(month, practice=request.member.cabinet, origin=origin)
    ticks = ticks or TickForm(month=month)
    context = {
        "page": page,
        "rows": [(row, str(row.pk) in ticks.ticked, ticks.typed(row.pk)) for row in page.rows],
        "form": form or PaymentsForm(),
        "ticks": ticks,
    }
    return render(request, "retrocession/awaited.html", context, status=status)


def _import_page(
    request: HttpRequest, shown: PaymentImport, *, refused: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"import": shown, "refused": refused}
    if shown.state == PaymentImport.State.PREVIEW:
        preview = match_payments(check_payments(shown.rows), month=shown.month)
        context["preview"] = preview
        context["write_label"] = f"Enregistrer {text.count(len(preview.new), 'paiement', 'paiements')}"
    return render(request, "retrocession/payment_import.html", context, status=status)


def _say(request: HttpRequest, report: PaymentReport) -> None:
    said = text.count(report.written, "paiement noté", "paiements notés")
    if report.duplicates:
        said += f", {text.count(report.duplicates, 'déjà connu', 'déjà connus')}"
    messages.success(request, f"{said}.")
    for warning in report.left_out:
        messages.warning(request, warning.message)


def _import(request: HttpRequest, pk: UUID) -> PaymentImport:
    if not request.member.may("verify_accounts"):
        raise PermissionDenied
    imports = PaymentImport.objects.select_related("uploaded_by__person", "written_by__person")
    shown = get_object_or_404(imports, pk=pk)
    _require(request, shown.month)
    return shown


def _require(request: HttpRequest, month: date) -> None:
    if not request.member.may("verify_accounts"):
        raise PermissionDenied
    require_verification(request.member.membership, titulaire=titulaire_of(month))


def _who(request: HttpRequest) -> dict:
    return {"by": request.member.membership, "at": timezone.now()}
