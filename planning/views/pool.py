"""`/mes-jours/reseau/`: the days that the other practices of the network ask for; a locum takes one."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cabinet.models import Cabinet
from planning.actions import AlreadyTaken, Refused
from planning.actions.pool import take_pool_day
from planning.models import Period
from planning.queries.pool import pool_weeks
from planning.views.my_days import doors


@require_safe
def pool(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_POST
def take(request: HttpRequest, practice: str, on: date, period: str) -> HttpResponse:
    """« Je prends »: a locum of that practice from now on, who holds the day. A practice that is not put to
    them answers as one that is not there."""
    if period not in Period.values:
        raise Http404
    cabinet = get_object_or_404(Cabinet, slug=practice)
    try:
        take_pool_day(cabinet=cabinet, on=on, period=period, by=request.user, at=timezone.now())
    except PermissionDenied as refused:
        raise Http404 from refused
    except Refused as refused:
        return _page(request, refusal=refused)
    return redirect("planning:day", slug=cabinet.slug, on=on)


def _page(request: HttpRequest, refusal: Refused | None = None) -> HttpResponse:
    status = 200 if refusal is None else 409 if isinstance(refusal, AlreadyTaken) else 422
    weeks = pool_weeks(request.user, timezone.now())
    context = {"weeks": weeks, "refusal": refusal.sentence if refusal else ""}
    return render(request, "planning/pool.html", context | doors(request), status=status)
