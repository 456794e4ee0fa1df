"""Tell open pages that something changed: an event in the transaction of the change, a wake-up after it.

An event takes its number when its transaction commits, not before: the counter's row stays locked from there
to the end of the commit, so that numbers follow the order of the commits, and nobody who holds that lock
waits for another one (docs/decisions/0014-live-numbers-at-commit.md).
"""

import json
import logging
import time
from datetime import date
from functools import cache
from itertools import groupby
from uuid import UUID

import redis
from django.conf import settings
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from redis.backoff import NoBackoff
from redis.retry import Retry
from uuid_utils.compat import uuid7

from cabinet.live.audience import Audience
from cabinet.tenancy import scope
from cabinet.tenancy.backend import base as backend

logger = logging.getLogger(__name__)

#: The channel of a practice's wake-ups: `live:12`.
CHANNEL = "live:{}"
#: A broker that did not answer is left alone for so many seconds: wake-ups are only a help.
LEFT_ALONE = 5.0

WRITE = """
WITH counter AS (
    INSERT INTO cabinet_livecounter (tenant_id, seq) VALUES (%(cabinet)s, %(count)s)
    ON CONFLICT (tenant_id) DO UPDATE SET seq = cabinet_livecounter.seq + excluded.seq
    RETURNING seq
)
INSERT INTO cabinet_liveevent (id, cabinet_id, seq, kind, subject, number, audience, at)
SELECT told.id, %(cabinet)s, counter.seq - %(count)s + told.rank, kind, subject, number, audience, %(at)s
FROM counter, jsonb_to_recordset(%(told)s::jsonb)
    AS told(rank int, id uuid, kind text, subject text, number int, audience text[])
"""


class Told:
    """An event that waits for the commit, among Django's own hooks: a savepoint rolled back takes it away."""

    def __init__(
        self, cabinet_id: int, kind: str, subject: str, number: int | None, audience: Audience
    ) -> None:
        self.cabinet_id = cabinet_id
        self.words = (kind, subject, number, audience)
        self.wakes = False

    def __call__(self) -> None:
        """After the commit: the last event of a practice wakes its pages up."""
        if self.wakes:
            wake(self.cabinet_id)


def tell(
    *, kind: str, audience: Audience, subject: UUID | date | int | str = "", number: int | None = None
) -> None:
    """Open pages of the current practice hear `kind` (« appointment »), if they are in its `audience`.

    In the transaction of the change. `subject`: the id of what changed, or its day; never what it says.
    `number`: its rank there, for a page that may show it already.
    """
    cabinet_id = scope.current_cabinet_id()
    if cabinet_id is None or not connection.in_atomic_block:
        raise RuntimeError("an event belongs to a practice and to a transaction: open its scope first")
    told = Told(cabinet_id, kind, str(subject), number, audience)
    if not any(isinstance(hook, Told) and same(hook, told) for _, hook, _ in connection.run_on_commit):
        transaction.on_commit(told, robust=True)


def same(one: Told, other: Told) -> bool:
    """Told twice in a transaction is told once: both are heard at its end."""
    return (one.cabinet_id, one.words) == (other.cabinet_id, other.words)


def write_told(to: BaseDatabaseWrapper) -> None:
    """What the transaction has told takes its numbers; called by the backend just before its commit."""
    told = [hook for _, hook, _ in to.run_on_commit if isinstance(hook, Told)]
    # In one order for everybody who tells several practices.
    for cabinet_id, events in groupby(sorted(told, key=practice_of), key=practice_of):
        write(to, cabinet_id, list(events))


def practice_of(told: Told) -> int:
    return told.cabinet_id


def write(to: BaseDatabaseWrapper, cabinet_id: int, events: list[Told]) -> None:
    """As the application's own role, in the scope of the practice, whichever is open at the end."""
    rows = [
        {
            "rank": rank,
            "id": str(uuid7()),
            "kind": kind,
            "subject": subject,
            "number": number,
            "audience": audience,
        }
        for rank, (kind, subject, number, audience) in enumerate((event.words for event in events), start=1)
    ]
    parameters = {
        "cabinet": cabinet_id, "count": len(rows), "at": timezone.now(), "told": json.dumps(rows)
    }  # fmt: skip
    with scope.of_practice(to, cabinet_id), to.cursor() as cursor:
        cursor.execute(WRITE, parameters)
    events[-1].wakes = True


backend.before_commit.append(write_told)


# --- The wake-up: « look again », without content -------------------------------------------------

_left_alone_until = 0.0


@cache
def broker() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=0.5,
        socket_connect_timeout=0.5,
        retry=Retry(NoBackoff(), 0),
    )


def wake(cabinet_id: int) -> None:
    """Ask the streams of a practice to look again. Without a broker they do, a little later."""
    global _left_alone_until
    if time.monotonic() < _left_alone_until:
        return
    try:
        broker().publish(CHANNEL.format(cabinet_id), "")
    except (redis.RedisError, OSError) as error:
        _left_alone_until = time.monotonic() + LEFT_ALONE
        logger.warning("No wake-up: %s", error.__class__.__name__)
