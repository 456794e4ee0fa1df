"""The conversation of an address, in the practice that keeps it: one's own, or another one of the network."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

from cabinet.members import Member
from cabinet.models.membership import AGGREGATES_ONLY
from messaging.models import Conversation, Message
from messaging.permissions import readable
from messaging.queries.conversations import as_guest, network_of


@dataclass(frozen=True)
class Opened:
    """`host`: the name of the other practice that keeps it, empty for one's own."""

    conversation: Conversation
    host: str = ""


@contextmanager
def opened(member: Member, pk: UUID) -> Iterator[Opened]:
    """404 for whoever may not read it now. What is read of it is read inside."""
    found = read(member, pk)
    if found is not None:
        yield Opened(found)
        return
    for cabinet in network_of(member.cabinet):
        with as_guest(member, cabinet):
            found = read(member, pk)
            if found is not None:
                yield Opened(found, cabinet.name)
                return
    raise Http404


@contextmanager
def opened_message(member: Member, pk: UUID) -> Iterator[tuple[Message, str]]:
    """A message of a conversation that they may read now, with its conversation."""
    message = said(member, pk)
    if message is not None:
        yield message, ""
        return
    for cabinet in network_of(member.cabinet):
        with as_guest(member, cabinet):
            message = said(member, pk)
            if message is not None:
                yield message, cabinet.name
                return
    raise Http404


def read(member: Member, pk: UUID) -> Conversation | None:
    """With its patient, whom the mairie's role may not even ask for."""
    rows = Conversation.objects.filter(pk=pk)
    if member.role not in AGGREGATES_ONLY:
        rows = rows.select_related("patient", "opened_by__person")
    found = rows.first()
    return found if found is not None and readable(found, member.membership) else None


def said(member: Member, pk: UUID) -> Message | None:
    message = Message.objects.select_related("author__person", "guest").filter(pk=pk).first()
    if message is None:
        return None
    conversation = read(member, message.conversation_id)
    if conversation is None:
        return None
    message.conversation = conversation
    return message
