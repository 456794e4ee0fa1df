"""Web push: a sealed word to a browser's own service, which wakes the device up."""

import base64
import ipaddress
import json
import logging
import socket
from enum import StrEnum
from urllib.parse import urlsplit

import requests
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid
from pywebpush import WebPushException, webpush

from messaging.models import PushDevice
from messaging.rules.notices import Words
from messaging.rules.push_services import SERVICES, is_of_the_house, service_of

logger = logging.getLogger(__name__)

#: Seconds to reach the service, and to hear from it.
PATIENCE = (3.05, 8)
#: A phone that is switched off hears of it for so long.
KEPT_FOR = 24 * 3600
#: What a service answers when the browser has asked for no more.
GONE = frozenset({404, 410})
#: It has too much to do, or is not well: later.
BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})


class Outcome(StrEnum):
    HEARD = "heard"
    GONE = "gone"
    LATER = "later"
    REFUSED = "refused"


class Straight(requests.Session):
    """Goes where it is sent, and nowhere that it is sent on to."""

    def post(self, url, data=None, json=None, **options):
        return super().post(url, data=data, json=json, **options | {"allow_redirects": False})


def is_set_up() -> bool:
    return bool(settings.VAPID_PRIVATE_KEY)


def public_key() -> str:
    """What a browser subscribes with: the key's point, in URL-safe base64. Empty when none is set."""
    if not is_set_up():
        return ""
    point = _vapid().public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def may_push_to(endpoint: str) -> bool:
    """Whether the address is of a service that the house knows."""
    return _entry(endpoint) is not None


def send(device: PushDevice, words: Words, *, url: str, tag: str, urgent: bool) -> Outcome:
    """One push. Nothing of it is logged but what became of it."""
    entry = _entry(device.endpoint)
    if entry is None or not (is_of_the_house(entry) or _is_public(device.endpoint)):
        return Outcome.REFUSED
    payload = {"title": words.title, "body": words.body, "url": url, "tag": tag, "urgent": urgent}
    try:
        with Straight() as session:
            webpush(
                {"endpoint": device.endpoint, "keys": {"p256dh": device.p256dh, "auth": device.auth}},
                data=json.dumps(payload),
                vapid_private_key=_vapid(),
                vapid_claims={"sub": settings.VAPID_CONTACT},
                ttl=KEPT_FOR,
                timeout=PATIENCE,
                headers={"Urgency": "high" if urgent else "normal"},
                requests_session=session,
            )
    except WebPushException as error:
        return _outcome(error.status_code)
    except requests.RequestException:
        return Outcome.LATER
    except (ValueError, TypeError):
        return Outcome.REFUSED
    return Outcome.HEARD


def _entry(endpoint: str) -> str | None:
    return service_of(endpoint, (*SERVICES, *settings.PUSH_HOSTS))


def _outcome(status: int | None) -> Outcome:
    if status in GONE:
        return Outcome.GONE
    logger.warning("A push service answered %s", status)
    return Outcome.LATER if status in BUSY else Outcome.REFUSED


def _is_public(endpoint: str) -> bool:
    """Every address behind the name is one of the internet's."""
    host = urlsplit(endpoint).hostname or ""
    try:
        found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    except OSError:
        return False
    return bool(found) and all(ipaddress.ip_address(each[4][0]).is_global for each in found)


def _vapid() -> Vapid:
    return Vapid.from_string(settings.VAPID_PRIVATE_KEY)
