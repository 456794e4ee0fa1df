"""`/c/<slug>/evenements/`: what the team is called to, and who comes."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planning.actions import Refused
from planning.actions.events import (
    EventChangedMeanwhile,
    answer_event,
    cancel_event,
    change_event,
    create_event,
)
from planning.forms.events import EventForm, differences
from planning.models import Event
from planning.permissions import may_change_event, organises_events
from planning.queries.events import events_page, told_events
from planning.views.asking import ask_may

COMES = {"oui": True, "non": False}
THANKS = {True: "C’est noté\u202f: vous venez.", False: "C’est noté\u202f: vous ne venez pas."}


@require_safe
def events(request: HttpRequest, slug: str) -> HttpResponse:
    ask_may(request, "see_planning")
    page = events_page(request.member, timezone.now())
    return render(request, "planning/events.html", {"page": page})


@require_safe
def event(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    ask_may(request, "see_planning")
    return show(request, found(pk))


@require_http_methods(["GET", "HEAD", "POST"])
def creation(request: HttpRequest, slug: str) -> HttpResponse:
    if not organises_events(request.member.membership):
        raise PermissionDenied
    form = EventForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_event(values=form.values, by=request.member.membership, at=timezone.now())
        except Refused as refused:
            form.add_error(refused.field, refused.sentence)
        else:
            messages.success(request, "L’équipe est prévenue par e-mail.")
            return to(made)
    context = {"form": form, "event": None, "refused": None, "now": []}
    return render(request, "planning/event_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    asked = found(pk)
    if not may_change_event(request.member.membership, asked):
        raise PermissionDenied
    form = EventForm(request.POST) if request.method == "POST" else EventForm.of(asked)
    context = {"form": form, "event": asked, "refused": None, "now": []}
    if request.method == "POST" and form.is_valid():
        try:
            change_event(
                event=asked, values=form.values, sequence=form.read_sequence,
                by=request.member.membership, at=timezone.now(),
            )  # fmt: skip
        except EventChangedMeanwhile as refused:
            return conflict(request, form, refused)
        except Refused as refused:
            form.add_error(refused.field, refused.sentence)
        else:
            messages.success(request, "C’est enregistré. Ceux qui viennent sont prévenus par e-mail.")
            return to(asked)
    return render(request, "planning/event_form.html", context, status=422 if form.errors else 200)


@require_POST
def cancellation(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    asked = found(pk)
    try:
        cancel_event(event=asked, by=request.member.membership, at=timezone.now())
    except Refused as refusal:
        return show(request, asked, refusal=refusal, status=422)
    messages.success(request, "L’événement est annulé. Ceux qui venaient sont prévenus par e-mail.")
    return redirect("planning:events", slug=slug)


@require_POST
def answer(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    ask_may(request, "see_planning")
    asked, comes = found(pk), COMES.get(request.POST.get("comes", ""))
    try:
        if comes is None:
            raise Refused("Répondez par oui ou par non.")
        answer_event(event=asked, comes=comes, by=request.member.membership, at=timezone.now())
    except Refused as refusal:
        return show(request, asked, refusal=refusal, status=422)
    messages.success(request, THANKS[comes])
    if request.POST.get("from") == "home":
        return redirect("home_of_practice", slug=slug)
    return to(asked)


def found(pk: UUID) -> Event:
    return get_object_or_404(Event.objects.select_related("created_by__person", "cabinet"), pk=pk)


def to(event: Event) -> HttpResponseRedirect:
    return redirect("planning:event", slug=event.cabinet.slug, pk=event.pk)


def show(
    request: HttpRequest, asked: Event, *, refusal: Refused | None = None, status: int = 200
) -> HttpResponse:
    [told] = told_events([asked], request.member, timezone.now())
    return render(request, "planning/event.html", {"told": told, "refusal": refusal}, status=status)


def conflict(request: HttpRequest, form: EventForm, refused: EventChangedMeanwhile) -> HttpResponse:
    """Both versions: what was typed stays in the form, what stands is said above it."""
    typed = request.POST.copy()
    typed["sequence"] = str(refused.event.sequence)
    again = EventForm(typed)
    again.is_valid()
    context = {
        "form": again,
        "event": refused.event,
        "refused": refused,
        "now": differences(again, refused.event),
    }
    return render(request, "planning/event_form.html", context, status=409)
