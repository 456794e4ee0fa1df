"""The mail as the desk and the home page say it: what waits, how much of it in red, the first lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Window

from cabinet.members import Member
from cabinet.models import Cabinet
from messaging.mail_access import siblings_of
from messaging.models import Mail, MailState
from messaging.queries.mails import NAMES_UNREAD, MailLine, line_of, read_mails
from messaging.rules.mail_waiting import RED_AFTER
from patients.models import Patient

SHOWN = 3


@dataclass(frozen=True)
class MailWaiting:
    """`unread`: what nobody has read; `late`: of it, over 48 hours; `lines`: the first ones."""

    unread: int
    late: int
    lines: Sequence[MailLine]
    siblings: Sequence[Cabinet]

    @property
    def more(self) -> int:
        return self.unread - len(self.lines)

    @property
    def patients(self) -> list[Patient]:
        return [line.mail.patient for line in self.lines if line.mail.patient]


def mail_waiting(member: Member, at: datetime) -> MailWaiting:
    """Unread mail, the urgent and the red first: two statements, in a network three.

    All of it is counted beside the first ones, before they are cut.
    """
    late = Count("pk", filter=Q(received_at__lt=at - RED_AFTER))
    waiting = Mail.objects.filter(state=MailState.RECEIVED).annotate(
        unread=Window(Count("pk")), red=Window(late)
    )
    rows: list[Any] = list(
        read_mails(waiting, names=NAMES_UNREAD).order_by("-urgent", "received_at", "pk")[:SHOWN]
    )
    siblings = list(siblings_of(member.cabinet))
    lines = [line_of(mail, member.membership, at, siblings=bool(siblings)) for mail in rows]
    unread, red = (rows[0].unread, rows[0].red) if rows else (0, 0)
    return MailWaiting(unread, red, lines, siblings)


@dataclass(frozen=True)
class MyMail:
    """Counts for a doctor: theirs or for anybody, in red, to file; the urgent that ask for them."""

    mine: int
    anyones: int
    late: int
    to_file: int
    asked: Sequence[UUID] = ()

    @property
    def any(self) -> bool:
        return bool(self.mine or self.anyones or self.to_file or self.asked)


def my_mail(member: Member, at: datetime) -> MyMail:
    """Two statements."""
    by = member.membership
    unread, theirs = Q(state=MailState.RECEIVED), Q(addressee=by)
    counted = Mail.objects.aggregate(
        mine=Count("pk", filter=unread & theirs),
        anyones=Count("pk", filter=unread & Q(addressee=None)),
        late=Count("pk", filter=unread & (theirs | Q(addressee=None)) & Q(received_at__lt=at - RED_AFTER)),
        to_file=Count("pk", filter=Q(state=MailState.READ, read_by=by)),
    )
    asked = Mail.objects.filter(unread, urgent=True, alerts__membership=by).exclude(
        alerts__acknowledged_at__isnull=False
    )
    return MyMail(**counted, asked=list(asked.order_by("received_at").values_list("pk", flat=True)))
