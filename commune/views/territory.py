"""`/c/<slug>/mairie/territoire/?du=&au=`: the practices that agreed, side by side, for the CLS."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from cabinet.clock import today_in_paris
from commune.exports import territory_csv as written
from commune.permissions import sees_territory
from commune.queries.territory import territory_of
from commune.views.pages import page
from planning.forms import SpanForm
from planning.views.occupancy import span_context, span_tabs

CURRENT = "commune:territory"


@require_safe
def territory(request: HttpRequest, slug: str) -> HttpResponse:
    _cls(request)
    today = today_in_paris()
    form = SpanForm.asked(request.GET, today)
    if not form.is_valid():
        context = {"form": form, "tabs": span_tabs(None, today)}
        return page(request, "planning/occupancy_span.html", context, current=CURRENT, status=422)
    found = territory_of(request.member.cabinet, request.memberships, form.span, today)
    context = span_context(form, today) | {"found": found}
    return page(request, "commune/territory.html", context, current=CURRENT)


@require_safe
def territory_csv(request: HttpRequest, slug: str) -> HttpResponse:
    _cls(request)
    today = today_in_paris()
    form = SpanForm.asked(request.GET, today)
    if not form.is_valid():
        return redirect(f"{reverse(CURRENT, args=[slug])}?{request.GET.urlencode()}")
    found = territory_of(request.member.cabinet, request.memberships, form.span, today)
    name = f"territoire-{form.span.first}-{form.span.last}.csv"
    return HttpResponse(
        written(found),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": content_disposition_header(True, name)},
    )


def _cls(request: HttpRequest) -> None:
    if not sees_territory(request.member.membership):
        raise PermissionDenied("Le territoire est la page de la coordination CLS.")
