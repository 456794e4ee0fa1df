"""Sessions end: after twenty minutes without a page, and after twelve hours whatever happens.

Source: ASVS 5.0, 7.3.1 and 7.3.2.
"""

import math
import time
from collections.abc import Mapping
from datetime import timedelta

from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

INACTIVITY = timedelta(minutes=20)
LIFETIME = timedelta(hours=12)
#: The last page is written down once a minute at most: a session row is not a counter.
WRITE_EVERY = timedelta(minutes=1)

STARTED, SEEN = "started_at", "seen_at"

#: Sent by a page that brings itself up to date: nobody has touched it, and nobody's presence is prolonged.
BY_ITSELF = "Live"


class SessionAgeMiddleware:
    """Signs out who has been away or signed in for too long, before anything looks at `request.user`."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.session_ended = False
        if request.user.is_authenticated:
            now = int(time.time())
            session = request.session
            if is_over(session, now=now):
                logout(request)
                request.session_ended = True
            elif BY_ITSELF in request.headers:
                pass
            elif now - session.get(SEEN, 0) >= WRITE_EVERY.total_seconds():
                session.setdefault(STARTED, now)
                session[SEEN] = now
        return self.get_response(request)


def is_over(session: Mapping, *, now: int) -> bool:
    return now > over_at(session)


def over_at(session: Mapping) -> float:
    """After that second it is over. A session that was never seen has just begun."""
    if SEEN not in session:
        return math.inf
    return min(session[SEEN] + INACTIVITY.total_seconds(), session[STARTED] + LIFETIME.total_seconds())


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Every page asks who is there, unless its view says otherwise; says why when a session has ended."""

    def handle_no_permission(self, request: HttpRequest, view_func) -> HttpResponse:
        if "HX-Request" in request.headers:
            return HttpResponse(status=401)
        if getattr(request, "session_ended", False):
            query = urlencode({"terminee": 1, "next": request.get_full_path()})
            return redirect(f"{reverse('account_login')}?{query}")
        return super().handle_no_permission(request, view_func)
