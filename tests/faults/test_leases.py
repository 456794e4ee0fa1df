"""A job stays in one hand, however long it takes and whatever the clock says; its worker dead, it goes on."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from cabinet import jobs, leases
from cabinet.models import Job
from cabinet.tenancy.scope import scoped

LEASE, RENEWED_EVERY = timedelta(seconds=0.4), timedelta(seconds=0.1)


@pytest.fixture
def called(living_cast, monkeypatch) -> list[str]:
    """One leased job is due; it lasts for three leases. Who was called."""
    monkeypatch.setattr(leases, "LEASE", LEASE)
    monkeypatch.setattr(leases, "RENEWED_EVERY", RENEWED_EVERY)
    calls: list[str] = []

    def work(**_) -> None:
        calls.append(threading.current_thread().name)
        time.sleep(3 * LEASE.total_seconds())

    monkeypatch.setitem(jobs._handlers, "long", work)
    monkeypatch.setattr(jobs, "_leased", {"long"})
    with scoped(living_cast.cabinet.pk):
        jobs.enqueue("long", key="long:1", due_at=timezone.now())
    return calls


def begin() -> threading.Thread:
    def worker() -> None:
        jobs.run_due(key_prefix="long:")
        connection.close()

    one = threading.Thread(target=worker)
    one.start()
    return one


def look_for(seconds: float, *, ahead: timedelta = timedelta(0)) -> None:
    """Another worker, whose clock may be ahead."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        jobs.run_due(at=timezone.now() + ahead, key_prefix="long:")
        time.sleep(0.05)


def test_job_that_outlasts_its_lease_is_done_by_one(called):
    first = begin()
    time.sleep(0.2)
    look_for(2.5 * LEASE.total_seconds())
    first.join()
    assert len(called) == 1
    assert Job.objects.get(key="long:1").done_at is not None


def test_lease_that_nobody_renews_ends(called, monkeypatch):
    """As a killed worker leaves it."""
    monkeypatch.setattr(leases, "_renew", lambda *_: None)
    first = begin()
    time.sleep(0.2)
    look_for(2 * LEASE.total_seconds())
    first.join()
    assert len(called) == 2


@pytest.mark.parametrize("hours", [1, -1])
def test_clock_set_forward_or_back_loses_no_job_and_ends_late_at_worst(called, hours):
    """Forward, what waits is due at once; back, it waits until the clock is there again."""
    moved = timezone.now() + timedelta(hours=hours)
    later = moved + timedelta(hours=1, minutes=1)
    done = [jobs.run_due(at=at, key_prefix="long:") for at in (moved, later)]
    assert done == ([1, 0] if hours > 0 else [0, 1])
    assert len(called) == 1


def test_each_job_of_a_tick_has_its_own_beginning(called, living_cast, monkeypatch):
    """Or the lease of the last of fifty would have ended before it was taken."""
    leased = []
    monkeypatch.setattr(jobs, "put_off", lambda job_id, *, at: leased.append(at))
    with scoped(living_cast.cabinet.pk):
        jobs.enqueue("long", key="long:2", due_at=timezone.now())
    assert jobs.run_due(key_prefix="long:") == 2
    assert leased[1] - leased[0] >= 3 * LEASE
