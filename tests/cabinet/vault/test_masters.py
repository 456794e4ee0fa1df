"""How the master keys are written in the environment."""

import base64
import secrets

import pytest
from django.core.exceptions import ImproperlyConfigured

from cabinet.vault import masters

ONE, TWO = (secrets.token_urlsafe(32) for _ in range(2))


def test_highest_number_is_the_current_one(settings):
    settings.MASTER_KEYS = f"1:{ONE}, 2:{TWO}"
    assert masters.current() == (2, base64.urlsafe_b64decode(f"{TWO}="))
    assert masters.numbered(1) == base64.urlsafe_b64decode(f"{ONE}=")
    with pytest.raises(KeyError):
        masters.numbered(3)


@pytest.mark.parametrize(
    "written",
    ["", "1", "un:abc", f"1:{ONE[:20]}", f"1:{ONE},2:court"],
    ids=["none", "no key", "no number", "too short", "second too short"],
)
def test_key_that_cannot_be_read_is_refused_without_being_repeated(settings, written):
    settings.MASTER_KEYS = written
    with pytest.raises(ImproperlyConfigured) as refused:
        masters.current()
    assert ONE[:12] not in str(refused.value)
