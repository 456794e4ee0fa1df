"""How the trace of readings names conversations and letters: who is spoken of has a line of their own."""

from collections.abc import Collection, Mapping
from uuid import UUID

from messaging.models import Conversation, Mail
from messaging.models.conversation import Audience, ConversationKind
from messaging.queries.conversations import CHANNELS

KINDS = {
    ConversationKind.DIRECT: "message direct",
    ConversationKind.PATIENT: "échanges sur un patient",
    ConversationKind.EXPERTISE: "télé-expertise",
}


def conversation_names(pks: Collection[UUID]) -> Mapping[UUID, str]:
    return {row.pk: conversation_name(row) for row in Conversation.objects.filter(pk__in=pks)}


def conversation_name(row: Conversation) -> str:
    """A channel by its title; the others by what they are, never by who is in them."""
    if row.kind in KINDS:
        return KINDS[ConversationKind(row.kind)]
    return f"canal «\u202f{row.title or CHANNELS[Audience(row.audience)]}\u202f»"


def mail_names(pks: Collection[UUID]) -> Mapping[UUID, str]:
    rows = Mail.objects.filter(pk__in=pks).only("kind")
    return {row.pk: row.get_kind_display().lower() for row in rows}
