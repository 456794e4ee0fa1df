"""Feeds read over HTTP as a calendar program reads them, without a session."""

import icalendar
import pytest
from django.core.cache import cache
from django.test import Client

from planning.actions.feeds import open_feed
from planning.calendars.secret import secret_of
from tests.planning.conftest import NOW


@pytest.fixture(autouse=True)
def _no_limit():
    cache.clear()


@pytest.fixture
def subscribe(signed_in):
    """`subscribe(signed_in.fradin)`: the path of their feed of that kind."""

    def address(membership, kind="mine", practice=None) -> str:
        cabinet = None if kind == "mine" else practice or membership.cabinet
        feed = open_feed(person=membership.person, kind=kind, practice=cabinet, at=NOW)
        return f"/ical/{secret_of(feed.pk)}.ics"

    return address


@pytest.fixture
def read():
    """`read(path)`: the events of a feed by their SUMMARY, strictly parsed."""

    def reading(path: str) -> dict[str, icalendar.Event]:
        return by_summary(fetch(path).content)

    return reading


def fetch(path: str, **headers):
    return Client().get(path, headers=headers)


def by_summary(content: bytes) -> dict[str, icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(content)
    assert [problem for part in calendar.walk() for problem in part.errors] == []
    return {str(event["SUMMARY"]): event for event in calendar.walk("VEVENT")}
