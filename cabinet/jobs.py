"""The queue: what is to be done is a row written with the change that asks for it; Celery executes.

A handler is `handler(*, job, at, **payload)`, registered by kind, run in its practice and in one
transaction with the job's own row: its effects and « done » are committed together or not at all.

A handler that talks to the outside (e-mail) or computes for long (PDF) is *leased* instead: the row is put
off first (`cabinet.leases`), the handler opens its own short transactions, and « done » comes last. Killed
half-way, it is taken again when the lease ends; such a handler must therefore know what it has already done.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from cabinet.leases import kept, put_off
from cabinet.logs import short_fault
from cabinet.models import Job
from cabinet.tenancy.scope import current_cabinet_id, scoped

logger = logging.getLogger(__name__)

Handler = Callable[..., None]
_handlers: dict[str, Handler] = {}
_leased: set[str] = set()
_expected: list[Callable[[datetime], None]] = []

#: A failing job is tried again after 1, 2, 4 … minutes, at most an hour later, and never forgotten.
FIRST_RETRY = timedelta(minutes=1)
LAST_RETRY = timedelta(hours=1)
#: PostgreSQL went away under it: that says nothing of the job, which is taken again soon.
AWAY_RETRY = timedelta(seconds=20)
#: SQLSTATE of a connection that was lost (none is said), or of a server that stops or starts.
AWAY = {None, "57P01", "57P02", "57P03"}


def handles(kind: str, *, leased: bool = False) -> Callable[[Handler], Handler]:
    """Register the handler of a kind of job."""

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        if leased:
            _leased.add(kind)
        return handler

    return register


def expects(function: Callable[[datetime], None]) -> Callable[[datetime], None]:
    """Register what a tick calls first: it enqueues, from the calendar, all that should exist by now."""
    _expected.append(function)
    return function


def enqueue(kind: str, *, key: str, due_at: datetime, **payload) -> None:
    """Ask for a job in the current practice, in the current transaction; asking twice is asking once.

    What is due later waits for a tick.
    """
    cabinet_id = current_cabinet_id()
    if cabinet_id is None:
        raise RuntimeError("a job belongs to a practice: open its scope first")
    Job.objects.bulk_create(
        [Job(kind=kind, key=key, tenant_id=cabinet_id, payload=payload, due_at=due_at)],
        ignore_conflicts=True,
    )
    if due_at <= timezone.now():
        _nudge_on_commit()


def _nudge_on_commit() -> None:
    """Once per transaction, however many jobs: without a broker, each nudge is a wait for the reader."""
    if not any(waiting is nudge for _, waiting, _ in connection.run_on_commit):
        transaction.on_commit(nudge, robust=True)


def nudge() -> None:
    """Tell the workers to look now. Without a broker it is done at the next tick: never an error."""
    from cabinet.tasks import tick

    with suppress(Exception):
        tick.apply_async(expires=25, retry=False)


def expect_jobs(at: datetime) -> None:
    """Create what should exist at `at`, including what was missed while nobody ran."""
    for function in _expected:
        function(at)


def run_due(*, at: datetime | None = None, limit: int = 50, key_prefix: str = "") -> int:
    """Run jobs that are due, oldest first, each in its own transaction; returns how many were done.

    Without `at`, each begins when it begins: the lease of the last one is not that of the first.
    """
    done = 0
    for _ in range(limit):
        outcome = run_next(at=at or timezone.now(), key_prefix=key_prefix)
        if outcome is None:
            break
        done += outcome
    return done


def run_next(*, at: datetime, key_prefix: str = "") -> bool | None:
    """Run the oldest due job that nobody else runs. None: nothing to do; False: it failed and waits."""
    job = None
    try:
        with transaction.atomic():
            job = _take(at=at, key_prefix=key_prefix)
            if job is None:
                return None
            if job.kind in _leased:
                put_off(job.pk, at=at)
            else:
                with scoped(job.tenant_id):
                    _handlers[job.kind](job=job, at=at, **job.payload)
                _finish(job, at=at)
        if job.kind in _leased:
            with kept(job, at=at):
                _handlers[job.kind](job=job, at=at, **job.payload)
            _finish(job, at=at)
    except Exception as error:
        if job is None:
            raise
        logger.exception("Job %s failed", job.key)
        postpone(job, error, at=at)
        return False
    return True


def _take(*, at: datetime, key_prefix: str) -> Job | None:
    return (
        Job.objects.select_for_update(skip_locked=True)
        .filter(done_at=None, due_at__lte=at, key__startswith=key_prefix)
        .order_by("due_at", "id")
        .first()
    )


def _finish(job: Job, *, at: datetime) -> None:
    Job.objects.filter(pk=job.pk).update(done_at=at, last_error="")


def postpone(job: Job, error: Exception, *, at: datetime) -> None:
    away = is_away(error)
    delay = AWAY_RETRY if away else min(FIRST_RETRY * 2**job.attempts, LAST_RETRY)
    Job.objects.filter(pk=job.pk, done_at=None).update(
        attempts=job.attempts if away else min(job.attempts + 1, 30),
        due_at=at + delay,
        last_error=short_fault(error)[:500],
    )


def is_away(error: Exception) -> bool:
    lost = isinstance(error, (OperationalError, InterfaceError))
    return lost and getattr(error.__cause__, "sqlstate", None) in AWAY


def enqueue_for_each_practice(kind: str, *, period: str, due_at: datetime, payload: str = "{}") -> None:
    """One job of `kind` per practice for `period` (« 2026-10 »), in a single statement, once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cabinet_job"
            " (kind, key, tenant_id, payload, due_at, created_at, attempts, last_error)"
            " SELECT %s, %s || ':' || id || ':' || %s, id, %s::jsonb, %s, now(), 0, '' FROM cabinet_cabinet"
            " ON CONFLICT (key) DO NOTHING",
            [kind, kind, period, payload, due_at],
        )
