"""« Rejets et régularisations » of a month: its page, a caisse's file, a late line, a correction."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from cabinet import text
from retrocession.actions.adjustments import add_correction, add_late_line, withdraw_adjustment
from retrocession.actions.adjustments_refused import AdjustmentRefused
from retrocession.actions.rejections import abandon_rejections, upload_rejections, write_rejections
from retrocession.forms.adjustments import CorrectionForm, LateLineForm, RejectionsForm, WithdrawalForm
from retrocession.models import Adjustment, RejectionImport
from retrocession.permissions import require_verification
from retrocession.queries import adjustments as queries
from retrocession.queries.receipts_month import titulaire_of
from retrocession.reading import UnreadableFile


@require_http_methods(["GET", "HEAD", "POST"])
def adjustments(request: HttpRequest, slug: str, month: date) -> HttpResponse:
    """What the month carries, and the form that brings a caisse's file."""
    _require(request, month)
    form = RejectionsForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = upload_rejections(stream=file.file, file_name=file.name, month=month, **_who(request))
        except (AdjustmentRefused, UnreadableFile) as refused:
            form.add_error("file", refused.message)
        else:
            where = reverse("retrocession:rejection-import", args=[slug, kept.pk])
            return HttpResponseClientRedirect(where) if request.htmx else redirect(where)
    if request.htmx and request.method == "POST":
        return render(request, "retrocession/adjustments.html#answer", {"form": form}, status=422)
    context = {"page": queries.adjustments_month(month), "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "retrocession/adjustments.html", context, status=status)


@require_safe
def rejection_import(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """A file before it is written, or what became of it."""
    return _import_page(request, _import(request, pk))


@require_POST
def rejections_writing(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Write the file; refused, the same page says why."""
    shown = _import(request, pk)
    try:
        report = write_rejections(rejection_import=shown, **_who(request))
    except AdjustmentRefused as refused:
        return _import_page(request, _import(request, pk), refused=refused.message, status=409)
    messages.success(
        request,
        f"{text.count(report.written, 'régularisation enregistrée', 'régularisations enregistrées')}.",
    )
    return redirect("retrocession:adjustments", slug=slug, month=shown.month)


@require_POST
def rejections_removal(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Give up a preview."""
    shown = _import(request, pk)
    try:
        abandon_rejections(rejection_import=shown, **_who(request))
    except AdjustmentRefused as refused:
        return _import_page(request, _import(request, pk), refused=refused.message, status=409)
    messages.success(request, "Le fichier est abandonné, rien n’en est gardé.")
    return redirect("retrocession:adjustments", slug=slug, month=shown.month)


@require_http_methods(["GET", "HEAD", "POST"])
def late_line(request: HttpRequest, slug: str, month: date) -> HttpResponse:
    """A receipt of an issued month, found later."""
    _require(request, month)
    form = LateLineForm(request.POST or None, locums=queries.locums())
    return _filled(
        request, month, form, lambda **given: add_late_line(month=month, **given),
        title="Ajouter une ligne tardive", label="Ajouter la ligne tardive",
        done="La ligne tardive est ajoutée.",
        intro="Une recette d’un mois déjà émis, retrouvée depuis. Son relevé ne change pas"
        "\u202f: la part due s’ajoute au relevé {of_month}.",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, slug: str, month: date) -> HttpResponse:
    """What an issued statement should have said."""
    _require(request, month)
    form = CorrectionForm(request.POST or None, statements=queries.statements_before(month))
    return _filled(
        request, month, form, lambda **given: add_correction(month=month, **given),
        title="Ajouter une correction", label="Ajouter la correction", done="La correction est ajoutée.",
        intro="Un relevé émis ne change plus\u202f: la différence s’ajoute au relevé {of_month}.",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def withdrawal(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Take back what no statement carries yet."""
    _require_any(request)
    adjustment = get_object_or_404(Adjustment.objects.select_related("remplacant__person"), pk=pk)
    _require(request, adjustment.month)
    about = " ".join(filter(None, [adjustment.act, adjustment.invoice])) or "correction"
    return _filled(
        request, adjustment.month, WithdrawalForm(request.POST or None),
        lambda **given: withdraw_adjustment(adjustment=adjustment, **given),
        title="Retirer la régularisation", label="Retirer la régularisation",
        done="La régularisation est retirée.",
        intro=f"{adjustment.remplacant.display_name}, {about}\u202f: {text.amount(adjustment.share)}. Elle ne"
        " sera pas portée par le relevé {of_month}.",
    )  # fmt: skip


def _filled(
    request: HttpRequest,
    month: date,
    form: Form,
    write: Callable[..., Any],
    *,
    title: str,
    label: str,
    done: str,
    intro: str,
) -> HttpResponse:
    """A form that writes one thing: shown, refused with all that was typed, or done."""
    if request.method == "POST" and form.is_valid():
        try:
            write(**form.cleaned_data, **_who(request))
        except AdjustmentRefused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            messages.success(request, done)
            return redirect("retrocession:adjustments", slug=request.member.cabinet.slug, month=month)
    context = {
        "form": form,
        "month": month,
        "title": title,
        "label": label,
        "intro": intro.format(of_month=text.of_month(month)),
    }
    status = 422 if form.errors else 200
    return render(request, "retrocession/adjustment_form.html", context, status=status)


def _who(request: HttpRequest) -> dict:
    return {"by": request.member.membership, "at": timezone.now()}


def _require_any(request: HttpRequest) -> None:
    """Whoever verifies no month at all is refused before anything is looked for."""
    if not request.member.may("verify_accounts"):
        raise PermissionDenied


def _require(request: HttpRequest, month: date) -> None:
    require_verification(request.member.membership, titulaire=titulaire_of(month))


def _import(request: HttpRequest, pk: UUID) -> RejectionImport:
    _require_any(request)
    files = RejectionImport.objects.select_related("uploaded_by__person", "written_by__person")
    shown = get_object_or_404(files, pk=pk)
    _require(request, shown.month)
    return shown


def _import_page(
    request: HttpRequest, shown: RejectionImport, *, refused: str = "", status: int = 200
) -> HttpResponse:
    context = {"import": shown, "refused": refused}
    if shown.state == RejectionImport.State.PREVIEW:
        preview = queries.preview_rejections(shown)
        what = ("rejet", "rejets") if preview.noted else ("régularisation", "régularisations")
        context["preview"] = preview
        context["write_label"] = f"Enregistrer {text.count(preview.written, *what)}"
    return render(request, "retrocession/rejection_import.html", context, status=status)
