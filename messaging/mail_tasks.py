"""An urgent result that nobody has acknowledged goes on to the next ones, whatever the workers suffer."""

from datetime import datetime
from uuid import UUID

from cabinet.jobs import handles
from cabinet.models import Job
from messaging.actions.mail_alerts import ESCALATE, look_at_alert
from messaging.models import Mail


@handles(ESCALATE)
def escalate_mail(*, job: Job, at: datetime, mail: str) -> None:
    """A letter that has gone meanwhile has nobody to tell."""
    row = Mail.objects.filter(pk=UUID(mail)).first()
    if row is not None:
        look_at_alert(mail=row, at=at)
