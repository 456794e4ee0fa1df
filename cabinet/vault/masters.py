"""The master keys, numbered: `MASTER_KEYS="2:…,1:…"`, each 32 random bytes in URL-safe base64.

The highest number wraps what is new; the others still open what they wrapped, until `rotate_keys --master`.
"""

import base64
import binascii
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from cabinet.vault.envelope import KEY_BYTES


def current() -> tuple[int, bytes]:
    """The number and the bytes of the one that wraps."""
    keys = read(settings.MASTER_KEYS)
    number = max(keys)
    return number, keys[number]


def numbered(number: int) -> bytes:
    """Raises KeyError when the environment no longer has it."""
    return read(settings.MASTER_KEYS)[number]


@lru_cache(maxsize=8)
def read(written: str) -> dict[int, bytes]:
    """Raises ImproperlyConfigured, without repeating what it read."""
    try:
        keys = {int(number): base64.urlsafe_b64decode(f"{key}==") for number, key in _pairs(written)}
    except (ValueError, binascii.Error) as error:
        raise ImproperlyConfigured("MASTER_KEYS must be written 1:base64key,2:base64key") from error
    if not keys or any(len(key) != KEY_BYTES for key in keys.values()):
        raise ImproperlyConfigured(f"each of MASTER_KEYS must be {KEY_BYTES} bytes")
    return keys


def _pairs(written: str) -> list[list[str]]:
    return [part.strip().split(":", 1) for part in written.split(",") if part.strip()]
