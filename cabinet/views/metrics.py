"""`/metrics/`: for the Prometheus that brings the token; for anybody else the address does not exist."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from cabinet.metrics import exposed


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    known = settings.METRICS_TOKEN
    if not known or kind != "Bearer" or not constant_time_compare(token, known):
        raise Http404
    return HttpResponse(exposed(), content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})
