"""Tries at a password: slowed down from where they come, without keeping the owner out."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory
from django.utils import timezone

from cabinet.sign_in_tries import MOST_OF_STRANGERS, count_try
from tests.cast import PASSWORD

LOGIN = "/compte/login/"
WRONG = "pas le bon mot de passe"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()
    yield
    cache.clear()


def attempt(client, membership, password=WRONG, *, address="198.51.100.7"):
    typed = {"login": membership.person.email, "password": password}
    return client.post(LOGIN, typed, REMOTE_ADDR=address)


def is_in(response) -> bool:
    return response.status_code == 302


def test_fifth_wrong_try_makes_one_wait(cast):
    pages = [attempt(Client(), cast.texier) for _ in range(6)]
    assert ["Attendez 15 secondes" in page.text for page in pages] == [False] * 5 + [True]
    assert not is_in(attempt(Client(), cast.texier, PASSWORD))


def test_wait_ends_then_doubles(cast):
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        for _ in range(5):
            attempt(Client(), cast.texier)
    cache.delete_many(_untils())
    with time_machine.travel(now + timedelta(seconds=16), tick=False):
        assert "Attendez" not in attempt(Client(), cast.texier).text
        assert "Attendez 30 secondes" in attempt(Client(), cast.texier).text


def _untils() -> list[str]:
    """Valkey's clock does not travel: what would have ended there by itself."""
    prefix = cache.make_key("")
    keys = cache._cache.get_client().keys(f"{prefix}tries:*:until")
    return [key.decode().removeprefix(prefix) for key in keys]


def test_wrong_tries_elsewhere_do_not_keep_the_owner_out(cast):
    for _ in range(12):
        attempt(Client(), cast.texier, address="203.0.113.9")
    assert is_in(attempt(Client(), cast.texier, PASSWORD))


def test_colleague_behind_the_same_address_enters(cast):
    for _ in range(12):
        attempt(Client(), cast.texier)
    assert is_in(attempt(Client(), cast.sorin, PASSWORD))


def test_known_device_is_not_slowed_by_others_at_its_address(cast):
    mine = Client()
    assert is_in(attempt(mine, cast.texier, PASSWORD))
    mine.post("/compte/logout/")
    for _ in range(40):
        attempt(Client(), cast.texier)
    assert is_in(attempt(mine, cast.texier, PASSWORD))


def test_known_device_is_counted_by_itself(cast):
    mine = Client()
    attempt(mine, cast.texier, PASSWORD)
    mine.post("/compte/logout/")
    pages = [attempt(mine, cast.texier) for _ in range(6)]
    assert "Attendez 15 secondes" in pages[-1].text


def test_device_is_known_for_its_own_people(cast):
    mine = Client()
    attempt(mine, cast.texier, PASSWORD)
    mine.post("/compte/logout/")
    for _ in range(6):
        attempt(mine, cast.sorin)
    assert not is_in(attempt(Client(), cast.sorin, PASSWORD))


def test_forged_device_is_nobody(cast):
    forged = Client()
    forged.cookies["device"] = "eyJpZCI6IngiLCJ3aG8iOltdfQ:abc:def"
    assert attempt(forged, cast.texier).status_code == 200
    assert is_in(attempt(forged, cast.texier, PASSWORD))


def test_right_password_begins_anew(cast):
    for _ in range(2):
        for _ in range(4):
            attempt(Client(), cast.texier)
        assert is_in(attempt(Client(), cast.texier, PASSWORD))


def test_crowd_of_addresses_is_stopped(cast):
    factory = RequestFactory()
    for number in range(MOST_OF_STRANGERS):
        count_try(factory.post(LOGIN, REMOTE_ADDR=f"203.0.113.{number}"), "a@b.example")
    with pytest.raises(ValidationError, match="Attendez 60 minutes"):
        count_try(factory.post(LOGIN, REMOTE_ADDR="198.51.100.1"), "a@b.example")


def test_hundred_at_once_are_not_a_hundred_free_ones(db):
    barrier, allowed = Barrier(20), []

    def one() -> None:
        request = RequestFactory().post(LOGIN, REMOTE_ADDR="198.51.100.7")
        barrier.wait()
        try:
            count_try(request, "a@b.example")
        except ValidationError:
            return
        allowed.append(1)

    threads = [Thread(target=one) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(allowed) == 5
