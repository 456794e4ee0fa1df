"""Open pages of those who may read hear that something was said; never what."""

from datetime import datetime

from cabinet import live
from cabinet.clock import PARIS
from cabinet.models import Cabinet
from cabinet.tenancy.scope import current_cabinet_id, scoped
from messaging.models import Conversation, ConversationKind, Message, UrgentAlert
from messaging.permissions import ALERTED_FOR
from messaging.queries.people import people_in
from messaging.rules.audience import roles_in


def message_sent(message: Message) -> None:
    """Kind « message », subject its conversation, and its number there."""
    tell(message.conversation, "message", message.conversation_id, at=message.sent_at, number=message.number)


def message_changed(message: Message, *, at: datetime) -> None:
    """Kind « message-changed », subject the message: corrected, flagged or acknowledged."""
    tell(message.conversation, "message-changed", message.pk, at=at)


def conversation_changed(conversation: Conversation, *, at: datetime) -> None:
    """Kind « conversation », its id: opened, closed, or somebody came or left."""
    tell(conversation, "conversation", conversation.pk, at=at)


def message_read(conversation: Conversation, *, people: set[int]) -> None:
    """Kind « read », its id: to who read, whose count falls, and to who wrote last, who sees by whom."""
    live.tell(kind="read", subject=conversation.pk, audience=live.people(sorted(people)))


def tell(
    conversation: Conversation, kind: str, subject: object, *, at: datetime, number: int | None = None
) -> None:
    audience = audience_of(conversation, at)
    live.tell(kind=kind, subject=str(subject), number=number, audience=audience)
    if not conversation.network:
        return
    for cabinet_id in _others_of_network():
        with scoped(cabinet_id):
            live.tell(kind=kind, subject=str(subject), number=number, audience=audience)


def audience_of(conversation: Conversation, at: datetime) -> tuple[str, ...]:
    """Those who may read it at that moment."""
    if conversation.kind == ConversationKind.CHANNEL:
        return live.roles(*roles_in(conversation.audience))
    members = people_in(conversation, at.astimezone(PARIS).date())
    alerts = UrgentAlert.objects.filter(message__conversation=conversation, told_at__gte=at - ALERTED_FOR)
    alerted = alerts.exclude(stage=UrgentAlert.Stage.ADDRESSED)
    people = set(members.values_list("person_id", flat=True))
    people |= set(alerted.values_list("membership__person_id", flat=True))
    return live.people(sorted(people))


def _others_of_network() -> list[int]:
    """The ids of the other practices of the open one's network."""
    here = current_cabinet_id() or 0
    network = Cabinet.objects.filter(pk=here).values("network")
    return list(Cabinet.objects.filter(network__in=network).exclude(pk=here).values_list("pk", flat=True))
