"""`/c/<slug>/patients/recherche/`: the results under the field as one types, a page without script.

What is typed is posted, and stands in no address but sealed (`cabinet/questions.py`).
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cabinet.questions import PARAMETER, only_asks, open_question, seal_question
from cabinet.traces import FOUND, trace
from patients.permissions import require_appointments
from patients.queries.search import search_patients

#: Longer than any name with its date and number.
MAX_TYPED = 120


@only_asks
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest, slug: str) -> HttpResponse:
    by = request.member.membership
    require_appointments(by)
    if request.method == "POST":
        typed = request.POST.get("q", "")[:MAX_TYPED].strip()
        if not request.htmx:
            query = {PARAMETER: seal_question(typed, by=request.member)}
            return redirect(reverse("patients:search", args=[slug], query=query))
    else:
        typed = open_question(request.GET.get(PARAMETER, ""), by=request.member)
    results = search_patients(by, typed, timezone.now())
    trace(FOUND, results.patients, by=by, request=request)
    template = "patients/search.html#results" if request.htmx else "patients/search.html"
    return render(request, template, {"results": results})
