"""Each night, in each practice: what is past its time is forgotten, and the counts of the day are told."""

from datetime import date, datetime, time, timedelta

from cabinet.clock import PARIS, in_paris
from cabinet.jobs import enqueue_for_each_practice, expects, handles
from cabinet.models import Cabinet, Job
from patients.actions.intake_counts import count_intake
from patients.actions.retention import forget_what_is_past

#: Nobody is at work then, and the day before is over.
COUNTED_AT, FORGOTTEN_AT = time(2, 30), time(3, 0)


@expects
def expect_counts(at: datetime) -> None:
    """The counts of yesterday: a night that was missed is not made up for, its figures are gone."""
    today = at.astimezone(PARIS).date()
    due_at = in_paris(today, COUNTED_AT)
    if due_at <= at:
        on = today - timedelta(days=1)
        payload = f'{{"on": "{on}"}}'
        enqueue_for_each_practice("count_intake", period=on.isoformat(), due_at=due_at, payload=payload)


@expects
def expect_forgetting(at: datetime) -> None:
    today = at.astimezone(PARIS).date()
    due_at = in_paris(today, FORGOTTEN_AT)
    if due_at <= at:
        enqueue_for_each_practice("forget_what_is_past", period=today.isoformat(), due_at=due_at)


@handles("count_intake")
def count(*, job: Job, at: datetime, on: str) -> None:
    count_intake(cabinet=Cabinet.objects.get(pk=job.tenant_id), on=date.fromisoformat(on))


@handles("forget_what_is_past")
def forget(*, job: Job, at: datetime) -> None:
    forget_what_is_past(at=at)
