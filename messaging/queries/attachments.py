"""What is joined to a page of messages or of mail, and the drafts of who writes."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q

from cabinet.models import Membership
from cabinet.tenancy import scope
from messaging.models import Attachment, Mail, Message


def attachments_of(things: Sequence[Message | Mail]) -> dict[UUID, list[Attachment]]:
    """By the id of each of these messages or mails, what is joined to it. One statement.

    The mairie and the CLS read no attachment: for their requests, no statement either.
    """
    found: dict[UUID, list[Attachment]] = {thing.pk: [] for thing in things}
    if not found or scope.current().database_role == scope.AGGREGATES_ROLE:
        return found
    for row in Attachment.objects.filter(Q(message__in=list(found)) | Q(mail__in=list(found))):
        found[row.message_id or row.mail_id].append(row)
    return found


def drafts_of(pks: Sequence[UUID], by: Membership) -> list[Attachment]:
    """Those of these drafts that are still there and theirs: a refused form shows them again."""
    rows = Attachment.objects.filter(pk__in=pks, uploaded_by=by, message=None, mail=None)
    return list(rows)
