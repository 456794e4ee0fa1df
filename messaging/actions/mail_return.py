"""A letter that was routed by a wrong click comes back, if nobody has touched it where it went."""

from datetime import datetime

from cabinet import audit
from cabinet.tenancy.scope import scoped
from messaging.actions.mail_live import mail_changed
from messaging.actions.mail_refused import MailRefused
from messaging.actions.mail_scans import forget_letter
from messaging.models import Mail, MailState


def call_back(mail: Mail, *, at: datetime) -> None:
    """Out of the practice it was routed to; its trace is locked already. Raises `MailRefused`."""
    assert mail.routed_to is not None
    with scoped(mail.routed_to.pk):
        theirs = Mail.objects.select_for_update().filter(trace=mail.trace).first()
        touched = theirs is not None and (
            theirs.state != MailState.RECEIVED
            or theirs.version > 1
            or theirs.alerts.filter(acknowledged_at__isnull=False).exists()
        )
        if theirs is not None and not touched:
            audit.record("lose_mail", theirs, by=None, at=at)
            mail_changed(theirs)
            forget_letter(theirs)
    if theirs is None or touched:
        raise MailRefused(
            f"{mail.routed_to.name} s’en est déjà occupé\u202f: demandez à ce cabinet de vous le rendre."
        )
