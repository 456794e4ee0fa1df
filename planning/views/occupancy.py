"""`/c/<slug>/occupation/?du=&au=`: how the premises are used, on screen and as files for the council."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from cabinet import house
from cabinet.clock import today_in_paris
from cabinet.members import Member
from planning import charts, exports
from planning.forms import SpanForm
from planning.queries import occupancy_tables as tables
from planning.queries.occupancy import occupancy_of
from planning.queries.occupancy_everywhere import occupancy_everywhere, who_may_see
from planning.queries.occupancy_told import first_figures, told
from planning.rules.spans import Span, SpanRefused, kind_of, neighbours, span_of, span_said, usual_spans
from planning.views.asking import ask_may

LABELS = {
    "month": "Ce mois-ci",
    "quarter": "Ce trimestre",
    "year": "Cette année",
    "school_year": "Année scolaire",
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    current: bool


@require_safe
def occupancy(request: HttpRequest, slug: str) -> HttpResponse:
    ask_may(request, "see_occupancy")
    today = today_in_paris()
    form = SpanForm.asked(request.GET, today)
    if not form.is_valid():
        context = {"form": form, "tabs": span_tabs(None, today)}
        return render(request, "planning/occupancy_span.html", context, status=422)
    span = form.span
    found = occupancy_of(request.member.cabinet, span, today)
    context = span_context(form, today) | {
        "found": found,
        "told": told(found),
        "figures": first_figures(found),
        "weeks": charts.both(charts.weeks_chart, found.weeks),
        "months": charts.both(charts.months_chart, found.months),
        "rooms": charts.both(charts.rooms_chart, found.rooms),
        "weeks_table": tables.weeks_table(found.weeks),
        "months_table": tables.months_table(found),
        "roles_table": tables.roles_table(found.roles),
        "rooms_table": tables.rooms_table(found),
        "holidays_table": tables.holidays_table(found),
        "everywhere": len(who_may_see(request.memberships)) > 1,
    }
    return render(request, "planning/occupancy.html", context)


@require_safe
def occupancy_xlsx(request: HttpRequest, slug: str) -> HttpResponse:
    return exported(request, exports.workbook, "xlsx", XLSX)


@require_safe
def occupancy_csv(request: HttpRequest, slug: str) -> HttpResponse:
    return exported(request, exports.csv_text, "csv", "text/csv; charset=utf-8")


@require_safe
def occupancy_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    from planning.documents import occupancy_pdf as made  # WeasyPrint is slow to load

    return exported(request, lambda found: made(found, at=timezone.now()), "pdf", "application/pdf")


@require_safe
def everywhere(request: HttpRequest) -> HttpResponse:
    """Each practice whose report this person may read, in turn; their sum."""
    memberships = who_may_see(request.memberships)
    if not memberships:
        raise PermissionDenied("Votre rôle ne permet pas de voir l’occupation d’un cabinet.")
    today = today_in_paris()
    form = SpanForm.asked(request.GET, today)
    navigation = house.navigation(Member(memberships[0]), request.path)
    if not form.is_valid():
        context = {"form": form, "tabs": span_tabs(None, today), "navigation": navigation}
        return render(request, "planning/occupancy_span.html", context, status=422)
    page = occupancy_everywhere(memberships, form.span, today)
    context = span_context(form, today) | {"page": page, "navigation": navigation}
    return render(request, "planning/occupancy_everywhere.html", context)


def exported(request: HttpRequest, make, extension: str, content_type: str) -> HttpResponse:
    """The report of the span asked for as a file; a span that is not one goes to the page that says why."""
    ask_may(request, "see_occupancy")
    today, cabinet = today_in_paris(), request.member.cabinet
    form = SpanForm.asked(request.GET, today)
    if not form.is_valid():
        asked = request.GET.urlencode()
        return redirect(f"{reverse('planning:occupancy', args=[cabinet.slug])}?{asked}")
    found = occupancy_of(cabinet, form.span, today)
    name = f"occupation-{cabinet.slug}-{form.span.first}-{form.span.last}.{extension}"
    return HttpResponse(
        make(found),
        content_type=content_type,
        headers={"Content-Disposition": content_disposition_header(True, name)},
    )


def span_context(form: SpanForm, today: date) -> dict:
    span = form.span
    previous, following = (asked(other) for other in neighbours(span))
    return {
        "form": form,
        "span": span,
        "span_said": span_said(span),
        "tabs": span_tabs(span, today),
        "previous": previous,
        "following": following,
        "query": query(span),
    }


def asked(span: Span) -> dict | None:
    """A neighbouring span with its name; None outside of the calendar."""
    try:
        span_of(span.first, span.last)
    except SpanRefused:
        return None
    return {"query": query(span), "label": span_said(span)}


def span_tabs(span: Span | None, today: date) -> list[Tab]:
    """The usual spans: those of today, the one of the shown span's kind marked."""
    kind = kind_of(span) if span else None
    return [Tab(LABELS[key], query(usual), key == kind) for key, usual in usual_spans(today).items()]


def query(span: Span) -> str:
    return f"?du={span.first}&au={span.last}"
