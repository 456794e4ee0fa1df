"""`/c/<slug>/rendez-vous/<day>/feuille.pdf`: the agenda on paper, a page a practitioner, with names."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cabinet.traces import EXPORTED, trace
from patients.documents import render_day_sheet
from patients.models import PatientSettings
from patients.permissions import require_agenda
from patients.queries.agenda import day_agenda
from patients.views.agenda import own_only
from planning.views.files import pdf


@require_safe
def day_sheet(request: HttpRequest, slug: str, on: date) -> HttpResponse:
    by, at = request.member.membership, timezone.now()
    require_agenda(by)
    settings = PatientSettings.current()
    if not settings.appointments_here:
        raise Http404
    found = day_agenda(by.cabinet, on, at=at, only=own_only(by), settings=settings)
    trace(EXPORTED, found.patients, by=by, request=request)
    content = render_day_sheet(found, cabinet=by.cabinet, printed_by=by, at=at)
    return pdf(content, name=f"rendez-vous-{on}.pdf")
