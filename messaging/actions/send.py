"""Send a message: once however often asked, numbered without gap, corrected for a quarter of an hour."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from cabinet import audit
from cabinet.clock import PARIS
from cabinet.constraints_text import constraint_of
from cabinet.models import Membership
from cabinet.tenancy.scope import current_cabinet_id
from messaging.actions.attachments import bind
from messaging.actions.live import message_changed, message_sent
from messaging.actions.marks import raise_mark
from messaging.actions.noticed import message_noticed
from messaging.actions.refusals import ConversationIsClosed, KeyTaken, MessageRefused, TooLate, UrgentRefused
from messaging.actions.urgent import alert_addressed
from messaging.models import Conversation, ConversationKind, Mention, Message, MessageRevision
from messaging.permissions import readable
from messaging.queries.people import names_of, people_in
from messaging.rules.audience import may_attach, may_be_urgent
from messaging.rules.edits import may_edit
from messaging.rules.hygiene import clean, fault_of
from messaging.rules.mentions import mentioned


def send_message(
    *,
    conversation: Conversation,
    text: str,
    client_key: UUID,
    by: Membership,
    at: datetime,
    urgent: bool = False,
    drafts: Sequence[UUID] = (),
) -> Message:
    """The message; sent again under the same key, the one that was sent. `drafts`: files uploaded before.

    Raises PermissionDenied, `MessageRefused`, `UrgentRefused`, `ConversationIsClosed` or `KeyTaken`.
    """
    body = clean(text)
    if fault := fault_of(body, with_files=bool(drafts)):
        raise MessageRefused(fault, field="text")
    locked = lock(conversation, by)
    if (earlier := Message.objects.filter(client_key=client_key).first()) is not None:
        if earlier.conversation_id != locked.pk or not is_author(earlier, by):
            raise KeyTaken
        return earlier
    if locked.closed_at:
        raise ConversationIsClosed
    if urgent and not may_be_urgent(audience=locked.audience, network=locked.network):
        raise UrgentRefused
    if drafts and not may_attach(locked.audience, network=locked.network):
        raise MessageRefused("On ne joint rien là où lisent la mairie ou d’autres cabinets.", field="files")
    message = append(locked, body=body, client_key=client_key, at=at, urgent=urgent, **signature(by))
    bind(drafts=drafts, to=message, by=by)
    _answer(locked, by, at)
    raise_mark(locked, message.number, by.person_id, at)
    people = list(people_in(locked, at.astimezone(PARIS).date()))
    named = mention(message, names_of(people))
    message_noticed(message, people={one.person_id for one in people}, named=set(named), by=by)
    if urgent:
        alert_addressed(message=message, by=by, at=at)
    return message


def append(
    locked: Conversation,
    *,
    body: str,
    client_key: UUID,
    at: datetime,
    urgent: bool = False,
    **author: object,
) -> Message:
    """One more message in a conversation whose row is held: its number is the next one."""
    message = Message(
        conversation=locked, number=locked.latest + 1, body=body, urgent=urgent, client_key=client_key,
        sent_at=at, **author,
    )  # fmt: skip
    try:
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError as error:
        if constraint_of(error) != "message_is_sent_once":
            raise
        raise KeyTaken from error
    locked.latest, locked.spoken_at = message.number, at
    locked.save(update_fields=["latest", "spoken_at"])
    message_sent(message)
    return message


def edit_message(*, message: Message, text: str, by: Membership, at: datetime) -> Message:
    """Its author says it otherwise; what it said stays in its history. The same words change nothing.

    Raises PermissionDenied, `MessageRefused`, `ConversationIsClosed` or `TooLate`.
    """
    conversation = lock(message.conversation, by)
    now = Message.objects.get(pk=message.pk)
    if not is_author(now, by):
        raise PermissionDenied("Seul son auteur corrige un message.")
    body = clean(text)
    if fault := fault_of(body):
        raise MessageRefused(fault, field="text")
    if conversation.closed_at:
        raise ConversationIsClosed
    if not may_edit(sent_at=now.sent_at, at=at):
        raise TooLate
    if now.body == body:
        return now
    MessageRevision.objects.create(message=now, body=now.body, until_at=at)
    now.body, now.edited_at = body, at
    now.save(update_fields=["body", "edited_at"])
    now.mentions.all().delete()
    mention(now, names_of(people_in(conversation, at.astimezone(PARIS).date())))
    audit.record("edit_message", now, by=member_here(by), at=at, number=now.number)
    message_changed(now, at=at)
    return now


def lock(conversation: Conversation, by: Membership) -> Conversation:
    """Its row, held, if `by` may read it at this very moment. Raises PermissionDenied."""
    found = Conversation.objects.select_for_update(no_key=True).filter(pk=conversation.pk).first()
    if found is None or not readable(found, by):
        raise PermissionDenied("Vous n’êtes plus dans cette conversation.")
    return found


def mention(message: Message, names: dict) -> list[int]:
    people = mentioned(message.body, names)
    Mention.objects.bulk_create(Mention(message=message, person_id=person) for person in people)
    return people


def signature(by: Membership) -> dict[str, object]:
    """A member of the open practice, or a guest from another one of its network."""
    if by.cabinet_id == current_cabinet_id():
        return {"author": by}
    return {"guest": by.person, "guest_of_id": by.cabinet_id}


def is_author(message: Message, by: Membership) -> bool:
    if by.cabinet_id == current_cabinet_id():
        return message.author_id == by.pk
    return (message.guest_id, message.guest_of_id) == (by.person_id, by.cabinet_id)


def member_here(by: Membership) -> Membership | None:
    """Whom the open practice's audit names: nobody for a guest, whose messages bear their name."""
    return by if by.cabinet_id == current_cabinet_id() else None


def _answer(locked: Conversation, by: Membership, at: datetime) -> None:
    """The first word of somebody else than who asked answers a tele-expertise."""
    if (
        locked.kind == ConversationKind.EXPERTISE
        and locked.answered_at is None
        and locked.opened_by_id != by.pk
    ):
        locked.answered_at = at
        locked.save(update_fields=["answered_at"])
