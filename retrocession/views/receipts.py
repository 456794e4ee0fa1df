"""Bringing a month's receipts in: the list of files, a file looked at, its lines set aside, its writing."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from cabinet.clock import parse_month, today_in_paris
from cabinet.forms.columns import ColumnsForm, told_columns
from cabinet.text import count
from retrocession.actions import receipts as actions
from retrocession.actions.receipts_refused import MonthSettled, ReceiptsRefused
from retrocession.forms.receipts import SetAsideForm, UploadForm
from retrocession.models import ReceiptImport
from retrocession.permissions import is_remplace, require_verification
from retrocession.queries import receipts as queries
from retrocession.queries.adjustments import own_adjustments
from retrocession.queries.receipts_month import (
    MonthChoices,
    months_to_import,
    own_month,
    receipts_month,
    settled_import,
    titulaire_of,
    usual_month,
)
from retrocession.reading import MissingColumns, UnreadableFile


@require_http_methods(["GET", "HEAD", "POST"])
def receipts(request: HttpRequest, slug: str) -> HttpResponse:
    """The month's files, and the form that brings one more."""
    month, choices = _month_and_choices(request)
    months = choices.including(month)
    if request.method != "POST":
        form = UploadForm(initial={"month": f"{month:%Y-%m}"}, months=months)
        return _page(request, month, choices, form)
    form = UploadForm(request.POST, request.FILES, months=months)
    columns_form = None
    if form.is_valid():
        told = told_columns(request.POST)
        try:
            receipt_import = actions.upload_receipts(
                stream=form.cleaned_data["file"].file,
                file_name=form.cleaned_data["file"].name,
                month=month,
                by=request.member.membership,
                at=timezone.now(),
                mapping=told,
            )
        except MissingColumns as missing:
            columns_form = ColumnsForm(request.POST if told else None, columns=missing.columns)
        except MonthSettled as refused:
            form.add_error("month", refused.message)
        except UnreadableFile as refused:
            form.add_error("file", refused.message)
        else:
            where = reverse("retrocession:receipt-import", args=[slug, receipt_import.pk])
            return HttpResponseClientRedirect(where) if request.htmx else redirect(where)
    return _page(request, month, choices, form, columns_form=columns_form, status=422)


