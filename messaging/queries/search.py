"""What was said, among what one may read now: the latest messages are opened one after the other, in memory.

Why, and how long it takes: docs/decisions/0018-search-opens-messages.md
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cabinet.members import Member
from cabinet.models.membership import AGGREGATES_ONLY
from messaging.models import Conversation, Message
from messaging.permissions import visible_conversations
from messaging.queries.conversations import author_name, title_of
from messaging.rules.search import excerpt, holds, terms_of
from patients.models import Patient

#: How many messages one search opens, and how many it shows.
OPENED = 5_000
SHOWN = 30


@dataclass(frozen=True)
class Found:
    """A message that holds what was asked for, and where it stands."""

    conversation: UUID
    number: int
    title: str
    author: str
    at: datetime
    before: str
    word: str
    after: str
    patient: Patient | None


@dataclass(frozen=True)
class SearchPage:
    """`further`: where to go on looking, when there may be more behind."""

    asked: str
    found: Sequence[Found] = ()
    further: datetime | None = None

    @property
    def patients(self) -> list[Patient]:
        return list({one.patient.pk: one.patient for one in self.found if one.patient}.values())


def search_messages(member: Member, asked: str, *, before: datetime | None = None) -> SearchPage:
    """The latest first. Two statements, and at most `OPENED` envelopes."""
    terms = terms_of(asked)
    if not terms:
        return SearchPage(asked)
    visible = visible_conversations(member.membership)
    rows = Message.objects.filter(conversation__in=visible.values("pk"))
    if before is not None:
        rows = rows.filter(sent_at__lt=before)
    kept, opened, last = [], 0, None
    for row in rows.only("pk", "cabinet", "body", "sent_at").order_by("-sent_at", "-pk")[:OPENED]:
        opened, last = opened + 1, row.sent_at
        if holds(row.body, terms):
            kept.append(row.pk)
            if len(kept) == SHOWN:
                break
    more = last if opened == OPENED or len(kept) == SHOWN else None
    return SearchPage(asked, _found(kept, terms, member), more)


def _found(kept: Sequence[UUID], terms: list[str], member: Member) -> list[Found]:
    related = ["conversation", "author__person", "guest"]
    if member.role not in AGGREGATES_ONLY:
        related.append("conversation__patient")
    rows = Message.objects.filter(pk__in=kept).select_related(*related).order_by("-sent_at", "-pk")
    return [_one(row, terms) for row in rows]


def _one(row: Message, terms: list[str]) -> Found:
    before, word, after = excerpt(row.body, terms)
    conversation: Conversation = row.conversation
    patient = conversation.patient if conversation.patient_id else None
    named = title_of(conversation) if conversation.kind != "direct" else "Message direct"
    return Found(
        conversation.pk, row.number, named, author_name(row), row.sent_at, before, word, after, patient
    )
