"""`/c/<slug>/renouvellements/`: treatments that run out, on screen and on paper."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cabinet.clock import today_in_paris
from cabinet.traces import EXPORTED, LISTED, trace
from patients.care_documents import render_renewals
from patients.permissions import require_files
from patients.queries.renewals import renewals as renewals_of
from patients.sections import sections
from retrocession.views.files import attachment


@require_safe
def renewals(request: HttpRequest, slug: str) -> HttpResponse:
    require_files(request.member.membership)
    found = renewals_of(today_in_paris(), timezone.now())
    trace(LISTED, found.patients, by=request.member.membership, request=request)
    context = {"found": found, "tabs": sections(request.member, "patients:renewals")}
    return render(request, "patients/renewals.html", context)


@require_safe
def renewals_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    by, at = request.member.membership, timezone.now()
    require_files(by)
    found = renewals_of(today_in_paris(), at)
    trace(EXPORTED, found.patients, by=by, request=request)
    pdf = render_renewals(found, cabinet=request.member.cabinet, printed_by=by, at=at)
    return attachment(pdf, name="renouvellements.pdf", content_type="application/pdf", inline=True)
