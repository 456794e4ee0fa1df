"""How far each person has read: it only rises; and from which conversations they want no notification."""

from datetime import datetime

from django.db import connection
from uuid_utils.compat import uuid7

from cabinet.models import Membership
from cabinet.tenancy.scope import current_cabinet_id
from messaging.actions.live import message_read
from messaging.models import Conversation, Message, ReadMark

RAISE = """
INSERT INTO messaging_readmark (id, cabinet_id, conversation_id, person_id, number, read_at, muted)
VALUES (%s, %s, %s, %s, %s, %s, false)
ON CONFLICT (cabinet_id, conversation_id, person_id) DO UPDATE
SET number = excluded.number, read_at = excluded.read_at
WHERE messaging_readmark.number < excluded.number
"""


def mark_read(*, conversation: Conversation, number: int, by: Membership, at: datetime) -> bool:
    """`by` has read up to that message, at most the last one; whether it rose. Said late, it never falls."""
    if not raise_mark(conversation, min(number, conversation.latest), by.person_id, at):
        return False
    last = Message.objects.filter(conversation=conversation, number__lte=number).order_by("-number")
    row = last.values_list("author__person_id", "guest_id").first() or (None, None)
    message_read(conversation, people={by.person_id, *(one for one in row if one)})
    return True


def raise_mark(conversation: Conversation, number: int, person_id: int, at: datetime) -> bool:
    if number < 1:
        return False
    values = [uuid7(), current_cabinet_id(), conversation.pk, person_id, number, at]
    with connection.cursor() as cursor:
        cursor.execute(RAISE, values)
        return cursor.rowcount > 0


def mute(*, conversation: Conversation, by: Membership, muted: bool) -> None:
    """No notification from this conversation any more, but what is urgent; or notifications again."""
    ReadMark.objects.update_or_create(
        conversation=conversation, person_id=by.person_id, defaults={"muted": muted}
    )
