"""What a page that cannot keep a stream open asks for, and what a live page says of itself."""

import time

import pytest
from django.db import connection

from cabinet import live
from cabinet.live.telling import write_told
from cabinet.sessions import SEEN
from cabinet.tenancy.scope import scoped

NEWS = "/c/nieul/flux/nouveautes/"


def tell(cabinet, kind, subject, audience=live.EVERYBODY):
    with scoped(cabinet.pk):
        live.tell(kind=kind, subject=subject, audience=audience)
        write_told(connection)
    connection.run_on_commit.clear()


def test_news_are_what_the_member_may_hear(cast, as_member):
    tell(cast.cabinet, "presence", "2026-11-23")
    tell(cast.cabinet, "arrival", "7", live.roles("secretaire"))
    tell(cast.next_door.cabinet, "presence", "2026-11-30")
    heard = as_member(cast.jaulin).get(NEWS, {"last": 0}).json()
    assert heard == {
        "last": 2,
        "resync": False,
        "events": [
            {"id": 1, "kind": "presence", "subject": "2026-11-23"},
            {"id": 2, "kind": "arrival", "subject": "7"},
        ],
    }
    # The mairie too, though its database role reads no event.
    heard = as_member(cast.guilbaud).get(NEWS, {"last": 0}).json()
    assert (heard["last"], [event["id"] for event in heard["events"]]) == (2, [1])


@pytest.mark.parametrize("last", ["", "x", "-1", "²", "9" * 30])
def test_news_without_a_readable_number_are_those_to_come(cast, as_member, last):
    tell(cast.cabinet, "presence", "1")
    assert as_member(cast.jaulin).get(NEWS, {"last": last}).json() == {
        "last": 1,
        "resync": False,
        "events": [],
    }


def test_page_says_the_last_change_that_it_shows(cast, as_member):
    client = as_member(cast.jaulin)
    assert 'data-live-last="0"' in client.get("/c/nieul/planning/").content.decode()
    tell(cast.cabinet, "presence", "1")
    tell(cast.next_door.cabinet, "presence", "1")
    said = client.get("/c/nieul/planning/").content.decode()
    assert 'data-live="/flux/nieul/" data-live-news="/c/nieul/flux/nouveautes/" data-live-last="1"' in said


def test_stream_on_another_port_is_on_the_same_host(cast, as_member, settings):
    settings.LIVE_PORT = "8001"
    said = as_member(cast.jaulin).get("/c/nieul/planning/", headers={"host": "localhost:8000"})
    assert 'data-live="http://localhost:8001/flux/nieul/"' in said.content.decode()


def test_what_a_page_fetches_by_itself_prolongs_no_session(cast, as_member):
    client = as_member(cast.jaulin)
    client.get("/c/nieul/")
    session = client.session
    session[SEEN] = seen = int(time.time()) - 600
    session.save()
    client.get(NEWS, headers={"Live": "1"})
    assert client.session[SEEN] == seen
    client.get("/c/nieul/")
    assert client.session[SEEN] > seen


@pytest.mark.parametrize(("path", "target"), [("", "calendrier"), ("semaine/", "semaine")])
def test_calendar_gives_back_its_live_part_alone(cast, as_member, path, target):
    headers = {"HX-Request": "true", "HX-Target": target, "Live": "1"}
    said = as_member(cast.jaulin).get(f"/c/nieul/planning/{path}", headers=headers).content.decode()
    assert "<html" not in said
    assert said.count(f'id="{target}"') == 1
    assert 'data-live-on="presence"' in said
