"""An event is written with the change, takes its number at the commit, and never fails a request."""

from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from cabinet import live
from cabinet.jobs import enqueue_for_each_practice, run_due
from cabinet.live import telling
from cabinet.live.news import MOST, news_after
from cabinet.models import Job, LiveCounter, LiveEvent
from cabinet.tenancy.scope import AGGREGATES_ROLE, current_cabinet_id, scoped

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.fixture
def nieul(living_cast):
    return living_cast.cabinet.pk


def tell(kind="presence", **options):
    live.tell(kind=kind, audience=options.pop("audience", live.EVERYBODY), **options)


def written(cabinet_id):
    with scoped(cabinet_id):
        return list(LiveEvent.objects.values_list("seq", "kind", "subject"))


def test_tell_numbers_from_one_in_the_order_of_the_commits(nieul):
    with scoped(nieul):
        tell(subject=date(2026, 11, 23))
        tell("appointment", subject=UUID(int=7))
    with scoped(nieul):
        tell()
    assert written(nieul) == [
        (1, "presence", "2026-11-23"),
        (2, "appointment", "00000000-0000-0000-0000-000000000007"),
        (3, "presence", ""),
    ]


def test_tell_twice_in_a_transaction_is_once(nieul):
    with scoped(nieul):
        tell(subject=1)
        tell(subject=1)
        tell(subject=2)
    assert written(nieul) == [(1, "presence", "1"), (2, "presence", "2")]


def test_tell_rolled_back_takes_no_number(nieul):
    with scoped(nieul):
        tell(subject=1)
        transaction.set_rollback(True)
    with scoped(nieul):
        with transaction.atomic():
            tell(subject=1)
            transaction.set_rollback(True)
        tell(subject=2)
    assert written(nieul) == [(1, "presence", "2")]


def test_tell_needs_a_practice_and_a_transaction(living_cast):
    with pytest.raises(RuntimeError):
        tell()
    with pytest.raises(RuntimeError), scoped():
        tell()


def test_tell_belongs_to_the_practice_in_which_it_was_said(living_cast):
    """A job commits when its scope is closed already; a page of several practices opens each in turn."""
    ours, theirs = living_cast.cabinet.pk, living_cast.next_door.cabinet.pk
    with transaction.atomic():
        with scoped(theirs):
            tell(subject=2)
        with scoped(ours):
            tell(subject=1)
        assert current_cabinet_id() is None
    assert (written(ours), written(theirs)) == ([(1, "presence", "1")], [(1, "presence", "2")])


def test_tell_by_the_mairie_is_written_without_its_grants(living_cast):
    cabinet_id, person_id = living_cast.cabinet.pk, living_cast.guilbaud.person_id
    with scoped(cabinet_id, person_id=person_id, database_role=AGGREGATES_ROLE):
        tell()
    assert written(cabinet_id) == [(1, "presence", "")]


@pytest.mark.parametrize("words", [{"kind": "Présence"}, {"subject": "Mme Martin"}])
def test_event_says_nothing_that_can_be_read(nieul, words):
    with pytest.raises(IntegrityError), scoped(nieul):
        tell(**words)
    assert written(nieul) == []


def test_numbers_follow_commits_that_cross(living_cast):
    """The first to write may commit last: its number is then the greater one."""
    cabinet_id = living_cast.cabinet.pk
    told, committed = Barrier(2), Barrier(2)

    def slow():
        with scoped(cabinet_id):
            tell(subject=1)
            told.wait(10)
            committed.wait(10)
        connection.close()

    thread = Thread(target=slow)
    thread.start()
    told.wait(10)
    with scoped(cabinet_id):
        tell(subject=2)
    with scoped(cabinet_id):
        heard = news_after(0, cabinet_id=cabinet_id)
    committed.wait(10)
    thread.join(10)
    with scoped(cabinet_id):
        rest = news_after(heard.last, cabinet_id=cabinet_id)
    assert [event.subject for event in (*heard.events, *rest.events)] == ["2", "1"]


def test_crowd_loses_and_doubles_nothing(living_cast):
    cabinet_id, crowd, each = living_cast.cabinet.pk, 8, 25
    heard, over = [], []

    def talk(who):
        for number in range(each):
            with scoped(cabinet_id):
                tell(subject=100 * who + number)
                if number % 5 == 0:
                    tell("appointment", subject=100 * who + number)
        connection.close()

    def listen():
        last = 0
        while True:
            ending = bool(over)
            with scoped(cabinet_id):
                found = news_after(last, cabinet_id=cabinet_id)
            assert not found.resync
            heard.extend(found.events)
            last = found.last
            if ending:
                break
        connection.close()

    listener = Thread(target=listen)
    threads = [Thread(target=talk, args=(who,)) for who in range(1, crowd + 1)]
    for thread in (listener, *threads):
        thread.start()
    for thread in threads:
        thread.join(60)
    over.append(True)
    listener.join(60)
    assert [event.seq for event in heard] == list(range(1, crowd * each * 6 // 5 + 1))
    assert len({(event.kind, event.subject) for event in heard}) == len(heard)


def test_dead_broker_never_fails_a_change(living_cast, settings, monkeypatch):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(telling, "_left_alone_until", 0.0)
    telling.broker.cache_clear()
    try:
        with scoped(living_cast.cabinet.pk):
            tell()
        assert telling._left_alone_until > 0
    finally:
        telling.broker.cache_clear()
        monkeypatch.setattr(telling, "_left_alone_until", 0.0)
    assert written(living_cast.cabinet.pk) == [(1, "presence", "")]


def test_old_events_are_forgotten_and_their_reader_told_to_begin_again(living_cast):
    cabinet_id = living_cast.cabinet.pk
    for _ in range(3):
        with scoped(cabinet_id):
            tell()
    with scoped(cabinet_id):
        LiveEvent.objects.filter(seq__lte=2).update(at=NOW - timedelta(days=3))
        LiveEvent.objects.filter(seq=3).update(at=NOW)
    enqueue_for_each_practice("forget_live_events", period="2026-11-22", due_at=NOW)
    Job.objects.exclude(kind="forget_live_events").delete()
    run_due(at=NOW)
    run_due(at=NOW)
    assert [seq for seq, *_ in written(cabinet_id)] == [3]
    with scoped(cabinet_id):
        assert news_after(1, cabinet_id=cabinet_id).resync
        assert not news_after(2, cabinet_id=cabinet_id).resync
        assert news_after(9, cabinet_id=cabinet_id).resync  # a number of another database


def test_who_missed_too_much_begins_again(living_cast):
    cabinet_id = living_cast.cabinet.pk
    with scoped(cabinet_id):
        for number in range(MOST + 1):
            tell(subject=number)
    with scoped(cabinet_id):
        assert news_after(0, cabinet_id=cabinet_id).resync
        found = news_after(1, cabinet_id=cabinet_id)
        assert (found.resync, len(found.events), found.last) == (False, MOST, MOST + 1)
        assert news_after(None, cabinet_id=cabinet_id).last == MOST + 1
    assert LiveCounter.objects.get(pk=cabinet_id).seq == MOST + 1
