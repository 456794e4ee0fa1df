"""What waits in the conversations, as the front desk says it: counts, and nothing of what was said."""

from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from cabinet.members import Member
from messaging.permissions import visible_conversations
from messaging.queries.conversations import with_marks

MESSAGES = Coalesce(Sum("unread", filter=Q(muted=False)), 0)
NAMING, WAITING = Count("pk", filter=Q(named=True)), Count("pk", filter=Q(urgent=True))


@dataclass(frozen=True)
class Unread:
    """`messages`: not read, where one keeps no silence; `naming`, `waiting`: conversations that name them,
    and in which something urgent waits for somebody.
    """

    messages: int = 0
    naming: int = 0
    waiting: int = 0


def desk_unread(member: Member) -> Unread:
    """Of the open practice. One statement."""
    rows = with_marks(visible_conversations(member.membership), member)
    asked = rows.values("unread", "muted", "named", "urgent")
    return Unread(**asked.aggregate(messages=MESSAGES, naming=NAMING, waiting=WAITING))
