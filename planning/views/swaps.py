"""Giving or exchanging a day: asking, answering, and doing it for others."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cabinet.models import Membership
from planning.actions import AlreadyTaken, Refused
from planning.actions.swap_refusals import SwapRefused
from planning.actions.swaps import (
    REASON_LIMIT,
    accept_swap,
    ask_swap,
    decline_swap,
    swap_for,
    withdraw_swap,
)
from planning.models import Astreinte, Presence, Swap
from planning.models.swap import Day
from planning.permissions import HOLDERS, keeps_calendar, may_swap_for
from planning.queries.swaps import swap_form, swaps_page
from planning.views.astreintes import pk_of

ANSWERS = {
    "accept": (accept_swap, "L’échange est fait."),
    "decline": (decline_swap, "C’est noté\u202f: vous ne prenez pas ce jour."),
    "withdraw": (withdraw_swap, "La demande est retirée."),
}


@require_safe
def swaps(request: HttpRequest, slug: str) -> HttpResponse:
    ask_holds_or_keeps(request)
    return show_list(request)


def show_list(request: HttpRequest, *, refusal: Refused | None = None) -> HttpResponse:
    context = {"page": swaps_page(request.member, timezone.now()), "refusal": refusal}
    return render(request, "planning/swaps.html", context, status=status_of(refusal))


@require_http_methods(["GET", "HEAD", "POST"])
def swap_presence(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    return swap_day(request, get_object_or_404(Presence.objects.with_names(), pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
def swap_astreinte(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    return swap_day(request, get_object_or_404(Astreinte.objects.with_names(), pk=pk))


def swap_day(request: HttpRequest, given: Day) -> HttpResponse:
    """By its holder: the other one is asked. By who keeps the calendar, for somebody else: it is done."""
    me = request.member.membership
    mine = given.membership_id == me.pk
    if not mine and not may_swap_for(me, given):
        raise PermissionDenied("Ce jour n’est pas le vôtre.")
    if not given.stands:
        raise Http404
    if request.method != "POST":
        return show_form(request, given)
    try:
        to, wanted = read_option(request.POST.get("option", ""), type(given))
        swap = (ask_swap if mine else swap_for)(
            given=given, to=to, wanted=wanted, by=me, at=timezone.now(), reason=request.POST.get("reason", "")
        )
    except Refused as refusal:
        return show_form(request, given, refusal=refusal)
    asked = f"C’est demandé\u202f: {swap.asked_to.display_name} reçoit un e-mail."
    messages.success(
        request, asked if mine else "L’échange est fait\u202f: les deux sont prévenus par e-mail."
    )
    return redirect("planning:swaps", slug=request.member.cabinet.slug)


def show_form(request: HttpRequest, given: Day, *, refusal: Refused | None = None) -> HttpResponse:
    now: datetime = timezone.now()
    context = {
        "form": swap_form(request.member, given, now),
        "refusal": refusal,
        "typed": {"option": "", "reason": ""} | request.POST.dict(),
        "reason_limit": REASON_LIMIT,
    }
    return render(request, "planning/swap_form.html", context, status=status_of(refusal))


@require_POST
def answer(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """« accept », « decline » or « withdraw »."""
    ask_holds_or_keeps(request)
    swap = get_object_or_404(Swap.objects.with_days(), pk=pk)
    if request.POST.get("answer") not in ANSWERS:
        return show_list(request, refusal=SwapRefused("Acceptez, refusez ou retirez cette demande."))
    action, said = ANSWERS[request.POST["answer"]]
    try:
        action(swap=swap, by=request.member.membership, at=timezone.now())
    except Refused as refusal:
        return show_list(request, refusal=refusal)
    messages.success(request, said)
    if request.POST.get("back") == "home":
        return redirect("home_of_practice", slug=slug)
    return redirect("planning:swaps", slug=slug)


def read_option(text: str, kind: type[Day]) -> tuple[Membership, Day | None]:
    """« give:<member> » or « day:<theirs> »; anything else is refused beside the field."""
    what, _, pk = text.partition(":")
    if what == "give":
        member = Membership.objects.with_person().filter(pk=pk_of(pk)).first()
        if member:
            return member, None
    if what == "day":
        theirs = kind.objects.with_names().filter(pk=pk_of(pk)).first()
        if theirs:
            return theirs.membership, theirs
    raise SwapRefused("Choisissez avec qui.", field="option")


def status_of(refusal: Refused | None) -> int:
    if refusal is None:
        return 200
    return 409 if isinstance(refusal, AlreadyTaken) else 422


def ask_holds_or_keeps(request: HttpRequest) -> None:
    if request.member.role not in HOLDERS and not keeps_calendar(request.member.membership):
        raise PermissionDenied("Votre rôle dans ce cabinet ne tient pas de journée.")
