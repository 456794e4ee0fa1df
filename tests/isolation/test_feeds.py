"""The secret address of a calendar, attacked: it opens what it was made for, for as long as it should."""

import io
import logging
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from cabinet.clock import today_in_paris
from cabinet.models import Membership, Person
from cabinet.tenancy.scope import scoped
from planning.actions.feeds import open_feed, renew_feed, revoke_feed
from planning.calendars.secret import ID_BYTES, feed_named_by, secret_of
from planning.models import Feed
from tests.isolation.digests import digest_of_all
from tests.isolation.scene import MARK

KINDS = ("mine", "practice", "astreintes")


def open_for(membership, kind: str = "mine", practice=None) -> Feed:
    cabinet = None if kind == "mine" else practice or membership.cabinet
    return open_feed(person=membership.person, kind=kind, practice=cabinet, at=timezone.now())


def ask(secret: str, client: Client | None = None):
    return (client or Client(raise_request_exception=False)).get(f"/ical/{secret}.ics")


def refused(response) -> bool:
    """The one refusal there is."""
    return (response.status_code, response.content.decode()) == (404, "Cette adresse n’ouvre aucun agenda.")


@pytest.mark.parametrize("kind", KINDS)
def test_feed_tells_nothing_of_the_neighbour(scene, kind):
    response = ask(secret_of(open_for(scene.ours.fradin, kind).pk))
    assert response.status_code == 200
    assert MARK.lower() not in response.content.decode().lower()


@pytest.mark.parametrize("kind", KINDS)
def test_feed_of_the_neighbour_is_marked(scene, kind):
    """Else the test above sees nothing."""
    content = ask(secret_of(open_for(scene.theirs.fradin, kind).pk)).content.decode().replace("\r\n ", "")
    assert MARK in content


@pytest.mark.parametrize("kind", ["practice", "astreintes"])
def test_feed_of_a_practice_that_one_does_not_belong_to_opens_nothing(scene, kind):
    """A row that no page can make: the reader looks again at each reading."""
    feed = open_for(scene.ours.fradin, kind, scene.theirs.cabinet)
    assert refused(ask(secret_of(feed.pk)))


@pytest.mark.parametrize("kind", KINDS)
def test_feed_ends_with_the_membership(scene, kind):
    feed = open_for(scene.ours.fradin, kind)
    assert ask(secret_of(feed.pk)).status_code == 200
    with scoped(scene.ours.cabinet.pk):
        Membership.objects.filter(pk=scene.ours.fradin.pk).update(
            ends_on=today_in_paris(), ended_at=timezone.now()
        )
    assert refused(ask(secret_of(feed.pk)))


def test_own_feed_keeps_the_practices_that_remain(scene):
    """A locum of both: the practice that they leave is gone from their calendar at once."""
    with scoped(scene.theirs.cabinet.pk):
        second = Membership.objects.create(
            person=scene.ours.fradin.person, role="remplacant", starts_on=today_in_paris()
        )
    secret = secret_of(open_for(scene.ours.fradin).pk)
    assert MARK in ask(secret).content.decode().replace("\r\n ", "")
    with scoped(scene.theirs.cabinet.pk):
        Membership.objects.filter(pk=second.pk).update(ends_on=today_in_paris(), ended_at=timezone.now())
    response = ask(secret)
    assert response.status_code == 200
    assert MARK not in response.content.decode().replace("\r\n ", "")


def test_membership_to_come_opens_nothing_yet(scene):
    with scoped(scene.ours.cabinet.pk):
        Membership.objects.filter(pk=scene.ours.fradin.pk).update(
            starts_on=today_in_paris() + timedelta(days=1), ends_on=None
        )
    assert refused(ask(secret_of(open_for(scene.ours.fradin).pk)))


def test_closed_account_opens_nothing(scene):
    feed = open_for(scene.ours.fradin)
    Person.objects.filter(pk=scene.ours.fradin.person_id).update(is_active=False)
    assert refused(ask(secret_of(feed.pk)))


def test_revoked_address_opens_nothing(scene):
    feed = open_for(scene.ours.fradin)
    revoke_feed(feed=feed, at=timezone.now())
    assert refused(ask(secret_of(feed.pk)))


def test_renewed_address_opens_and_the_former_one_does_not(scene):
    former = open_for(scene.ours.fradin)
    latter = renew_feed(feed=former, at=timezone.now())
    assert (ask(secret_of(former.pk)).status_code, ask(secret_of(latter.pk)).status_code) == (404, 200)


