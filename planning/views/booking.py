"""Taking a day and giving it back: one call each, and the calendar behind the sheet is brought up to date."""

from datetime import date
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh, trigger_client_event

from cabinet.clock import today_in_paris
from cabinet.house import booking_notices
from cabinet.text import long_day
from planning.actions import AlreadyTaken, Refused, book_presence, release_presence
from planning.forms import BookingForm, ReleaseForm
from planning.models import Presence, Strength
from planning.queries.month import changed_in, month_page
from planning.queries.week import week_page
from planning.views.day import show_day
from planning.views.month import month_asked

TAKEN = {"day": "", "morning": " matin", "afternoon": " après-midi"}


@require_POST
def book(request: HttpRequest, slug: str, on: date) -> HttpResponse:
    if not (request.member.may("book_own_days") or request.member.may("book_for_others")):
        raise PermissionDenied("Votre rôle dans ce cabinet ne permet pas de tenir le planning.")
    form = BookingForm(request.POST, on=on)
    if not form.is_valid():
        return show_day(request, on, refusal=first_error(form), status=422)
    membership = form.cleaned_data["membership"] or request.member.membership
    try:
        presence = book_presence(
            membership=membership,
            on=on,
            period=form.cleaned_data["period"],
            room=form.cleaned_data["room"],
            strength=form.cleaned_data["strength"] or Strength.SURE,
            by=request.member.membership,
            at=timezone.now(),
        )
    except AlreadyTaken as refusal:
        return show_day(request, on, refusal=refusal, status=409)
    except Refused as refusal:
        return show_day(request, on, refusal=refusal, status=422)
    when = f"{long_day(on)}{TAKEN[presence.period]}"
    if not presence.is_sure:
        when = f"{when}, en dernier recours"
    whose = "C’est noté" if membership.pk == request.member.membership.pk else membership.display_name
    said = f"{whose}\u202f: {when}, {presence.room.name}."
    return done(request, on, " ".join([said, *booking_notices(membership, on)]))


@require_POST
def release(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    presence = get_object_or_404(Presence.objects.select_related("membership__person"), pk=pk)
    form = ReleaseForm(request.POST, on=presence.on)
    if not form.is_valid():
        return show_day(request, presence.on, refusal=first_error(form), status=422)
    try:
        release_presence(
            presence=presence,
            by=request.member.membership,
            at=timezone.now(),
            reason=form.cleaned_data["reason"],
            to=form.cleaned_data["to"],
        )
    except Refused as refusal:
        return show_day(request, presence.on, refusal=refusal, status=422)
    when = f"{long_day(presence.on)}{TAKEN[presence.period]}"
    if not presence.is_sure:
        return done(request, presence.on, f"Retiré\u202f: {when}, en dernier recours.")
    return done(request, presence.on, f"Libéré\u202f: {when}.")


def first_error(form) -> Refused:
    field, errors = next(iter(form.errors.items()))
    return Refused(f"{form.fields[field].label}\u202f: {errors[0]}", field=field)


def done(request: HttpRequest, on: date, said: str) -> HttpResponse:
    """With htmx the cell and the week change in place and the sheet closes; else back to the calendar."""
    if not request.htmx:
        messages.success(request, said)
        address = reverse("planning:month", args=[request.member.cabinet.slug])
        return redirect(f"{address}?mois={on:%Y-%m}#jour-{on}")
    response = what_changed(request, on)
    if response is None:
        messages.success(request, said)
        return HttpResponseClientRefresh()
    trigger_client_event(response, "close-dialog", {})
    return trigger_client_event(response, "toast", {"text": said, "kind": "done"})


def what_changed(request: HttpRequest, on: date) -> HttpResponse | None:
    """The parts of the page behind the sheet that show `on`; None for a page that must be loaded again."""
    came_from = urlsplit(request.htmx.current_url or "")
    today = today_in_paris()
    if came_from.path == reverse("planning:month", args=[request.member.cabinet.slug]):
        month = month_asked(parse_qs(came_from.query).get("mois", [""])[0], today)
        page = month_page(request.member, month, today)
        if changed := changed_in(page, on):
            week, cell = changed
            context = {"page": page, "week": week, "cell": cell}
            return render(request, "planning/month.html#changed", context)
    if came_from.path.startswith(reverse("planning:this-week", args=[request.member.cabinet.slug])):
        context = {"page": week_page(request.member, on, today), "oob": True}
        return render(request, "planning/week.html#content", context)
    return None
