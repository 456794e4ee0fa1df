"""`/c/<slug>/planning/semaine/<day>/`: the week of that day, of today without one; and on paper."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cabinet.clock import today_in_paris
from planning.printing import render_week
from planning.queries.week import week_page
from planning.views.asking import ask_may
from planning.views.files import pdf


@require_safe
def week(request: HttpRequest, slug: str, on: date | None = None) -> HttpResponse:
    ask_may(request, "see_planning")
    today = today_in_paris()
    page = week_page(request.member, on or today, today)
    part = "#content" if request.htmx.target == "semaine" else ""
    return render(request, f"planning/week.html{part}", {"page": page})


@require_safe
def week_pdf(request: HttpRequest, slug: str, on: date) -> HttpResponse:
    ask_may(request, "see_planning")
    today = today_in_paris()
    page = week_page(request.member, on, today)
    content = render_week(page, cabinet=request.member.cabinet, printed_on=today)
    return pdf(content, name=f"semaine-{page.monday}.pdf")
