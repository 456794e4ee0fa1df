"""`/c/<slug>/planning/astreintes/`: who answers the laboratory on days without a doctor."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from cabinet.clock import today_in_paris
from cabinet.models import Membership
from cabinet.models.membership import AGGREGATES_ONLY
from cabinet.text import count, day, long_day
from planning.actions import AlreadyTaken, Refused
from planning.actions.astreintes import (
    REASON_LIMIT,
    acknowledge_astreinte,
    assign_astreinte,
    assign_proposal,
    give_up_astreinte,
)
from planning.actions.hand_over import TEXT_LIMIT, read_hand_over, write_hand_over
from planning.astreinte_card import FORMATS, render_card
from planning.models import Astreinte, HandOver
from planning.queries.astreintes import astreintes_page
from planning.views.asking import ask_may
from planning.views.month import month_asked


@require_safe
def astreintes(request: HttpRequest, slug: str) -> HttpResponse:
    ask_may(request, "see_planning")
    return show(request, month_asked(request.GET.get("mois"), today_in_paris()))


def show(
    request: HttpRequest, month: date, *, refusal: Refused | None = None, about: date | None = None
) -> HttpResponse:
    """The month as it is now; a refusal is said at the top, and what was typed `about` a day is kept."""
    status = 200
    if refusal:
        status = 409 if isinstance(refusal, AlreadyTaken) else 422
    context = {
        "page": astreintes_page(request.member, month.replace(day=1), timezone.now()),
        "refusal": refusal,
        "about": about,
        "typed": {"reason": "", "text": ""} | request.POST.dict(),
        "text_limit": TEXT_LIMIT,
        "reason_limit": REASON_LIMIT,
    }
    return render(request, "planning/astreintes.html", context, status=status)


@require_POST
def assign(request: HttpRequest, slug: str, on: date) -> HttpResponse:
    """To the doctor named, or to oneself."""
    ask_takes_or_assigns(request)
    me = request.member.membership
    named = request.POST.get("membership")
    membership = get_object_or_404(Membership.objects.with_person(), pk=pk_of(named)) if named else me
    try:
        assign_astreinte(membership=membership, on=on, by=me, at=timezone.now())
    except Refused as refusal:
        return show(request, on, refusal=refusal, about=on)
    who = "Vous êtes" if membership.pk == me.pk else f"{membership.display_name} est"
    return done(request, on, f"C’est noté\u202f: {who} d’astreinte {long_day(on)}.")


@require_POST
def assign_all(request: HttpRequest, slug: str) -> HttpResponse:
    """Each day to the doctor that the page proposed: what changed meanwhile is said, the rest is done."""
    ask_may(request, "assign_astreinte")
    pairs = [pair for text in request.POST.getlist("day") if (pair := read_pair(text))]
    members = {m.pk: m for m in Membership.objects.filter(pk__in=[pk for _, pk in pairs]).with_person()}
    days = [(on, members[pk]) for on, pk in pairs if pk in members]
    month = month_asked(request.POST.get("mois"), today_in_paris())
    if not days:
        return show(request, month, refusal=Refused("Aucun jour n’était proposé\u202f: relisez la page."))
    made, refused = assign_proposal(days=days, by=request.member.membership, at=timezone.now())
    if made:
        said = count(len(made), "jour confié", "jours confiés")
        messages.success(request, f"{said}\u202f: chaque médecin est prévenu par e-mail.")
    for refusal in refused:
        messages.warning(request, refusal.sentence)
    return redirect(f"{reverse('planning:astreintes', args=[slug])}?mois={month:%Y-%m}")


@require_POST
def give_up(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    ask_takes_or_assigns(request)
    duty = found(pk)
    reason = request.POST.get("reason", "")
    try:
        give_up_astreinte(astreinte=duty, by=request.member.membership, at=timezone.now(), reason=reason)
    except Refused as refusal:
        return show(request, duty.on, refusal=refusal, about=duty.on)
    return done(request, duty.on, f"L’astreinte du {day(duty.on)} est rendue.")


@require_POST
def acknowledge(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    ask_may(request, "take_astreinte")
    duty = found(pk)
    try:
        acknowledge_astreinte(astreinte=duty, by=request.member.membership, at=timezone.now())
    except Refused as refusal:
        return show(request, duty.on, refusal=refusal, about=duty.on)
    return done(request, duty.on, f"C’est noté\u202f: vous avez lu votre astreinte du {day(duty.on)}.")


@require_POST
def hand_over(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    ask_may(request, "take_astreinte")
    duty = found(pk)
    text = request.POST.get("text", "")
    try:
        write_hand_over(astreinte=duty, text=text, by=request.member.membership, at=timezone.now())
    except Refused as refusal:
        return show(request, duty.on, refusal=refusal, about=duty.on)
    return done(request, duty.on, "Votre consigne est laissée au prochain médecin.")


@require_POST
def hand_over_reading(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    ask_may(request, "see_mail")
    line = get_object_or_404(HandOver.objects.select_related("astreinte"), pk=pk)
    read_hand_over(hand_over=line, by=request.member.membership, at=timezone.now())
    return done(request, line.astreinte.on, "C’est noté\u202f: vous avez lu la consigne.")


@require_safe
def card(request: HttpRequest, slug: str, on: date) -> HttpResponse:
    """The day's card, to print; the phones of doctors are for those who work in the practice."""
    ask_may(request, "see_planning")
    if request.member.role in AGGREGATES_ONLY:
        raise PermissionDenied("Les téléphones des médecins restent au cabinet.")
    duty = get_object_or_404(Astreinte.objects.standing().with_names(), on=on)
    asked = request.GET.get("format", "")
    size = asked if asked in FORMATS else FORMATS[0]
    pdf = render_card(duty, cabinet=request.member.cabinet, at=timezone.now(), size=size)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, f"astreinte-{on}.pdf")
    patch_cache_control(response, no_store=True, private=True)
    return response


def found(pk: UUID) -> Astreinte:
    return get_object_or_404(Astreinte.objects.with_names(), pk=pk)


def ask_takes_or_assigns(request: HttpRequest) -> None:
    if not (request.member.may("take_astreinte") or request.member.may("assign_astreinte")):
        raise PermissionDenied("Votre rôle dans ce cabinet ne permet pas de tenir les astreintes.")


def done(request: HttpRequest, on: date, said: str) -> HttpResponse:
    """Back to where one was: the home page, the day, or the astreintes."""
    messages.success(request, said)
    slug, back = request.member.cabinet.slug, request.POST.get("back")
    if back == "home":
        return redirect("home_of_practice", slug=slug)
    if back == "day":
        return redirect("planning:day", slug=slug, on=today_in_paris())
    return redirect(f"{reverse('planning:astreintes', args=[slug])}?mois={on:%Y-%m}#astreinte-{on}")


def read_pair(text: str) -> tuple[date, UUID] | None:
    """« 2027-03-10/<member> »; None for anything else."""
    on, _, pk = text.partition("/")
    try:
        return date.fromisoformat(on), UUID(pk)
    except ValueError:
        return None


def pk_of(text: str | None) -> UUID | None:
    """None, which is nobody's, for what is not an id."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
