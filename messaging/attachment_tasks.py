"""Jobs of attachments: what waits for the scanner, and each night what nobody sent."""

from datetime import datetime, time
from uuid import UUID

from cabinet.clock import PARIS, in_paris
from cabinet.jobs import enqueue_for_each_practice, expects, handles
from cabinet.models import Job
from messaging.actions.attachments import SCAN, purge, scan_once_more
from messaging.models import Attachment

PURGE = "purge_attachments"
PURGED_AT = time(3, 15)


@expects
def expect_purge(at: datetime) -> None:
    today = at.astimezone(PARIS).date()
    due_at = in_paris(today, PURGED_AT)
    if due_at <= at:
        enqueue_for_each_practice(PURGE, period=today.isoformat(), due_at=due_at)


@handles(PURGE)
def purge_attachments(*, job: Job, at: datetime) -> None:
    purge(cabinet_id=job.tenant_id, at=at)


@handles(SCAN)
def scan_attachment(*, job: Job, at: datetime, attachment: str) -> None:
    """While the scanner is away this fails, and is asked again a little later."""
    row = Attachment.objects.select_for_update().filter(pk=UUID(attachment)).first()
    if row is not None:
        scan_once_more(attachment=row)
