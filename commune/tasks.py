"""Each night, in each practice: consultations are counted, and what ends or waits is recalled once.

A joined file that waits for the scanner is looked at again.
"""

from datetime import date, datetime, time
from uuid import UUID

from cabinet.clock import PARIS, in_paris
from cabinet.jobs import enqueue_for_each_practice, expects, handles
from cabinet.models import Cabinet, Job
from commune.actions.counts import count_consultations
from commune.actions.files import SCAN, scan_once_more
from commune.actions.reminders import remind_grants, remind_registers
from commune.models import EntryFile

#: Nobody is at work then; the reminders are read in the morning.
COUNTED_AT, REMINDED_AT = time(2, 45), time(7, 0)


@expects
def expect_consultations(at: datetime) -> None:
    today = at.astimezone(PARIS).date()
    due_at = in_paris(today, COUNTED_AT)
    if due_at <= at:
        enqueue_for_each_practice("count_consultations", period=today.isoformat(), due_at=due_at)


@expects
def expect_reminders(at: datetime) -> None:
    """A morning that was missed is made up for by the next: what is due stays due."""
    today = at.astimezone(PARIS).date()
    due_at = in_paris(today, REMINDED_AT)
    if due_at <= at:
        enqueue_for_each_practice("remind_registers", period=today.isoformat(), due_at=due_at)


@handles("count_consultations")
def count(*, job: Job, at: datetime) -> None:
    count_consultations(cabinet=Cabinet.objects.get(pk=job.tenant_id), at=at)


@handles("remind_registers")
def remind(*, job: Job, at: datetime) -> None:
    cabinet, today = Cabinet.objects.get(pk=job.tenant_id), _day(at)
    remind_grants(cabinet=cabinet, today=today, at=at)
    remind_registers(cabinet=cabinet, today=today, at=at)


@handles(SCAN)
def scan(*, job: Job, at: datetime, file: str) -> None:
    """While the scanner is away this fails, and is asked again a little later."""
    row = EntryFile.objects.select_for_update().filter(pk=UUID(file)).first()
    if row is not None:
        scan_once_more(file=row)


def _day(at: datetime) -> date:
    return at.astimezone(PARIS).date()
