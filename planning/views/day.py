"""`/c/<slug>/planning/<day>/`: a day as a sheet over the month, as a page without script."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cabinet.clock import today_in_paris
from cabinet.models import Role
from planning.actions import AlreadyTaken, Refused
from planning.queries.astreintes import day_astreinte
from planning.queries.day import day_sheet
from planning.queries.supervision import debriefs_on, supervision_said
from planning.rules.astreintes import ANSWERING
from planning.views.asking import ask_may

NOTHING_TYPED = {"membership": "", "period": "", "reason": "", "room": "", "to": ""}


@require_safe
def day(request: HttpRequest, slug: str, on: date) -> HttpResponse:
    ask_may(request, "see_planning")
    return show_day(request, on)


def show_day(
    request: HttpRequest, on: date, *, refusal: Refused | None = None, status: int = 200
) -> HttpResponse:
    """The day as it is now; `refusal` is said above it, with what is left, and what was typed is kept."""
    sheet = day_sheet(request.member, on, today_in_paris())
    there = any(p.presence.counts and p.presence.membership.role in ANSWERING for p in sheet.people)
    member, today = request.member, today_in_paris()
    is_intern = member.role == Role.INTERNE
    context = {
        "supervision": supervision_said(member.membership, on) if is_intern else "",
        "debriefs": debriefs_on(member, on, today) if member.role == Role.TITULAIRE else [],
        "sheet": sheet,
        "astreinte": day_astreinte(request.member, on, timezone.now(), there=there),
        "refusal": refusal,
        "openings": refusal.openings if isinstance(refusal, AlreadyTaken) else [],
        "typed": NOTHING_TYPED | request.POST.dict(),
    }
    template = "planning/day.html#sheet" if request.htmx else "planning/day.html"
    return render(request, template, context, status=status)
