"""One attachment, for who may read what it is joined to at this very moment."""

from uuid import UUID

from django.db.models import Model

from cabinet import permissions
from cabinet.models import Membership
from cabinet.models.membership import AGGREGATES_ONLY
from messaging.models import Attachment
from messaging.permissions import readable


def readable_attachment(pk: UUID, by: Membership) -> Attachment | None:
    """For who sees its message or its mail now; a draft, for who uploaded it. Once able is not enough."""
    if by.role in AGGREGATES_ONLY:
        return None
    related = "message__conversation__patient", "mail__patient"
    row = Attachment.objects.select_related(*related).filter(pk=pk).first()
    return row if row is not None and _may_read(row, by) else None


def read_with(row: Attachment) -> list[Model]:
    """What is read with it, for the trace: its conversation or its letter, and whom it concerns."""
    if row.message is not None:
        conversation = row.message.conversation
        return [conversation, *([conversation.patient] if conversation.patient else [])]
    if row.mail is not None:
        return [row.mail, *([row.mail.patient] if row.mail.patient else [])]
    return []


def _may_read(row: Attachment, by: Membership) -> bool:
    if row.message is not None:
        return readable(row.message.conversation, by)
    if row.mail is not None:
        return permissions.allows(by.role, "see_mail")
    return row.uploaded_by_id == by.pk
