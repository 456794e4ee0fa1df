"""Receipts by hand: a doctor's day to read and to type, one line to correct or to remove."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cabinet.clock import parse_month, today_in_paris
from cabinet.models import Membership, Role
from cabinet.text import count
from retrocession.actions.receipt_changes import LineChanged, LineSettled, correct_receipt, remove_receipt
from retrocession.actions.receipts_refused import MonthSettled, ReceiptsRefused
from retrocession.actions.receipts_typed import Typed, TypedWrong, type_receipts
from retrocession.forms.receipt_lines import LineForm, RemovalForm, empty_rows, typed_rows
from retrocession.permissions import may_verify, require_typing, require_verification
from retrocession.queries.day_sheets import doctors_on, is_settled
from retrocession.queries.receipt_days import changes_of_line, doctor_day, line_with_changes
from retrocession.queries.receipts_month import titulaire_of
from retrocession.rules.roles import BILLING_ROLES


@require_http_methods(["GET", "HEAD", "POST"])
def typed_receipts(request: HttpRequest, slug: str) -> HttpResponse:
    """A doctor's day (`?jour=&medecin=`): what is written, and rows to add to it."""
    member = request.member
    if not member.may("verify_accounts"):
        raise PermissionDenied
    today = today_in_paris()
    on = min(_day(request.GET.get("jour")) or today, today)
    titulaire = titulaire_of(on.replace(day=1))
    own_only = not may_verify(member.membership, titulaire=titulaire)
    doctors = [member.membership] if own_only else doctors_on(on)
    asked = request.GET.get("medecin")
    doctor = _doctor(asked) if asked else next(iter(doctors), None)
    if doctor is None:
        return _page(request, {"on": on, "today": today, "doctors": []})
    require_typing(member.membership, doctor=doctor, titulaire=titulaire)
    if doctor.person_id not in {one.person_id for one in doctors}:
        doctors = [*doctors, doctor]
    context = {"on": on, "today": today, "doctors": doctors, "doctor": doctor, "rows": empty_rows()}
    if request.method != "POST":
        return _page(request, context)
    rows = typed_rows(request.POST)
    filled = [row for row in rows if not row.is_empty]
    context["rows"] = rows or empty_rows()
    if not filled:
        return _page(request, context | {"refused": "Aucune ligne n’est remplie."}, status=422)
    try:
        typed = type_receipts(
            doctor=doctor, on=on, rows=[row.cells | {"token": row.token} for row in filled],
            by=member.membership, at=timezone.now(),
        )  # fmt: skip
    except TypedWrong as wrong:
        for error in wrong.errors:
            filled[error.line - 1].errors.append(error)
        return _page(request, context | {"refused": wrong.message}, status=422)
    except ReceiptsRefused as refused:
        status = 409 if isinstance(refused, MonthSettled) else 422
        return _page(request, context | {"refused": refused.message}, status=status)
    _say(request, typed)
    return redirect(f"{reverse('retrocession:typed-receipts', args=[slug])}?jour={on}&medecin={doctor.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
def receipt_line(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """One line, its history, and the form that corrects it."""
    line, doctors = _line(request, pk)
    form = LineForm(request.POST or None, line=line, seen=line.changes, doctors=doctors)
    status = 422
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            correct_receipt(
                line=pk, doctor=given["doctor"], on=given["on"], values=form.values, reason=given["reason"],
                seen=given["seen"], by=request.member.membership, at=timezone.now(),
            )  # fmt: skip
        except TypedWrong as wrong:
            form.refuse(wrong.errors)
        except ReceiptsRefused as refused:
            form.add_error(None, refused.message)
            status = 409 if isinstance(refused, LineChanged | LineSettled) else 422
        else:
            messages.success(request, "La ligne est corrigée.")
            return _back_to_day(slug, given["on"], given["doctor"])
    removal = RemovalForm(initial={"seen": line.changes})
    return _line_page(request, line, form, removal, status=status if form.errors else 200)


@require_POST
def receipt_removal(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Take the line out, with the reason."""
    line, doctors = _line(request, pk)
    removal = RemovalForm(request.POST)
    status = 422
    if removal.is_valid():
        try:
            remove_receipt(line=pk, **removal.cleaned_data, by=request.member.membership, at=timezone.now())
        except ReceiptsRefused as refused:
            removal.add_error(None, refused.message)
            status = 409 if isinstance(refused, LineChanged | LineSettled) else 422
        else:
            messages.success(request, "La ligne est retirée.")
            return _back_to_day(slug, line.on, line.doctor)
    form = LineForm(line=line, seen=line.changes, doctors=doctors)
    return _line_page(request, line, form, removal, status=status)


def _say(request: HttpRequest, typed: Typed) -> None:
    said = count(typed.written, "ligne enregistrée", "lignes enregistrées")
    if typed.duplicates:
        said += f", {count(typed.duplicates, 'déjà connue', 'déjà connues')}"
    messages.success(request, f"{said}.")
    for warning in typed.warnings:
        messages.warning(request, warning.message)


def _page(request: HttpRequest, context: dict, *, status: int = 200) -> HttpResponse:
    on, today = context["on"], context["today"]
    doctor = context.get("doctor")
    context |= {
        "page": doctor_day(doctor, on) if doctor else None,
        "previous": on - timedelta(days=1),
        "following": on + timedelta(days=1) if on < today else None,
        "may_list": request.member.role != Role.REMPLACANT,
    }
    return render(request, "retrocession/typed_receipts.html", context, status=status)


def _line_page(
    request: HttpRequest, line: Any, form: LineForm, removal: RemovalForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "line": line,
        "form": form,
        "removal": removal,
        "history": changes_of_line(line.pk),
        "settled": is_settled(line.month),
    }
    return render(request, "retrocession/receipt_line.html", context, status=status)


def _line(request: HttpRequest, pk: UUID) -> tuple[Any, list[Membership]]:
    """The line, if this person may correct it; and the doctors to whom it could be."""
    member = request.member
    if not member.may("verify_accounts"):
        raise PermissionDenied
    line = line_with_changes(pk)
    if line is None:
        raise Http404
    titulaire = titulaire_of(line.month)
    if line.typed_at and line.typed_by_id == member.membership.pk:
        require_typing(member.membership, doctor=line.doctor, titulaire=titulaire)
    else:
        require_verification(member.membership, titulaire=titulaire)
    if not may_verify(member.membership, titulaire=titulaire):
        return line, [line.doctor]
    doctors = doctors_on(line.on)
    known = any(one.pk == line.doctor_id for one in doctors)
    return line, doctors if known else [line.doctor, *doctors]


def _back_to_day(slug: str, on: date, doctor: Membership) -> HttpResponse:
    return redirect(f"{reverse('retrocession:typed-receipts', args=[slug])}?jour={on}&medecin={doctor.pk}")


def _doctor(asked: str) -> Membership:
    try:
        pk = UUID(asked)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(Membership.objects.select_related("person"), pk=pk, role__in=BILLING_ROLES)


def _day(asked: str | None) -> date | None:
    try:
        on = date.fromisoformat(asked) if asked else None
        if on:
            parse_month(f"{on:%Y-%m}")
        return on
    except ValueError:
        raise Http404 from None
