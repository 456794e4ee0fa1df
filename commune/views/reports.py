"""What the mairie shows: the council's report, the path to settling, « le bilan »."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from cabinet.actions.refusals import Refused
from cabinet.clock import today_in_paris
from commune.actions.settling import date_step
from commune.forms.settling import StepForm
from commune.permissions import dates_settling
from commune.queries.achievements import achievements as achieved
from commune.queries.council import council_report as report_of
from commune.queries.settling import settling_counts, ways
from commune.views.pages import asked_year, page
from planning.views.asking import ask_may

LABELS = {
    "locum": "Remplaçants venus",
    "regular": "Devenus réguliers",
    "collaborateur": "Collaborateurs",
    "installed": "Installés",
}


@require_safe
def council_report(request: HttpRequest, slug: str) -> HttpResponse:
    """PDF, of the year asked for."""
    ask_may(request, "see_occupancy")
    from commune.documents import council_pdf  # WeasyPrint is slow to load

    today, cabinet = today_in_paris(), request.member.cabinet
    year = min(asked_year(request, today), today.year)
    made = council_pdf(report_of(cabinet, year, today), at=timezone.now())
    return pdf(made, f"rapport-conseil-{cabinet.slug}-{year}.pdf")


@require_safe
def achievements(request: HttpRequest, slug: str) -> HttpResponse:
    ask_may(request, "see_occupancy")
    context = {"found": achieved(request.member.cabinet, today_in_paris())}
    return page(request, "commune/achievements.html", context, current="commune:achievements")


@require_safe
def achievements_file(request: HttpRequest, slug: str) -> HttpResponse:
    ask_may(request, "see_occupancy")
    from commune.documents import achievements_pdf

    cabinet = request.member.cabinet
    found = achieved(cabinet, today_in_paris())
    if found is None:
        raise Http404
    return pdf(achievements_pdf(found, cabinet, at=timezone.now()), f"bilan-{cabinet.slug}.pdf")


@require_http_methods(["GET", "HEAD", "POST"])
def settling(request: HttpRequest, slug: str) -> HttpResponse:
    """Counts for all who may; the titulaires date the steps of each."""
    ask_may(request, "see_occupancy")
    membership, today = request.member.membership, today_in_paris()
    dates = dates_settling(membership)
    if request.method == "POST" and not dates:
        raise PermissionDenied("Les étapes sont datées par les titulaires.")
    form = StepForm(request.POST or None, today=today) if dates else None
    if request.method == "POST" and form is not None:
        if form.is_valid():
            try:
                date_step(**form.cleaned_data, by=membership, at=timezone.now())
            except Refused as refusal:
                form.add_error(refusal.field, refusal.sentence)
            else:
                messages.success(request, "L’étape est datée.")
                return redirect("commune:settling", slug=slug)
        status = 422
    else:
        status = 200
    counts = settling_counts()
    context = {
        "counts": [(label, counts[key]) for key, label in LABELS.items()],
        "ways": ways() if dates else [],
        "form": form,
    }
    return page(request, "commune/settling.html", context, current="commune:settling", status=status)


def pdf(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": content_disposition_header(True, name)},
    )
