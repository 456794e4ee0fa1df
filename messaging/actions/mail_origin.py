"""What became of a letter, told to the practices that it came by: its state and when, and nothing else."""

from datetime import datetime

from cabinet.models import Cabinet
from cabinet.tenancy.scope import scoped
from messaging.actions.mail_live import mail_changed
from messaging.models import Mail


def tell_origin(mail: Mail, *, at: datetime) -> None:
    """Back from practice to practice, each written in its own scope; its trace is locked already."""
    sent_to, origin, seen = mail.cabinet_id, mail.came_from, {mail.cabinet_id}
    while origin is not None and origin.pk not in seen:
        seen.add(origin.pk)
        sent_to, origin = origin.pk, tell_one(origin, mail, sent_to=sent_to, at=at)


def tell_one(origin: Cabinet, mail: Mail, *, sent_to: int, at: datetime) -> Cabinet | None:
    """The practice by which that one had it, if any."""
    with scoped(origin.pk):
        theirs = Mail.objects.select_related("came_from").filter(trace=mail.trace, routed_to=sent_to).first()
        if theirs is None:
            return None
        theirs.became, theirs.became_at = mail.state, at
        theirs.save(update_fields=["became", "became_at"])
        mail_changed(theirs)
        return theirs.came_from
