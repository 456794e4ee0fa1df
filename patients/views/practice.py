"""A day without a doctor, and how long those who wait still have to."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from cabinet.clock import today_in_paris
from patients import charts
from patients.papers import render_without_doctor
from patients.permissions import require_appointments, require_intake
from patients.queries.forecast import forecast_page
from patients.queries.without_doctor import without_doctor


@require_safe
def without_doctor_today(request: HttpRequest, slug: str) -> HttpResponse:
    return without_doctor_day(request, slug, today_in_paris())


@require_safe
def without_doctor_day(request: HttpRequest, slug: str, on: date) -> HttpResponse:
    require_appointments(request.member.membership)
    context = {"page": without_doctor(request.member, on), "today": today_in_paris(), "slug": slug}
    return render(request, "patients/without_doctor.html", context)


@require_safe
def without_doctor_pdf(request: HttpRequest, slug: str, on: date) -> HttpResponse:
    """One A4 page, for the door and for the desk."""
    require_appointments(request.member.membership)
    page = without_doctor(request.member, on)
    pdf = render_without_doctor(page, cabinet=request.member.cabinet, printed_on=today_in_paris())
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, f"jour-sans-medecin-{on}.pdf")
    return response


@require_safe
def forecast(request: HttpRequest, slug: str) -> HttpResponse:
    require_intake(request.member.membership)
    page = forecast_page(request.member, timezone.now())
    context = {"page": page, "charts": charts.both(page), "table": charts.remaining_table(page)}
    return render(request, "patients/forecast.html", context)
