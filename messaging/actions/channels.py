"""The three channels of every practice, and those that somebody opens besides."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from cabinet import audit
from cabinet.constraints_text import constraint_of
from cabinet.models import Cabinet, Membership
from messaging.actions.live import conversation_changed
from messaging.actions.refusals import ConversationRefused
from messaging.models import Audience, Conversation, ConversationKind
from messaging.permissions import may_close, require_channels
from messaging.rules.hygiene import clean

TITLE_LIMIT = 80


def open_house_channels(*, at: datetime) -> list[Conversation]:
    """« Vivier », « Équipe » and « Coordination » of the open practice, without a title of their own.

    Twice is once, two at once too: the database keeps one of each.
    """
    there = set(house_channels().values_list("audience", flat=True))
    missing = [audience for audience in Audience if audience not in there]
    Conversation.objects.bulk_create(
        [
            Conversation(kind=ConversationKind.CHANNEL, audience=audience, opened_at=at, spoken_at=at)
            for audience in missing
        ],
        ignore_conflicts=True,
    )
    return list(house_channels())


def house_channels() -> QuerySet[Conversation]:
    return Conversation.objects.filter(
        kind=ConversationKind.CHANNEL, title="", network=False, closed_at=None
    ).order_by("audience")


def open_channel(
    *, title: str, audience: str, by: Membership, at: datetime, network: bool = False
) -> Conversation:
    """A channel more, for the roles of `audience`; `network`: those of the network's other practices too.

    Raises PermissionDenied or `ConversationRefused`.
    """
    require_channels(by)
    title = " ".join(clean(title).split())
    if not title:
        raise ConversationRefused("Donnez un nom au canal.", field="title")
    if len(title) > TITLE_LIMIT:
        raise ConversationRefused(f"{TITLE_LIMIT} caractères au plus.", field="title")
    if network and Cabinet.current().network_id is None:
        raise ConversationRefused("Ce cabinet n’est d’aucun réseau.", field="network")
    channel = Conversation(
        kind=ConversationKind.CHANNEL, audience=audience, title=title, network=network,
        opened_at=at, opened_by=by, spoken_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            channel.save(force_insert=True)
    except IntegrityError as error:
        if constraint_of(error) != "channel_name_is_unique":
            raise
        raise ConversationRefused("Un canal porte déjà ce nom.", field="title") from error
    audit.record("open_channel", channel, by=by, at=at, audience=audience, network=network)
    conversation_changed(channel, at=at)
    return channel


def close_conversation(*, conversation: Conversation, by: Membership, at: datetime) -> Conversation:
    """Nobody writes in it any more; it stays to be read. Closed twice is once. Raises ConversationRefused."""
    row = Conversation.objects.select_for_update(no_key=True).get(pk=conversation.pk)
    if row.closed_at:
        return row
    if not may_close(row, by):
        raise ConversationRefused("Cette conversation reste ouverte.")
    row.closed_at, row.closed_by = at, by
    row.save(update_fields=["closed_at", "closed_by"])
    audit.record("close_conversation", row, by=by, at=at, kind=row.kind)
    conversation_changed(row, at=at)
    return row
