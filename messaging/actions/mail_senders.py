"""Those who send mail are noted before their first letter; one that is known is left as it is."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from cabinet import audit
from cabinet.models import Membership
from messaging.actions.mail_entry import sender_named
from messaging.mail_access import require_mail
from messaging.models import MailSender


@transaction.atomic
def note_senders(*, senders: Sequence[tuple[str, str]], by: Membership, at: datetime) -> int:
    """Name and address of each; how many are new. Said again, none is."""
    require_mail(by)
    known = {name.casefold() for name in MailSender.objects.values_list("name", flat=True)}
    new = [(name, address) for name, address in senders if name.casefold() not in known]
    for name, address in new:
        sender_named(name, address=address)
    if new:
        audit.record("note_senders", "messaging.mailsender", by=by, at=at, senders=len(new))
    return len(new)
