"""The jobs table is the truth: once asked, once done, whatever the workers suffer."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone

from cabinet import jobs, leases, outbox
from cabinet.models import AuditEntry, Heartbeat, Job, OutboxMessage
from cabinet.tasks import tick
from cabinet.tenancy.scope import scoped


@pytest.fixture
def handler(monkeypatch):
    """Registers a handler for the kind « test » and lists what it was called with."""
    calls = []

    def register(function=None, *, leased=False):
        def called(**arguments):
            calls.append(arguments)
            if function:
                function(**arguments)

        monkeypatch.setitem(jobs._handlers, "test", called)
        if leased:
            monkeypatch.setattr(jobs, "_leased", {"test"})
        return calls

    return register


def ask(cabinet, key="test:1", **payload):
    with scoped(cabinet.pk):
        jobs.enqueue("test", key=key, due_at=timezone.now(), **payload)


def test_job_asked_ten_times_is_done_once(cast, handler):
    calls = handler()
    for _ in range(10):
        ask(cast.cabinet, month="2026-10")
    assert jobs.run_due() == 1
    assert [call["month"] for call in calls] == ["2026-10"]
    assert jobs.run_due() == 0


def test_job_runs_in_its_practice(cast, handler):
    seen = []
    handler(lambda **_: seen.append(scope_now()))
    ask(cast.next_door.cabinet)
    jobs.run_due()
    assert seen == [cast.next_door.cabinet.pk]


def scope_now():
    from cabinet.tenancy.scope import current_cabinet_id

    return current_cabinet_id()


def test_job_outside_a_practice_is_refused(db):
    with pytest.raises(RuntimeError):
        jobs.enqueue("test", key="x", due_at=timezone.now())


def test_effects_of_a_failed_job_are_undone_and_it_waits(cast, handler):
    def fail(*, at, **_):
        AuditEntry.objects.create(at=at, verb="half", subject="done")
        raise ValueError("no")

    handler(fail)
    ask(cast.cabinet)
    assert jobs.run_due() == 0
    job = Job.objects.get()
    with scoped(cast.cabinet.pk):
        assert AuditEntry.objects.count() == 0
    place = f"tests/cabinet/test_jobs.py:{fail.__code__.co_firstlineno + 2} fail"
    assert (job.attempts, job.last_error, job.done_at) == (1, f"ValueError at {place}", None)
    assert job.due_at > timezone.now() + timedelta(seconds=50)


def test_job_under_which_postgresql_went_away_is_taken_again_soon_and_has_not_failed(cast, handler):
    def lose(**_):
        with connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE 'stopping' USING ERRCODE = '57P01'; END $$")

    handler(lose)
    ask(cast.cabinet)
    before = timezone.now()
    assert jobs.run_due() == 0
    job = Job.objects.get()
    assert (job.attempts, job.done_at) == (0, None)
    assert "AdminShutdown" in job.last_error
    assert timedelta(seconds=15) < job.due_at - before < timedelta(seconds=30)


def test_failing_job_does_not_keep_others_waiting(cast, handler):
    def fail_first(*, job, **_):
        if job.key == "test:1":
            raise ValueError("no")

    handler(fail_first)
    ask(cast.cabinet, "test:1")
    ask(cast.cabinet, "test:2")
    assert jobs.run_due() == 1
    assert list(Job.objects.filter(done_at=None).values_list("key", flat=True)) == ["test:1"]


def test_leased_job_killed_half_way_is_taken_again_after_its_lease(cast, handler):
    def die(**_):
        raise KeyboardInterrupt

    calls = handler(die, leased=True)
    ask(cast.cabinet)
    now = timezone.now()
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        jobs.run_next(at=now)
    Job.objects.update(due_at=now + leases.LEASE)
    assert jobs.run_next(at=now + timedelta(seconds=1)) is None
    handler(leased=True)
    assert jobs.run_next(at=now + leases.LEASE) is True
    assert [call["job"].key for call in calls] == ["test:1", "test:1"]


def test_each_practice_gets_its_job_once(cast, handler):
    calls = handler()
    for _ in range(2):
        jobs.enqueue_for_each_practice("test", period="2026-10", due_at=timezone.now())
    assert jobs.run_due() == 2
    assert {call["job"].tenant_id for call in calls} == {cast.cabinet.pk, cast.next_door.cabinet.pk}


def announce(cast, key="hello:1"):
    with scoped(cast.cabinet.pk):
        outbox.announce(
            key=key, recipient="a@nieul.example", subject="Bonjour", body="Un relevé.", at=timezone.now()
        )


def test_notification_goes_out_once_per_recipient(cast):
    announce(cast)
    announce(cast)
    jobs.run_due()
    assert [message.to for message in mail.outbox] == [["a@nieul.example"]]
    with scoped(cast.cabinet.pk):
        assert OutboxMessage.objects.get().state == OutboxMessage.State.SENT


def test_message_found_sending_goes_out_again_under_the_same_id_and_is_flagged(cast):
    announce(cast)
    with scoped(cast.cabinet.pk):
        OutboxMessage.objects.update(state=OutboxMessage.State.SENDING)
        message = OutboxMessage.objects.get()
    jobs.run_due()
    with scoped(cast.cabinet.pk):
        assert OutboxMessage.objects.get().sent_again is True
    assert mail.outbox[0].extra_headers == {"Message-ID": outbox.make_message_id(message)}


def test_change_is_committed_without_a_broker(cast, monkeypatch, django_capture_on_commit_callbacks):
    def no_broker(*args, **kwargs):
        raise ConnectionError

    monkeypatch.setattr(tick, "apply_async", no_broker)
    with django_capture_on_commit_callbacks(execute=True):
        announce(cast)
    assert Job.objects.count() == 1


HEALTHY = {"ok": True, "last_tick_seconds": None, "oldest_due_job_seconds": None, "failing_jobs": 0}


def test_nudge_goes_to_the_queue_of_the_workers(cast):
    assert tick.app.main == "cabinet"
    assert tick.app.conf.broker_transport_options["global_keyprefix"] == "cabinet:"


def test_many_jobs_of_a_change_nudge_once(cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as waiting, scoped(cast.cabinet.pk):
        for number in range(5):
            jobs.enqueue("never", key=f"never:{number}", due_at=timezone.now())
    assert waiting == [jobs.nudge]


def test_health_of_a_young_house_is_good(client, cast):
    assert client.get("/healthz/").json() == HEALTHY


def test_health_says_when_a_job_waits_too_long(client, cast):
    with scoped(cast.cabinet.pk):
        jobs.enqueue("test", key="late", due_at=timezone.now() - timedelta(minutes=6))
    response = client.get("/healthz/")
    assert (response.status_code, response.json()["ok"]) == (503, False)


def test_health_says_when_a_job_keeps_failing(client, cast):
    with scoped(cast.cabinet.pk):
        jobs.enqueue("test", key="bad", due_at=timezone.now() + timedelta(hours=1))
    Job.objects.update(attempts=3)
    response = client.get("/healthz/")
    assert (response.status_code, response.json()["failing_jobs"]) == (503, 1)


@time_machine.travel("2026-11-25 10:00:00+01:00", tick=False)
def test_health_says_when_the_workers_stopped(client, cast):
    tick()
    # The practice's channels are to be opened: that job is due at once.
    due = {"last_tick_seconds": 0, "oldest_due_job_seconds": 0}
    assert client.get("/healthz/").json() == HEALTHY | due
    Heartbeat.beat(timezone.now() - timedelta(minutes=6))
    assert client.get("/healthz/").status_code == 503
