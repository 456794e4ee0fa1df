"""The address of a feed is its key: sixty-four characters made from the row and `SECRET_KEY`, kept nowhere.

Sixteen bytes say which feed, thirty-two that we said so. Who has not the whole of it learns nothing, not even
from how long the refusal takes; who reads the table cannot make one.
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from cabinet.outbox import address_of
from planning.models import Feed

SALT = "planning.calendars.feed"
ID_BYTES, LENGTH = 16, 64


def secret_of(feed_id: UUID) -> str:
    return urlsafe_b64encode(feed_id.bytes + _signature(feed_id)).decode()


def feed_named_by(secret: str) -> UUID | None:
    """The feed that this secret opens, if we made it; found without asking the database."""
    if len(secret) != LENGTH or not secret.isascii():
        return None
    try:
        feed_id = UUID(bytes=urlsafe_b64decode(secret)[:ID_BYTES])
    except (binascii.Error, ValueError):
        return None
    return feed_id if constant_time_compare(secret, secret_of(feed_id)) else None


def address_of_feed(feed: Feed) -> str:
    return address_of(reverse("planning:feed", args=[secret_of(feed.pk)]))


def _signature(feed_id: UUID) -> bytes:
    return salted_hmac(SALT, feed_id.bytes, algorithm="sha256").digest()
