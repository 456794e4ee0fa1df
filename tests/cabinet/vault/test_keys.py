"""The keys of a practice: made once, rotated, wrapped anew, destroyed."""

import secrets
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from cabinet.models import DataKey
from cabinet.tenancy.scope import scoped
from cabinet.vault import keys
from cabinet.vault.envelope import UnreadableError


@pytest.fixture(autouse=True)
def _no_memory():
    keys.forget_opened()
    yield
    keys.forget_opened()


def test_first_key_is_made_when_first_needed(cast):
    with scoped(cast.cabinet.pk):
        assert not DataKey.objects.exists()
        version, key = keys.sealing_key()
        assert (version, keys.opening_key(1), keys.sealing_key()) == (1, key, (1, key))
        assert DataKey.objects.count() == 1


def test_each_practice_has_its_own(cast):
    found = []
    for cabinet in (cast.cabinet, cast.stranger.cabinet):
        with scoped(cabinet.pk):
            found.append(keys.sealing_key()[1])
    assert found[0] != found[1]


def test_key_undone_with_its_transaction_is_not_remembered(cast):
    with scoped(cast.cabinet.pk):
        with transaction.atomic():
            first = keys.sealing_key()[1]
            transaction.set_rollback(True)
        assert keys.sealing_key()[1] != first
        assert keys.opening_key(1) == keys.sealing_key()[1]


def test_rotation_seals_with_the_new_and_still_opens_with_the_old(cast):
    with scoped(cast.cabinet.pk):
        _, old = keys.sealing_key()
        assert keys.rotate() == 2
        version, new = keys.sealing_key()
        assert (version, keys.opening_key(1), keys.opening_key(2)) == (2, old, new)
        assert keys.drop_retired(before=timezone.now() - timedelta(minutes=10)) == 0
        assert keys.drop_retired(before=timezone.now() + timedelta(minutes=1)) == 1
        with pytest.raises(UnreadableError):
            keys.opening_key(1)


def test_master_key_is_changed_without_touching_what_is_sealed(cast, settings):
    with scoped(cast.cabinet.pk):
        _, key = keys.sealing_key()
        settings.MASTER_KEYS = f"{settings.MASTER_KEYS},2:{secrets.token_urlsafe(32)}"
        assert (keys.rewrap(), keys.rewrap()) == (1, 0)
        settings.MASTER_KEYS = settings.MASTER_KEYS.split(",")[1]
        keys.forget_opened()
        assert keys.sealing_key() == (1, key)


def test_lost_master_key_opens_nothing(cast, settings):
    with scoped(cast.cabinet.pk):
        keys.sealing_key()
        settings.MASTER_KEYS = f"2:{secrets.token_urlsafe(32)}"
        keys.forget_opened()
        with pytest.raises(UnreadableError):
            keys.sealing_key()


def test_destroyed_keys_of_one_practice_leave_the_others(cast):
    with scoped(cast.stranger.cabinet.pk):
        kept = keys.sealing_key()
    with scoped(cast.cabinet.pk):
        keys.sealing_key()
        assert keys.destroy() == 1
        with pytest.raises(UnreadableError):
            keys.opening_key(1)
    with scoped(cast.stranger.cabinet.pk):
        assert keys.sealing_key() == kept


def test_no_key_without_a_practice():
    with pytest.raises(RuntimeError):
        keys.sealing_key()