def forgeries(feed: Feed) -> list[str]:
    secret = secret_of(feed.pk)
    raw = urlsafe_b64decode(secret)
    flipped = [
        bytes([*raw[:n], raw[n] ^ 1, *raw[n + 1 :]]) for n in (0, ID_BYTES - 1, ID_BYTES, len(raw) - 1)
    ]
    return [
        *[urlsafe_b64encode(one).decode() for one in flipped],
        str(feed.pk),
        urlsafe_b64encode(feed.pk.bytes + bytes(32)).decode(),
        secret[:-1],
        secret + "A",
        secret.swapcase(),
        secret[:22] + secret_of(uuid4())[22:],
        secret_of(uuid4()),
        "é" * 64,
        "=" * 64,
        "%00" + secret[3:],
        "",
    ]


def test_forged_secret_opens_nothing(scene):
    feed = open_for(scene.ours.fradin)
    opened = [secret for secret in forgeries(feed) if ask(secret).status_code not in (400, 404)]
    assert opened == []


def test_forged_secret_never_reaches_the_database(scene, django_assert_num_queries):
    feed = open_for(scene.ours.fradin)
    forged = urlsafe_b64encode(feed.pk.bytes + bytes(32)).decode()
    with django_assert_num_queries(0):
        assert feed_named_by(forged) is None


def test_secret_is_made_with_the_key_of_the_house(scene, settings):
    feed = open_for(scene.ours.fradin)
    before = secret_of(feed.pk)
    settings.SECRET_KEY = "another-key-altogether-of-forty-letters-or-more"
    assert refused(ask(before))


def test_brute_force_is_told_to_wait_and_who_holds_an_address_is_not(scene, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    feed = open_for(scene.ours.fradin)
    answers = [ask(f"{n:064d}").status_code for n in range(80)]
    assert (answers[:60], answers[60:]) == ([404] * 60, [429] * 20)
    assert ask(secret_of(feed.pk)).status_code == 200


def test_program_gone_mad_is_told_to_wait(scene, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    secrets = [secret_of(open_for(member).pk) for member in (scene.ours.fradin, scene.ours.sorin)]
    answers = [ask(secrets[0]).status_code for _ in range(62)]
    assert answers == [200] * 60 + [429] * 2
    assert ask(secrets[1]).status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_reading_writes_nothing(scene, kind):
    feed = open_for(scene.ours.fradin, kind)
    before = digest_of_all(scene.ours.texier, scene.theirs.texier)
    ask(secret_of(feed.pk))
    assert digest_of_all(scene.ours.texier, scene.theirs.texier) == before


def test_address_is_in_no_log(scene, monkeypatch):
    """A revoked address is somebody's habit: its program asks for it again, and Django logs each 404."""
    logging.disable(logging.NOTSET)
    written = io.StringIO()
    [console] = [h for h in logging.getLogger().handlers if type(h) is logging.StreamHandler]
    monkeypatch.setattr(console, "stream", written)
    feed = open_for(scene.ours.fradin)
    secret = secret_of(feed.pk)
    revoke_feed(feed=feed, at=timezone.now())
    ask(secret)
    Client().post(f"/ical/{secret}.ics")
    assert written.getvalue().count("/ical/[…].ics") == 2
    assert secret not in written.getvalue()


def test_page_shows_ones_own_addresses_only(scene):
    theirs = open_for(scene.ours.sorin)
    client = Client()
    client.force_login(scene.ours.fradin.person)
    own = open_for(scene.ours.fradin)
    page = client.get("/mes-agendas/").content.decode()
    assert secret_of(own.pk) in page
    assert secret_of(theirs.pk) not in page
    for action in ("renouvellement", "revocation"):
        assert client.post(f"/mes-agendas/{theirs.pk}/{action}/").status_code == 404
    assert Feed.objects.standing().filter(pk=theirs.pk).exists()


@pytest.mark.parametrize("kind", ["practice", "astreintes"])
def test_page_makes_no_address_of_the_neighbours(scene, kind):
    client = Client()
    client.force_login(scene.ours.fradin.person)
    slug = scene.theirs.cabinet.slug
    assert client.post("/mes-agendas/", {"kind": kind, "practice": slug}).status_code == 404
    assert not Feed.objects.filter(practice=scene.theirs.cabinet).exists()


@pytest.fixture(autouse=True)
def _fresh_counts():
    cache.clear()
