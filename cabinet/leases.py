"""A job kept to oneself: put off by a short lease, renewed for as long as one works on it.

A worker that is killed renews nothing: its job is due again when the lease ends. One that works for longer
than a lease keeps it.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from threading import Event, Thread

from django.db import DatabaseError, InterfaceError, connection

from cabinet.models import Job

#: How late a killed worker makes a job. Four renewals may fail before another worker takes it.
LEASE = timedelta(minutes=1)
RENEWED_EVERY = timedelta(seconds=15)


def put_off(job_id: int, *, at: datetime) -> None:
    Job.objects.filter(pk=job_id, done_at=None).update(due_at=at + LEASE)


@contextmanager
def kept(job: Job, *, at: datetime) -> Iterator[None]:
    """Inside, the lease taken at `at` does not end."""
    over = Event()
    keeper = Thread(target=_renew, args=(job.pk, at, over), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def _renew(job_id: int, at: datetime, over: Event) -> None:
    """Time that passed, not the time of day: a clock that is set meanwhile changes nothing here."""
    started = time.monotonic()
    try:
        while not over.wait(RENEWED_EVERY.total_seconds()):
            with suppress(DatabaseError, InterfaceError):  # away for a moment: the next one finds it again
                put_off(job_id, at=at + timedelta(seconds=time.monotonic() - started))
                connection.close()
    finally:
        connection.close()
