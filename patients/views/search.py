"""`/c/<slug>/patients/recherche/?q=`: the results under the field as one types, a page without script."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cabinet.traces import FOUND, trace
from patients.permissions import require_appointments
from patients.queries.search import search_patients

#: Longer than any name with its date and number.
MAX_TYPED = 120


@require_safe
def search(request: HttpRequest, slug: str) -> HttpResponse:
    by = request.member.membership
    require_appointments(by)
    results = search_patients(by, request.GET.get("q", "")[:MAX_TYPED].strip(), timezone.now())
    trace(FOUND, results.patients, by=by, request=request)
    template = "patients/search.html#results" if request.htmx else "patients/search.html"
    return render(request, template, {"results": results})
