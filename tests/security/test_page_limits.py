"""Who reads page after page is told when to come back; who works, writes or stays up to date is not."""

import socket

import pytest
from django.core.cache import cache
from django.urls import reverse

from cabinet.page_limits import PageLimitMiddleware
from cabinet.tenancy.scope import scoped
from tests.messaging.talk import furnish

TEAM, PLANNING = "/c/nieul/equipe/", "/c/nieul/planning/"
#: Ten to three in Paris.
NOW = "2026-11-23T13:50:20Z"


@pytest.fixture(autouse=True)
def _few(settings, time_machine):
    settings.PAGES_A_MINUTE, settings.FILES_AN_HOUR = 3, 2
    time_machine.move_to(NOW, tick=False)
    cache.clear()


def file(number: int) -> str:
    return reverse("patients:file", args=["nieul", f"00000000-0000-7000-8000-{number:012d}"])


def test_fourth_page_of_a_minute_waits_for_the_next(cast, as_member, time_machine):
    client = as_member(cast.fradin)
    assert [client.get(TEAM).status_code for _ in range(3)] == [200] * 3
    refused = client.get(PLANNING)
    assert (refused.status_code, refused["Retry-After"]) == (429, "40")
    assert "Revenez dans une minute" in refused.text
    assert "no-store" in refused["Cache-Control"]
    time_machine.move_to("2026-11-23T13:51:00Z", tick=False)
    assert client.get(PLANNING).status_code == 200


def test_other_people_are_not_kept_waiting(cast, as_member):
    for _ in range(4):
        as_member(cast.fradin).get(TEAM)
    assert as_member(cast.rabiller).get(TEAM).status_code == 200


def test_third_file_of_an_hour_waits_and_those_before_stay_open(cast, as_member, settings, time_machine):
    settings.PAGES_A_MINUTE = 0
    client = as_member(cast.jaulin)
    assert [client.get(file(number)).status_code for number in (1, 2, 1, 2)] == [404] * 4
    refused = client.get(file(3))
    assert (refused.status_code, refused["Retry-After"]) == (429, str(10 * 60 - 20))
    assert "Revenez à 15\u202fh" in refused.text
    assert client.get(file(2)).status_code == 404
    assert client.get(TEAM).status_code == 200
    time_machine.move_to("2026-11-23T14:00:00Z", tick=False)
    assert client.get(file(3)).status_code == 404


def test_what_is_sent_is_never_refused(cast, as_member):
    client = as_member(cast.jaulin)
    for _ in range(4):
        client.get(TEAM)
    kept = client.post("/c/nieul/patients/nouveau/", {"last_name": "Hérieau"})
    assert (kept.status_code, "Hérieau" in kept.text) == (422, True)


def test_looking_for_somebody_is_reading(cast, as_member):
    client, search = as_member(cast.jaulin), reverse("patients:search", args=["nieul"])
    asked = [client.post(search, {"q": "her"}, headers={"HX-Request": "true"}) for _ in range(4)]
    assert [one.status_code for one in asked] == [200, 200, 200, 429]


def test_what_pages_ask_for_by_themselves_is_not_counted(cast, as_member):
    with scoped(cast.cabinet.pk):
        furnish(cast)
    client = as_member(cast.texier)
    for _ in range(4):
        client.get("/c/nieul/flux/nouveautes/?last=0")
        client.get(reverse("messaging:unread", args=["nieul"]))
        client.get(reverse("messaging:following", args=["nieul", cast.team.pk]))
        client.get("/api/v1/me/")
        client.get("/static/css/app.css")
    assert client.get(TEAM).status_code == 200


def test_header_of_a_page_that_refreshes_itself_opens_nothing_more(cast, as_member):
    client = as_member(cast.fradin)
    asked = [client.get(TEAM, headers={"Live": "1"}).status_code for _ in range(4)]
    assert asked == [200, 200, 200, 429]


def test_without_valkey_nobody_is_refused(cast, as_member, settings):
    """It hangs: it is waited for once, a fifth of a second."""
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        settings.REDIS_URL = f"redis://127.0.0.1:{deaf.getsockname()[1]}"
        client = as_member(cast.fradin)
        assert [client.get(TEAM).status_code for _ in range(5)] == [200] * 5


def test_who_is_not_known_is_not_counted(cast, client):
    assert {client.get(TEAM).status_code for _ in range(5)} == {302}


def test_settings_that_count_nothing_ask_nothing(cast, as_member, settings, monkeypatch):
    settings.PAGES_A_MINUTE = settings.FILES_AN_HOUR = 0
    monkeypatch.setattr(PageLimitMiddleware, "_counted", None)
    assert as_member(cast.fradin).get(TEAM).status_code == 200
