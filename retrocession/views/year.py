"""« Mon année »: what a person paid and received, for their declarations; on screen, on paper, as files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cabinet.clock import YEARS, today_in_paris
from retrocession import exports
from retrocession.documents_year import render_year
from retrocession.queries.year import own_year, years_of
from retrocession.rules.year import RSPM_MARKERS
from retrocession.views.files import attachment
from retrocession.views.statements import doors

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def my_year(request: HttpRequest, year: int) -> HttpResponse:
    context = {
        "page": own_year(request.user, known(year)),
        "years": [(other, other == year) for other in years_of(request.user)],
        "markers": RSPM_MARKERS,
    }
    return render(request, "retrocession/my_year.html", context | doors(request))


@require_safe
def my_current_year(request: HttpRequest) -> HttpResponse:
    """The latest of which there is something to read: in January, one comes for the year before."""
    years = years_of(request.user)
    return redirect("retrocession:my-year", year=years[0] if years else today_in_paris().year)


@require_safe
def my_year_file(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    page, name = own_year(request.user, known(year)), f"retrocession-{year}"
    if kind == "csv":
        content = exports.year_as_csv(page)
        return attachment(content, name=f"{name}.csv", content_type="text/csv; charset=utf-8")
    if kind == "xlsx":
        return attachment(exports.year_as_workbook(page), name=f"{name}.xlsx", content_type=XLSX)
    pdf = render_year(page, person=request.user, today=today_in_paris())
    return attachment(pdf, name=f"{name}.pdf", content_type="application/pdf", inline=True)


def known(year: int) -> int:
    if year not in YEARS:
        raise Http404
    return year
