"""« Pointage »: the receipts of a month against its day sheets, and why they differ."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cabinet.clock import today_in_paris
from retrocession.actions.day_sheets import SheetRefused, SheetSettled, explain_gap
from retrocession.forms.day_sheets import RemarkForm
from retrocession.models import DaySheet
from retrocession.models.receipts import MODES
from retrocession.permissions import require_verification
from retrocession.queries.pointage import workbook
from retrocession.queries.receipts_month import titulaire_of


@require_safe
def pointage(request: HttpRequest, slug: str, month: date) -> HttpResponse:
    _require(request, month)
    return _page(request, month)


@require_POST
def gap_remark(request: HttpRequest, slug: str, month: date, pk: UUID, mode: str) -> HttpResponse:
    """Say why a mode of a day differs; refused, the page keeps what was typed."""
    _require(request, month)
    if mode not in dict(MODES):
        raise Http404
    sheet = get_object_or_404(DaySheet.objects.select_related("doctor__person"), pk=pk, month=month)
    form = _form(sheet, mode, request.POST)
    status = 422
    if form.is_valid():
        try:
            explain_gap(
                sheet=sheet, mode=mode, text=form.cleaned_data["text"],
                by=request.member.membership, at=timezone.now(),
            )  # fmt: skip
        except SheetRefused as refused:
            form.add_error(refused.field, refused.sentence)
            status = 409 if isinstance(refused, SheetSettled) else 422
        else:
            messages.success(request, "L’écart est commenté.")
            return redirect("retrocession:pointage", slug, month)
    return _page(request, month, refused=(pk, mode, form), status=status)


def _page(request: HttpRequest, month: date, *, refused: tuple | None = None, status: int = 200):
    page = workbook(month, today=today_in_paris())
    forms = [_form(line.sheet, line.mode) for line in page.unexplained]
    if refused:
        pk, mode, typed = refused
        at = [(line.sheet.pk, line.mode) for line in page.unexplained]
        if (pk, mode) in at:
            forms[at.index((pk, mode))] = typed
        else:
            for sentences in typed.errors.values():
                messages.warning(request, sentences[0])
    context = {"page": page, "unexplained": list(zip(page.unexplained, forms, strict=True))}
    return render(request, "retrocession/pointage.html", context, status=status)


def _form(sheet: DaySheet, mode: str, data=None) -> RemarkForm:
    return RemarkForm(data, auto_id=f"{sheet.pk}-{mode}-%s")


def _require(request: HttpRequest, month: date) -> None:
    if not request.member.may("verify_accounts"):
        raise PermissionDenied
    require_verification(request.member.membership, titulaire=titulaire_of(month))
