"""A few words that travel by the browser and that nobody reads on the way: sealed, and bound to their use.

The key is drawn from `SECRET_KEY`: that one changed, nothing opens any more, and only a search is lost.
Source: NIST SP 800-38D for AES-256-GCM, RFC 5869 for the derivation.
"""

import base64
import binascii
import os
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from cabinet.vault.envelope import KEY_BYTES, NONCE_BYTES, UnreadableError

PURPOSE = b"sealed-words"


def seal(words: bytes, *, bound_to: str) -> str:
    """URL-safe text; `bound_to` must be said again to open it."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + _cipher(settings.SECRET_KEY).encrypt(nonce, words, bound_to.encode())
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()


def unseal(sealed: str, *, bound_to: str) -> bytes:
    """Raises UnreadableError for what was altered, or sealed for something else."""
    try:
        body = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
        return _cipher(settings.SECRET_KEY).decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], bound_to.encode())
    except (ValueError, binascii.Error, InvalidTag) as error:
        raise UnreadableError("these words do not open") from error


@cache
def _cipher(secret: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), length=KEY_BYTES, salt=None, info=PURPOSE).derive(secret.encode()))
