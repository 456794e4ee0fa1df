"""Pages of refusal that Django asks for by name."""

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from redis.exceptions import RedisError

from cabinet.accounts import MailUnavailable

logger = logging.getLogger(__name__)

#: PostgreSQL, Valkey or the mail server away: nothing of ours is broken, and it will come back.
OUTAGES = (OperationalError, InterfaceError, RedisError, MailUnavailable)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403.html", {"expired": True}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """What no view caught. An outage met before any view, while looking for the session, is a 503 as well."""
    if isinstance(sys.exc_info()[1], OUTAGES):
        return unavailable()
    return HttpResponse(render_alone("500.html"), status=500)


def unavailable() -> HttpResponse:
    """A page that says so and that one may reload."""
    return HttpResponse(render_alone("503.html"), status=503, headers={"Retry-After": "5"})


def render_alone(template: str) -> str:
    """Without a request, hence without session, member nor database: they may be what is broken."""
    return render_to_string(template)
