"""What the form of a letter offers: the senders known, and to whom it may be handed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cabinet.clock import PARIS
from cabinet.models import Membership
from messaging.models import MailSender
from messaging.queries.mails import readers_on
from planning.models import Presence


@dataclass(frozen=True)
class Choices:
    """`present`: the doctors and interns who are there today; `others`: those who are not."""

    senders: Sequence[str]
    present: Sequence[Membership]
    others: Sequence[Membership]

    @property
    def addressees(self) -> list[Membership]:
        return [*self.present, *self.others]


def mail_choices(at: datetime) -> Choices:
    """Three statements."""
    today = at.astimezone(PARIS).date()
    there = set(Presence.objects.counting().filter(on=today).values_list("membership_id", flat=True))
    readers = readers_on(at)
    return Choices(
        senders=list(MailSender.objects.values_list("name", flat=True)),
        present=[member for member in readers if member.pk in there],
        others=[member for member in readers if member.pk not in there],
    )
