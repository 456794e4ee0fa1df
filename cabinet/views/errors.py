"""Pages of refusal that Django asks for by name."""

import logging
import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from psycopg.errors import DiskFull
from redis.exceptions import RedisError

from cabinet.accounts import MailUnavailable
from cabinet.disk import is_full

logger = logging.getLogger(__name__)

#: PostgreSQL, Valkey or the mail server away: nothing of ours is broken, and it will come back.
OUTAGES = (OperationalError, InterfaceError, RedisError, MailUnavailable)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403.html", {"expired": True}, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What cannot be read; too heavy is said apart."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return HttpResponse(render_alone("413.html"), status=413)
    return HttpResponse(render_alone("400.html"), status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """What no view caught. An outage met before any view, while looking for the session, is said as well."""
    return outage(sys.exc_info()[1]) or HttpResponse(render_alone("500.html"), status=500)


def outage(error: BaseException | None) -> HttpResponse | None:
    """What is answered to whom something around us fails: 507, 503; None when the fault is ours."""
    if is_full(error) or isinstance(getattr(error, "__cause__", None), DiskFull):
        return HttpResponse(render_alone("507.html"), status=507)
    return unavailable() if isinstance(error, OUTAGES) else None


def unavailable() -> HttpResponse:
    """A page that says so and that one may reload."""
    return HttpResponse(render_alone("503.html"), status=503, headers={"Retry-After": "5"})


def render_alone(template: str) -> str:
    """Without a request, hence without session, member nor database: they may be what is broken."""
    return render_to_string(template)
