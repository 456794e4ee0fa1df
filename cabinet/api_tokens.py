"""Keys to the API: made, found again by their digest, revoked."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone

from cabinet.clock import today_in_paris
from cabinet.models import ApiToken, Person

LIFETIME = timedelta(days=365)


def digest(key: str) -> str:
    """The key holds 256 random bits: a plain SHA-256 is enough, and can be looked up."""
    return hashlib.sha256(key.encode()).hexdigest()


def create_api_token(*, person: Person, label: str, at: datetime, lifetime: timedelta = LIFETIME) -> str:
    """Make a key for `person` and return it; it is not stored and cannot be shown again."""
    key = secrets.token_urlsafe(32)
    ApiToken.objects.create(person=person, label=label, digest=digest(key), expires_at=at + lifetime)
    return key


def revoke_api_token(*, token: ApiToken, at: datetime) -> None:
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at)


def key_of(request: HttpRequest) -> str:
    """The key that the request carries; empty without one."""
    kind, _, key = request.headers.get("Authorization", "").partition(" ")
    return key.strip() if kind.lower() == "token" else ""


def person_of_request(request: HttpRequest) -> Person | None:
    """Whose key the request carries; None without a key, or with one that is unknown, expired or revoked.

    The first use of a day is written down, by itself: the one thing that a read leaves behind, besides its
    session.
    """
    key = key_of(request)
    if not key:
        return None
    usable = ApiToken.objects.filter(
        digest=digest(key), revoked_at=None, expires_at__gt=timezone.now(), person__is_active=True
    )
    token = usable.select_related("person").first()
    if token is None:
        return None
    today = today_in_paris()
    if token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
    return token.person
