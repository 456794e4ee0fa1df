"""An urgent result that nobody has acknowledged goes on to the next ones; at night old mail is forgotten."""

from datetime import datetime, time
from uuid import UUID

from cabinet.clock import PARIS, in_paris
from cabinet.jobs import enqueue_for_each_practice, expects, handles
from cabinet.models import Job
from messaging.actions.mail_alerts import ESCALATE, look_at_alert
from messaging.actions.mail_retention import forget_mail
from messaging.models import Mail

FORGET = "forget_mail"
FORGOTTEN_AT = time(3, 10)


@handles(ESCALATE)
def escalate_mail(*, job: Job, at: datetime, mail: str) -> None:
    """A letter that has gone meanwhile has nobody to tell."""
    row = Mail.objects.filter(pk=UUID(mail)).first()
    if row is not None:
        look_at_alert(mail=row, at=at)


@expects
def expect_forgetting(at: datetime) -> None:
    today = at.astimezone(PARIS).date()
    due_at = in_paris(today, FORGOTTEN_AT)
    if due_at <= at:
        enqueue_for_each_practice(FORGET, period=today.isoformat(), due_at=due_at)


@handles(FORGET)
def forget(*, job: Job, at: datetime) -> None:
    forget_mail(at=at)
