"""`/c/<slug>/planning/appels/`: the calls for cover of a practice."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cabinet.clock import today_in_paris
from cabinet.members import Member
from planning.actions.calls import CallRefused, decline, open_call
from planning.models import CallAsk, CoverCall
from planning.permissions import answers_calls, keeps_calendar
from planning.queries.calls import call_list, call_page
from planning.queries.coverage import forecast
from planning.rules.calendar_weeks import monday_of
from planning.rules.forecast import weeks_ahead


def ask_may_see(member: Member) -> None:
    """Calls concern those who keep the calendar and those who are asked."""
    if not (keeps_calendar(member.membership) or answers_calls(member.membership)):
        raise PermissionDenied("Les appels sont adressés aux médecins.")


@require_http_methods(["GET", "HEAD", "POST"])
def calls(request: HttpRequest, slug: str) -> HttpResponse:
    """The list; by POST, a week is asked for now."""
    ask_may_see(request.member)
    refusal = None
    if request.method == "POST":
        if not keeps_calendar(request.member.membership):
            raise PermissionDenied("Votre rôle dans ce cabinet ne permet pas d’ouvrir un appel.")
        try:
            call = open_call(
                monday=monday_of(date.fromisoformat(request.POST.get("monday", ""))),
                by=request.member.membership,
                at=timezone.now(),
            )
        except CallRefused as refused:
            refusal = refused.sentence
        except ValueError:
            refusal = "Choisissez une semaine dans la liste."
        else:
            messages.success(request, "C’est demandé\u202f: les messages partent.")
            return redirect("planning:call", slug=slug, pk=call.pk)
    return show_calls(request, refusal)


def show_calls(request: HttpRequest, refusal: str | None) -> HttpResponse:
    member, today = request.member, today_in_paris()
    page = call_list(member, today)
    asked = {line.call.monday for line in page.open}
    weeks = forecast(member.cabinet, weeks_ahead(today, member.cabinet.open_weekdays, number=26), today)
    short = [told for told in weeks if told.state.missing and told.free and told.week.monday not in asked]
    context = {"page": page, "weeks": short if page.keeper else [], "refusal": refusal}
    return render(request, "planning/calls.html", context, status=422 if refusal else 200)


@require_safe
def call(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    ask_may_see(request.member)
    found = get_object_or_404(CoverCall, pk=pk)
    page = call_page(request.member, found, timezone.now())
    return render(request, "planning/call.html", {"page": page})


@require_POST
def answer(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """« Pas cette fois », from the page of the call."""
    ask_may_see(request.member)
    ask = get_object_or_404(
        CallAsk.objects.select_related("membership"), call=pk, membership=request.member.membership
    )
    decline(ask=ask, at=timezone.now())
    messages.success(request, "C’est noté\u202f: on ne vous redemandera rien pour cette semaine.")
    return redirect("planning:call", slug=slug, pk=pk)
