"""The coming first consultations: on a page, and in a file for those who hold them in another agenda."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cabinet.clock import today_in_paris
from patients.exports import first_week_as_csv
from patients.models import PatientSettings
from patients.permissions import keeps_appointments, require_agenda
from patients.queries.first_week import first_week
from patients.views.agenda import elsewhere
from patients.views.booking import day_asked


@require_safe
def first_slots(request: HttpRequest, slug: str) -> HttpResponse:
    """The coming first consultations, week by week: what is read out on the phone."""
    by = request.member.membership
    require_agenda(by)
    settings = PatientSettings.current()
    if not settings.appointments_here:
        return elsewhere(request, settings)
    first = day_asked(request.GET.get("semaine", "")) or today_in_paris()
    page = first_week(by.cabinet, first, at=timezone.now(), settings=settings)
    context = {"page": page, "books": keeps_appointments(by)}
    return render(request, "patients/agenda/first_slots.html", context)


@require_safe
def first_slots_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The same week in a file, wherever appointments are held: to open these hours in the other agenda."""
    by = request.member.membership
    require_agenda(by)
    on = day_asked(request.GET.get("semaine", "")) or today_in_paris()
    week = first_week(by.cabinet, on, at=timezone.now(), settings=PatientSettings.current())
    name = f"premieres-consultations-{slug}-{week.monday}.csv"
    return HttpResponse(
        first_week_as_csv(week),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )
