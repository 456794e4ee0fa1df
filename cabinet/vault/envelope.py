"""AES-256-GCM envelopes, as bytes: `01 | version (4) | nonce (12) | ciphertext and tag`.

The place of a row (`Place`) is sealed with it: copied to another row, field or practice, it does not open.
Source: NIST SP 800-38D; 96-bit random nonces, good for 2**32 messages a key.
"""

import os
import struct
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = 1
KEY_BYTES = 32
NONCE_BYTES = 12
_HEADER = struct.Struct(">BI")
OVERHEAD = _HEADER.size + NONCE_BYTES + 16


class UnreadableError(ValueError):
    """The envelope was altered, moved from its place, or its key is gone."""


@dataclass(frozen=True)
class Place:
    """Where an envelope belongs: practice, table, row, field."""

    cabinet_id: int
    table: str
    row: str
    field: str

    def bound_to(self, version: int) -> bytes:
        return f"{self.cabinet_id}|{self.table}|{self.row}|{self.field}|{version}".encode()


def new_key() -> bytes:
    return AESGCM.generate_key(bit_length=8 * KEY_BYTES)


def seal(plain: bytes, *, key: bytes, version: int, place: Place) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    body = AESGCM(key).encrypt(nonce, plain, place.bound_to(version))
    return _HEADER.pack(FORMAT, version) + nonce + body


def unseal(envelope: bytes, *, key: bytes, place: Place) -> bytes:
    """What was sealed. Raises UnreadableError for anything else."""
    version = version_of(envelope)
    nonce = envelope[_HEADER.size : _HEADER.size + NONCE_BYTES]
    try:
        return AESGCM(key).decrypt(nonce, envelope[_HEADER.size + NONCE_BYTES :], place.bound_to(version))
    except InvalidTag as error:
        raise UnreadableError("altered, or not of this place") from error


def version_of(envelope: bytes) -> int:
    """The version of the practice's key that sealed it. Raises UnreadableError for what is no envelope."""
    if len(envelope) < OVERHEAD:
        raise UnreadableError("too short for an envelope")
    shape, version = _HEADER.unpack_from(envelope)
    if shape != FORMAT:
        raise UnreadableError("of an unknown format")
    return version
