"""`/c/<slug>/reseau/semaine/`: who is where this week, in all the practices of the network."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cabinet.clock import today_in_paris
from cabinet.models.membership import AGGREGATES_ONLY
from planning.queries.network_week import network_week
from planning.rules.calendar_weeks import monday_of
from planning.views.asking import ask_may


@require_safe
def week(request: HttpRequest, slug: str) -> HttpResponse:
    """For those who work there; the mairie and the CLS have their own pages."""
    ask_may(request, "see_planning")
    if request.member.role in AGGREGATES_ONLY:
        raise PermissionDenied
    monday = _asked(request)
    context = {
        "weeks": network_week(request.member.cabinet, monday),
        "monday": monday,
        "previous": monday - timedelta(weeks=1),
        "next": monday + timedelta(weeks=1),
    }
    return render(request, "planning/network_week.html", context)


def _asked(request: HttpRequest) -> date:
    today = today_in_paris()
    try:
        asked = monday_of(date.fromisoformat(request.GET.get("semaine", "")))
    except ValueError:
        return monday_of(today)
    return asked if abs((asked - today).days) < 400 else monday_of(today)
