"""`/c/<slug>/planning/accueil/?semaine=AAAA-MM-JJ`: who answers the phone that week, and its exceptions."""

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cabinet.actions.refusals import Refused
from cabinet.clock import today_in_paris
from cabinet.text import long_day
from planning.actions.desk import add_shift, cancel_shift
from planning.forms.fields import refused
from planning.forms.series import ShiftForm
from planning.models import Shift
from planning.queries.calendar import days_off_between
from planning.queries.desk import desk_of
from planning.rules.calendar_weeks import week_of
from planning.rules.series_days import day_off_reason
from planning.views.asking import ask_may


@require_safe
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    ask_may(request, "book_for_others")
    return show_desk(request, week_asked(request.GET.get("semaine")))


@require_POST
def shift_add(request: HttpRequest, slug: str) -> HttpResponse:
    ask_may(request, "book_for_others")
    form = ShiftForm(request.POST, on=today_in_paris())
    if form.is_valid():
        try:
            shift = add_shift(**form.cleaned_data, by=request.member.membership, at=timezone.now())
        except Refused as refusal:
            refused(form, refusal)
        else:
            messages.success(
                request, f"{shift.membership.display_name} est à l’accueil {long_day(shift.on)}."
            )
            return back_to(request, shift.on)
    return show_desk(request, week_asked(request.POST.get("on")), form, status=422)


@require_POST
def shift_cancel(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    ask_may(request, "book_for_others")
    shift = get_object_or_404(Shift.objects.select_related("membership__person"), pk=pk)
    cancel_shift(shift=shift, by=request.member.membership, at=timezone.now())
    messages.success(request, f"{shift.membership.display_name} n’est plus à l’accueil {long_day(shift.on)}.")
    return back_to(request, shift.on)


def week_asked(text: str | None) -> date:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return today_in_paris()
    return day if 2000 <= day.year <= 2100 else today_in_paris()


def back_to(request: HttpRequest, on: date) -> HttpResponse:
    return redirect(f"{reverse('planning:desk', args=[request.member.cabinet.slug])}?semaine={on}")


def show_desk(
    request: HttpRequest, on: date, form: ShiftForm | None = None, *, status: int = 200
) -> HttpResponse:
    cabinet, week = request.member.cabinet, week_of(on, range(7))
    first, last = week.days[0], week.days[-1]
    holidays, closures = days_off_between(first, last)
    days = desk_of(cabinet, first, last)
    shown = [
        (days[day], day_off_reason(day, holidays=holidays, closures=closures))
        for day in week.days
        if day.weekday() in cabinet.open_weekdays or days[day].shifts
    ]
    today = today_in_paris()
    context = {
        "week": week,
        "days": shown,
        "previous": first - timedelta(days=7),
        "next": first + timedelta(days=7),
        "form": form or ShiftForm(on=today, initial={"on": max(on, today)}),
    }
    return render(request, "planning/desk.html", context, status=status)
