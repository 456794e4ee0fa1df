"""`/c/<slug>/planning/a-confirmer/`: the days that locums took, where the practice confirms them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cabinet.actions.refusals import Refused
from cabinet.clock import today_in_paris
from cabinet.text import long_day
from planning.actions.confirm import NothingToConfirm, confirm_booking, refuse_booking
from planning.forms import ReleaseForm
from planning.models import Presence
from planning.queries.exceptions import to_confirm
from planning.views.asking import ask_may


@require_safe
def confirmations(request: HttpRequest, slug: str) -> HttpResponse:
    ask_may(request, "book_for_others")
    return show(request)


@require_POST
def confirm(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    ask_may(request, "book_for_others")
    presence = found(pk)
    try:
        confirm_booking(presence=presence, by=request.member.membership, at=timezone.now())
    except NothingToConfirm as refusal:
        return show(request, refusal=refusal, status=409)
    messages.success(request, f"{said(presence)} est confirmé.")
    return redirect("planning:confirmations", slug=slug)


@require_POST
def refuse(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    ask_may(request, "book_for_others")
    presence = found(pk)
    form = ReleaseForm(request.POST, on=presence.on)
    reason = form.cleaned_data["reason"] if form.is_valid() else request.POST.get("reason", "")
    try:
        refuse_booking(presence=presence, reason=reason, by=request.member.membership, at=timezone.now())
    except NothingToConfirm as refusal:
        return show(request, refusal=refusal, status=409)
    except Refused as refusal:
        return show(request, refusal=refusal, asked=pk, status=422)
    messages.success(request, f"{said(presence)} est refusé.")
    return redirect("planning:confirmations", slug=slug)


def show(
    request: HttpRequest, *, refusal: Refused | None = None, asked: UUID | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "days": to_confirm(today_in_paris()),
        "refusal": refusal,
        "asked": asked,
        "typed": request.POST.get("reason", ""),
    }
    return render(request, "planning/confirmations.html", context, status=status)


def found(pk: UUID) -> Presence:
    return get_object_or_404(Presence.objects.select_related("membership__person"), pk=pk)


def said(presence: Presence) -> str:
    return f"Le jour de {presence.membership.display_name}, {long_day(presence.on)},"
