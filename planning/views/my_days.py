"""`/mes-jours/`: a person's own page, over all their practices."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cabinet import house
from cabinet.clock import today_in_paris
from cabinet.members import Member
from cabinet.models import Role
from planning.queries import my_days as queries
from planning.views.month import month_asked


@require_safe
def my_days(request: HttpRequest) -> HttpResponse:
    today = today_in_paris()
    month = month_asked(request.GET.get("mois"), today)
    page = queries.my_month(request.memberships, month, today)
    pool = any(m.role == Role.REMPLACANT and m.cabinet.shares_pool for m in request.memberships)
    return render(request, "planning/my_days.html", {"page": page, "pool": pool} | doors(request))


@require_safe
def my_day(request: HttpRequest, on: date) -> HttpResponse:
    practices = queries.my_day(request.memberships, on, today_in_paris())
    template = "planning/my_day.html#sheet" if request.htmx else "planning/my_day.html"
    return render(request, template, {"on": on, "practices": practices} | doors(request))


def doors(request: HttpRequest) -> dict:
    """The navigation of the first practice: a page without a practice is not a dead end."""
    held = queries.holding(request.memberships) or list(request.memberships)
    return {"navigation": house.navigation(Member(held[0]), request.path)} if held else {}
