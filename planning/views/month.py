"""`/c/<slug>/planning/?mois=AAAA-MM`: the shared calendar of a practice."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cabinet.clock import first_of_month, parse_month, today_in_paris
from planning.queries.month import month_page
from planning.views.asking import ask_may


@require_safe
def month(request: HttpRequest, slug: str) -> HttpResponse:
    ask_may(request, "see_planning")
    today = today_in_paris()
    page = month_page(request.member, month_asked(request.GET.get("mois"), today), today)
    part = "#calendar" if request.htmx.target == "calendrier" else ""
    return render(request, f"planning/month.html{part}", {"page": page, "today": today})


def month_asked(text: str | None, today: date) -> date:
    """The month of the address; an unreadable or faraway one is the current one, never an error."""
    try:
        month = parse_month(text or "")
    except ValueError:
        return first_of_month(today)
    return month if 2000 <= month.year <= 2100 else first_of_month(today)