@require_safe
def receipt_import(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """A file before it is written, or what became of it."""
    return _import_page(request, _import(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def line_set_aside(request: HttpRequest, slug: str, pk: UUID, line: int) -> HttpResponse:
    """Leave one wrong line out, with the reason."""
    shown = _import(request, pk)
    errors = queries.errors_of_line(shown, line)
    form = SetAsideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_aside(receipt_import=shown, line=line, **form.cleaned_data, **_who(request))
        except ReceiptsRefused as refused:
            form.add_error(None, refused.message)
        else:
            return _back_to(request, slug, shown)
    template = "retrocession/receipt_set_aside.html" + ("#sheet" if request.htmx else "")
    context = {"import": shown, "line": line, "errors": errors, "form": form}
    return render(request, template, context, status=422 if form.errors else 200)


@require_POST
def line_taken_back(request: HttpRequest, slug: str, pk: UUID, line: int) -> HttpResponse:
    shown = _import(request, pk)
    try:
        actions.take_back(receipt_import=shown, line=line, **_who(request))
    except ReceiptsRefused as refused:
        messages.error(request, refused.message)
    return _back_to(request, slug, shown)


@require_POST
def import_writing(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Write the file; refused, the same page says why."""
    shown = _import(request, pk)
    try:
        report = actions.write_receipts(receipt_import=shown, **_who(request))
    except ReceiptsRefused as refused:
        return _import_page(request, _import(request, pk), refused=refused.message, status=409)
    messages.success(request, f"{count(report.written, 'ligne enregistrée', 'lignes enregistrées')}.")
    return _back_to_month(slug, shown.month)


@require_POST
def import_removal(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Give up a preview, or take the lines of a written file out again."""
    shown = _import(request, pk)
    try:
        if shown.state == ReceiptImport.State.PREVIEW:
            actions.abandon_receipts(receipt_import=shown, **_who(request))
            messages.success(request, "Le fichier est abandonné, rien n’en est gardé.")
        else:
            lines = actions.withdraw_receipts(receipt_import=shown, **_who(request))
            messages.success(request, f"Le fichier est retiré, avec {count(lines, 'ligne', 'lignes')}.")
    except ReceiptsRefused as refused:
        return _import_page(request, _import(request, pk), refused=refused.message, status=409)
    return _back_to_month(slug, shown.month)


@require_POST
def columns_forgotten(request: HttpRequest, slug: str) -> HttpResponse:
    """The columns that were pointed at by hand are asked again at the next file."""
    if request.member.role != "secretaire":
        raise PermissionDenied
    actions.forget_columns(**_who(request))
    messages.success(request, "Les colonnes seront demandées au prochain fichier.")
    return redirect("retrocession:receipts", slug=slug)


@require_safe
def my_receipts(request: HttpRequest, slug: str) -> HttpResponse:
    """A doctor's own lines of a month, to read."""
    member = request.member
    if not member.may("verify_accounts"):
        raise PermissionDenied
    month = _asked(request) or usual_month(today_in_paris())
    remplace = is_remplace(member.membership, titulaire_of(month))
    if not member.may("verify_accounts", owner=True, remplace=remplace):
        raise PermissionDenied
    context = {
        "page": own_month(member.membership, month),
        "adjustments": own_adjustments(member.membership, month),
    }
    return render(request, "retrocession/my_receipts.html", context)


def _who(request: HttpRequest) -> dict:
    return {"by": request.member.membership, "at": timezone.now()}


def _asked(request: HttpRequest) -> date | None:
    text = request.POST.get("month") or request.GET.get("mois")
    try:
        return parse_month(text) if text else None
    except ValueError:
        raise Http404 from None


def _month_and_choices(request: HttpRequest) -> tuple[date, MonthChoices]:
    """The month asked for, or the one that is usually looked for; and those that may be."""
    member = request.member
    if not member.may("verify_accounts"):
        raise PermissionDenied
    choices = months_to_import(member, today=today_in_paris())
    month = _asked(request) or choices.usual
    if month is None:
        raise PermissionDenied
    require_verification(member.membership, titulaire=titulaire_of(month))
    return month, choices


def _import(request: HttpRequest, pk: UUID) -> ReceiptImport:
    if not request.member.may("verify_accounts"):
        raise PermissionDenied
    shown = get_object_or_404(
        ReceiptImport.objects.select_related("uploaded_by__person", "written_by__person"), pk=pk
    )
    require_verification(request.member.membership, titulaire=titulaire_of(shown.month))
    return shown


def _page(
    request: HttpRequest,
    month: date,
    choices: MonthChoices,
    form: UploadForm,
    *,
    columns_form: ColumnsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole page, or to htmx what the form has to say, the file staying chosen."""
    context = {"form": form, "columns_form": columns_form}
    if request.htmx and status == 422:
        return render(request, "retrocession/receipts.html#answer", context, status=status)
    previous, following = choices.neighbours(month)
    context |= {
        "page": receipts_month(month, today=today_in_paris()),
        "previous": previous,
        "following": following,
        "told": queries.told_columns(),
    }
    return render(request, "retrocession/receipts.html", context, status=status)


def _import_page(
    request: HttpRequest, shown: ReceiptImport, *, refused: str = "", status: int = 200
) -> HttpResponse:
    context = {"import": shown, "refused": refused}
    if shown.state == ReceiptImport.State.PREVIEW:
        preview = queries.preview(shown)
        context["preview"] = preview
        context["write_label"] = f"Enregistrer {count(preview.new, 'ligne', 'lignes')}"
        template = "retrocession/receipt_preview.html"
    else:
        context["settled"] = settled_import(shown)
        template = "retrocession/receipt_import.html"
    return render(request, template, context, status=status)


def _back_to(request: HttpRequest, slug: str, shown: ReceiptImport) -> HttpResponse:
    where = reverse("retrocession:receipt-import", args=[slug, shown.pk])
    return HttpResponseClientRedirect(where) if request.htmx else redirect(where)


def _back_to_month(slug: str, month: date) -> HttpResponse:
    return redirect(f"{reverse('retrocession:receipts', args=[slug])}?mois={month:%Y-%m}")
