"""What is sealed opens in its place only."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cabinet.vault.envelope import OVERHEAD, Place, UnreadableError, new_key, seal, unseal, version_of

HERE = Place(7, "messaging_message", "0192", "body")


@given(st.binary(max_size=300))
def test_what_is_sealed_opens(plain):
    key = new_key()
    envelope = seal(plain, key=key, version=3, place=HERE)
    assert (unseal(envelope, key=key, place=HERE), version_of(envelope)) == (plain, 3)
    assert len(envelope) == len(plain) + OVERHEAD


@pytest.mark.parametrize(
    "elsewhere",
    [
        replace(HERE, cabinet_id=8),
        replace(HERE, table="messaging_note"),
        replace(HERE, row="0193"),
        replace(HERE, field="subject"),
    ],
)
def test_envelope_moved_elsewhere_does_not_open(elsewhere):
    key = new_key()
    envelope = seal(b"plaie propre", key=key, version=1, place=HERE)
    with pytest.raises(UnreadableError):
        unseal(envelope, key=key, place=elsewhere)


def test_each_flipped_bit_is_seen():
    key = new_key()
    envelope = seal(b"plaie propre", key=key, version=1, place=HERE)
    for position in range(len(envelope)):
        altered = bytearray(envelope)
        altered[position] ^= 1
        with pytest.raises(UnreadableError):
            unseal(bytes(altered), key=key, place=HERE)


def test_same_words_are_never_the_same_envelope():
    key = new_key()
    assert len({seal(b"oui", key=key, version=1, place=HERE) for _ in range(50)}) == 50


@pytest.mark.parametrize("junk", [b"", b"plain text that somebody wrote here", b"\x01" * 20])
def test_what_is_no_envelope_says_so(junk):
    with pytest.raises(UnreadableError):
        unseal(junk, key=new_key(), place=HERE)
