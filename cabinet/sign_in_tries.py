"""Tries at a password, counted so that nobody can keep a colleague out.

By account and by where it is tried from, never by account alone: a known device (a cookie that a sign-in
left) has its own count, which nobody else can fill; the others share that of their address on the internet.
Over all unknown devices an account takes so many tries an hour: known ones do not hear of it.
The counts are in the shared cache: without it nobody signs in, and who is in goes on.
"""

import hashlib
import secrets
import time

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from cabinet.rules.waiting import seconds_before_next_try
from cabinet.text import count

SALT = "cabinet.device"
KEPT_FOR = 365 * 24 * 3600
#: People who sign in on one browser: a front desk has a few.
MOST_PEOPLE = 8
HOUR = 3600
#: From devices that nobody knows, for one account: a crowd of addresses is not a colleague.
MOST_OF_STRANGERS = 60


def known_device(request: HttpRequest, email: str) -> str:
    """The device's own number if that person signed in on it before; empty otherwise."""
    kept = _read(request)
    return kept["id"] if _mark(email) in kept["who"] else ""


def remember_device(request: HttpRequest, response: HttpResponse, email: str) -> None:
    kept, mark = _read(request), _mark(email)
    kept["who"] = [mark, *(one for one in kept["who"] if one != mark)][:MOST_PEOPLE]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps(kept, salt=SALT),
        max_age=KEPT_FOR,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def count_try(request: HttpRequest, email: str) -> str:
    """Before the password is looked at. The count's name, for `forget_tries`; raises ValidationError to wait.

    The try is counted first: a hundred at once are not a hundred free ones.
    """
    device = known_device(request, email)
    name = _name("device", device, email) if device else _name("address", get_ip(request), email)
    if until := cache.get(f"{name}:until"):
        raise _wait(until)
    if not device and _counted(_name("strangers", email)) > MOST_OF_STRANGERS:
        raise _wait(time.time() + HOUR)
    wait = seconds_before_next_try(_counted(name))
    until = time.time() + wait
    if wait and not cache.add(f"{name}:until", until, timeout=wait):
        raise _wait(until)
    return name


def forget_tries(name: str) -> None:
    """The password was right."""
    cache.delete_many([name, f"{name}:until"])


def _counted(name: str) -> int:
    cache.add(name, 0, timeout=HOUR)
    return cache.incr(name)


def _name(*parts: str) -> str:
    return "tries:" + hashlib.sha256("|".join(parts).lower().encode()).hexdigest()


def _mark(email: str) -> str:
    return salted_hmac(SALT, email.strip().lower(), algorithm="sha256").hexdigest()[:20]


def _read(request: HttpRequest) -> dict:
    try:
        return signing.loads(
            request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=SALT, max_age=KEPT_FOR
        )
    except signing.BadSignature:
        return {"id": secrets.token_urlsafe(12), "who": []}


def _wait(until: float) -> ValidationError:
    left = max(1, round(until - time.time()))
    said = count(left, "seconde", "secondes") if left < 60 else count(-(-left // 60), "minute", "minutes")
    return ValidationError(
        f"Trop de tentatives. Attendez {said}, puis recommencez.", code="too_many_login_attempts"
    )
