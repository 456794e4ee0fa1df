"""The e-mails of the calendar: a greeting, a sentence, where to look, who writes."""

from datetime import datetime

from cabinet.models import Cabinet, Membership
from cabinet.outbox import address_of, announce


def write_to(
    membership: Membership,
    *,
    cabinet: Cabinet,
    key: str,
    subject: str,
    text: str,
    path: str,
    at: datetime,
    until: datetime | None = None,
) -> None:
    """One e-mail to that member, once by `key`; from `until` on it is of no use, and is not sent."""
    announce(
        key=f"{key}:{membership.pk}",
        recipient=membership.person.email,
        subject=f"{cabinet.name}\u202f: {subject}",
        body=f"Bonjour,\n\n{text}\n\n{address_of(path)}\n\n{cabinet.name}\n",
        at=at,
        until=until,
    )
