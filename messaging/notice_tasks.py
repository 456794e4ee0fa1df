"""Jobs of notices: pushes as they come, digests each hour, and each night what is too old."""

from datetime import datetime, time, timedelta

from cabinet.clock import PARIS, in_paris
from cabinet.jobs import enqueue_for_each_practice, expects, handles
from cabinet.models import Cabinet, Job
from messaging.actions.digests import forget_notices, send_digests
from messaging.actions.notices import PUSH
from messaging.actions.pushes import push_waiting

DIGEST, FORGET = "send_digests", "forget_notices"
#: Past the hour, when many read what came before it.
DIGEST_MINUTE = timedelta(minutes=5)
FORGOTTEN_AT = time(3, 20)


@expects
def expect_digests(at: datetime) -> None:
    """Those of this hour; an hour that nobody ran is in the next one's."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    if hour + DIGEST_MINUTE <= at:
        period = hour.isoformat(timespec="hours")
        enqueue_for_each_practice(DIGEST, period=period, due_at=hour + DIGEST_MINUTE)


@expects
def expect_forgetting(at: datetime) -> None:
    today = at.astimezone(PARIS).date()
    due_at = in_paris(today, FORGOTTEN_AT)
    if due_at <= at:
        enqueue_for_each_practice(FORGET, period=today.isoformat(), due_at=due_at)


@handles(PUSH, leased=True)
def push_notices(*, job: Job, at: datetime, people: list[int]) -> None:
    push_waiting(cabinet_id=job.tenant_id, people=people, at=at)


@handles(DIGEST)
def digest(*, job: Job, at: datetime) -> None:
    send_digests(cabinet=Cabinet.objects.get(pk=job.tenant_id), at=at)


@handles(FORGET)
def forget(*, job: Job, at: datetime) -> None:
    forget_notices(at=at)
