"""Mail that has passed its time is forgotten, its alerts and scans with it, and counted without a name."""

from datetime import datetime

from django.db.models import Q

from cabinet import audit
from messaging.actions.mail_scans import forget_letter
from messaging.models import Mail, MailState
from messaging.rules.mail_retention import settled_before
from patients.models import Purge


def forget_mail(*, at: datetime) -> int:
    """In the open practice; how many letters. Nothing past leaves no report; twice is once."""
    before = settled_before(at)
    filed = Q(state=MailState.FILED, filed_at__lt=before)
    gone = Mail.objects.filter(filed | Q(state=MailState.ROUTED, routed_at__lt=before))
    count = 0
    for mail in gone.select_for_update():
        forget_letter(mail)
        count += 1
    if count:
        purge = Purge.objects.create(at=at, counts={"mails": count})
        audit.record("forget_mail", purge, by=None, at=at, mails=count)
    return count
