"""What surrounds every page: its number in the logs, outages said in French, the scope of the request,
private pages kept private.
"""

import logging
from typing import ClassVar

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import ProgrammingError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from psycopg.errors import InsufficientPrivilege
from structlog.contextvars import bind_contextvars, clear_contextvars
from uuid_utils.compat import uuid7

from cabinet.api_tokens import person_of_request
from cabinet.clock import today_in_paris
from cabinet.members import Member, memberships_of
from cabinet.tenancy import scope
from cabinet.views.errors import outage, render_alone

logger = logging.getLogger(__name__)


class RequestIdMiddleware:
    """Each line of the log, and the answer, bear the number of the request: ours, whatever was asked with."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = uuid7().hex
        clear_contextvars()
        bind_contextvars(request_id=number)
        response = self.get_response(request)
        response["X-Request-ID"] = number
        return response


class UnavailableMiddleware:
    """PostgreSQL, Valkey or the mail server away, a disk full: a page that says so, status 503 or 507."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        answer = outage(exception)
        if answer is not None:
            logger.error("Unavailable: %s", exception.__class__.__name__, exc_info=exception)
        return answer


class RefusalPageMiddleware:
    """A refusal that comes without a word, for a person, gets its page; the API has its own answers."""

    PAGES: ClassVar = {405: "405.html", 413: "413.html", 429: "429.html"}

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        page = self.PAGES.get(response.status_code)
        by_page = not request.path.startswith("/api/") and "HX-Request" not in request.headers
        if page and by_page and not response.streaming and not response.content:
            response.content = render_alone(page)
            response.headers["Content-Type"] = "text/html; charset=utf-8"
            response.headers["Content-Length"] = str(len(response.content))
        return response


class ApiTokenMiddleware:
    """`Authorization: Token …` names the person before the practice is opened; only under /api/."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/api/"):
            person = person_of_request(request)
            request.api_person = person
            if person is not None:
                request.user = person
        return self.get_response(request)


class ScopeMiddleware:
    """Opens the practice named by the URL for its members; a stranger gets the same 404 as for nothing.

    `request.member` is the asking member, None on personal pages; `request.memberships` are all of theirs.
    Membership is read from the database at each request: what ends, ends at once.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.member, request.memberships = None, ()
        token = scope.enter(scope.NOBODY)
        try:
            return self.get_response(request)
        finally:
            scope.leave(token)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> None:
        if "\0" in request.path or "%00" in request.META["QUERY_STRING"]:
            raise SuspiciousOperation("A null byte: no text of ours holds one, nor can PostgreSQL.")
        if not request.user.is_authenticated:
            return
        bind_contextvars(person=request.user.pk)
        request.memberships = memberships_of(request.user, on=today_in_paris())
        slug = kwargs.get("slug")
        if slug is None:
            scope.enter(scope.Scope(person_id=request.user.pk))
            return
        membership = next((m for m in request.memberships if m.cabinet.slug == slug), None)
        if membership is None:
            raise Http404
        request.member = Member(membership)
        scope.enter(request.member.scope)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """What the database refuses to a role is refused, whichever view forgot to ask: 403, not a fault."""
        if isinstance(exception.__cause__, InsufficientPrivilege) and isinstance(exception, ProgrammingError):
            logger.error("Refused by the database", exc_info=exception)
            raise PermissionDenied from exception


class PrivatePagesMiddleware:
    """What a signed-in person sees is never kept by a browser or a proxy, unless the view says otherwise."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            patch_cache_control(response, no_store=True, private=True)
        return response
