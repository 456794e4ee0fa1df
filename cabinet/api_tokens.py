"""Keys to the API: made, found again by their digest, revoked."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone

from cabinet.models import ApiToken, Person

LIFETIME = timedelta(days=365)


def digest(key: str) -> str:
    """The key holds 256 random bits: a plain SHA-256 is enough, and can be looked up."""
    return hashlib.sha256(key.encode()).hexdigest()


def create_api_token(
    *, person: Person, label: str, at: datetime, lifetime: timedelta = LIFETIME
) -> str:
    """Make a key for `person` and return it; it is not stored and cannot be shown again."""
    key = secrets.token_urlsafe(32)
    ApiToken.objects.create(
        person=person, label=label, digest=digest(key), expires_at=at + lifetime
    )
    return key


def revoke_api_token(*, token: ApiToken, at: datetime) -> None:
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at)


def person_of_request(request: HttpRequest) -> Person | None:
    """Whose key the request carries; None without a key, or with one that is unknown, expired or revoked."""
    kind, _, key = request.headers.get("Authorization", "").partition(" ")
    if kind != "Token" or not key:
        return None
    token = (
        ApiToken.objects.select_related("person")
        .filter(
            digest=digest(key.strip()),
            revoked_at=None,
            expires_at__gt=timezone.now(),
            person__is_active=True,
        )
        .first()
    )
    return token.person if token else None
