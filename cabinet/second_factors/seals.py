"""The secrets of second factors, sealed by a key drawn from the master key: a stolen database opens none.

Written `1:base64`, the number being the master key's; `rotate_keys --master` seals them anew.
Source: NIST SP 800-38D for AES-256-GCM, RFC 5869 for the derivation.
"""

import base64
import binascii
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cabinet.vault import masters
from cabinet.vault.envelope import KEY_BYTES, NONCE_BYTES, UnreadableError

PURPOSE = b"second-factors"


def seal(text: str) -> str:
    number, _ = masters.current()
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + AESGCM(_key(number)).encrypt(nonce, text.encode(), PURPOSE)
    return f"{number}:{base64.urlsafe_b64encode(sealed).decode()}"


def unseal(sealed: str) -> str:
    """Raises UnreadableError for what was altered, or whose master key is gone."""
    try:
        body = base64.urlsafe_b64decode(sealed.partition(":")[2])
        plain = AESGCM(_key(number_of(sealed))).decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], PURPOSE)
    except (ValueError, KeyError, binascii.Error, InvalidTag) as error:
        raise UnreadableError("the secret of a second factor does not open") from error
    return plain.decode()


def number_of(sealed: str) -> int:
    """The master key that sealed it. Raises ValueError for what is no seal."""
    return int(sealed.partition(":")[0])


def _key(number: int) -> bytes:
    return HKDF(SHA256(), length=KEY_BYTES, salt=None, info=PURPOSE).derive(masters.numbered(number))
