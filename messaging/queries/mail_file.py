"""One letter, with its history and the doctors who were told of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cabinet.members import Member
from cabinet.models import AuditEntry, Cabinet
from messaging.mail_access import siblings_of
from messaging.models import Attachment, Mail
from messaging.queries.attachments import attachments_of
from messaging.queries.mails import MailLine, line_of, read_mails

#: What each action did, in the history of a letter; a verb that is not here is shown elsewhere.
VERBS = {
    "enter_mail": "entré",
    "receive_mail": "reçu d’un autre cabinet",
    "change_mail": "corrigé",
    "read_mail": "lu",
    "file_mail": "classé",
    "route_mail": "réadressé",
    "take_back_mail": "clic repris",
    "acknowledge_mail": "pris en charge",
}


@dataclass(frozen=True)
class Past:
    """A line of the history; `who` is empty for the house itself."""

    at: datetime
    what: str
    who: str


@dataclass(frozen=True)
class MailFile:
    line: MailLine
    history: Sequence[Past]
    siblings: Sequence[Cabinet]
    scans: Sequence[Attachment]

    @property
    def mail(self) -> Mail:
        return self.line.mail


def mail_file(member: Member, pk: UUID, at: datetime) -> MailFile | None:
    """Five statements; None when it is not there."""
    mail = read_mails(Mail.objects.filter(pk=pk)).first()
    if mail is None:
        return None
    siblings = list(siblings_of(member.cabinet))
    line = line_of(mail, member.membership, at, siblings=bool(siblings))
    return MailFile(line, history_of(mail), siblings, attachments_of([mail])[mail.pk])


def history_of(mail: Mail) -> list[Past]:
    """The oldest first. One statement."""
    entries = AuditEntry.objects.filter(subject=f"{mail._meta.label_lower}:{mail.pk}", verb__in=VERBS)
    return [
        Past(entry.at, VERBS[entry.verb], entry.by.display_name if entry.by else "")
        for entry in entries.select_related("by__person").order_by("at", "pk")
    ]
