"""The conversations of a member: urgent ones first, then by their last word. Three statements."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest

from cabinet.members import Member
from cabinet.models import Cabinet
from cabinet.models.membership import AGGREGATES_ONLY
from cabinet.tenancy.scope import scoped
from cabinet.text import NARROW
from messaging.mail_access import siblings_of
from messaging.models import (
    Audience,
    Conversation,
    ConversationKind,
    Mention,
    Message,
    Participant,
    ReadMark,
    UrgentAlert,
)
from messaging.permissions import visible_conversations
from messaging.rules.expertise import ANSWERED, ASKED, state_of
from patients.models import Patient

#: What a list shows at once; what is older is found by the search.
SHOWN = 100
WORDS = 90
CHANNELS = {
    Audience.POOL: "Vivier des remplaçants",
    Audience.TEAM: "Équipe",
    Audience.COORDINATION: "Coordination avec la mairie",
}
ICONS = {
    ConversationKind.CHANNEL: "hash",
    ConversationKind.PATIENT: "user-round",
    ConversationKind.EXPERTISE: "microscope",
    ConversationKind.DIRECT: "message-circle",
}
STATES = {ASKED: "attend une réponse", ANSWERED: "répondu"}


@dataclass(frozen=True)
class Line:
    """A conversation in the list; `host` is the practice that keeps a channel of the network."""

    pk: UUID
    title: str
    note: str
    icon: str
    at: datetime
    unread: int
    urgent: bool
    mentioned: bool
    muted: bool
    closed: bool
    spoken: bool
    last: str
    patient: Patient | None
    host: str = ""

    @property
    def order(self) -> tuple:
        return (not self.urgent, -self.at.timestamp(), str(self.pk))


def conversation_lines(member: Member) -> list[Line]:
    """Those of the practice, then those that its network's other practices open to them."""
    found = lines_here(member)
    for cabinet in network_of(member.cabinet):
        with as_guest(member, cabinet):
            found += [replace(line, host=cabinet.name) for line in lines_here(member)]
    return sorted(found, key=lambda line: line.order)


def lines_here(member: Member) -> list[Line]:
    rows = list(with_marks(visible_conversations(member.membership), member).order_by("-spoken_at")[:SHOWN])
    last = last_messages(rows)
    others = others_of(rows, member)
    return [line_of(row, last.get(row.pk), others.get(row.pk, ())) for row in rows]


def with_marks(rows: QuerySet[Conversation], member: Member) -> Any:
    """With what this person has read of each, whether it names them, and whether something urgent waits.

    The mairie's role may not ask about alerts: nothing is urgent where it reads.
    """
    mine = ReadMark.objects.filter(conversation=OuterRef("pk"), person=member.person)
    named = Mention.objects.filter(
        person=member.person, message__conversation=OuterRef("pk"), message__number__gt=OuterRef("seen")
    )
    rows = rows.annotate(
        seen=Coalesce(Subquery(mine.values("number")), 0),
        muted=Coalesce(Subquery(mine.values("muted")), Value(value=False)),
    ).annotate(unread=Greatest(F("latest") - F("seen"), 0), named=Exists(named))
    if member.role in AGGREGATES_ONLY:
        return rows.annotate(urgent=Value(value=False, output_field=BooleanField()))
    return rows.select_related("patient").annotate(urgent=Exists(urgent_waiting()))


def urgent_waiting() -> QuerySet[Message]:
    """The urgent messages of a conversation that nobody has acknowledged."""
    acknowledged = UrgentAlert.objects.filter(message=OuterRef("pk"), acknowledged_at__isnull=False)
    return Message.objects.filter(~Exists(acknowledged), conversation=OuterRef("pk"), urgent=True)


def last_messages(rows: Sequence[Conversation]) -> Mapping[UUID, Message]:
    spoken = [row.pk for row in rows if row.latest]
    found = Message.objects.filter(conversation__in=spoken, number=F("conversation__latest"))
    return {one.conversation_id: one for one in found.select_related("author__person", "guest")}


def others_of(rows: Sequence[Conversation], member: Member) -> dict[UUID, list[str]]:
    """With whom each direct conversation is."""
    directs = [row.pk for row in rows if row.kind == ConversationKind.DIRECT]
    if not directs:
        return {}
    found: dict[UUID, list[str]] = {}
    standing = Participant.objects.filter(conversation__in=directs, left_at=None)
    for one in standing.exclude(membership=member.membership).select_related("membership__person"):
        found.setdefault(one.conversation_id, []).append(one.membership.display_name)
    return found


def line_of(row: Any, last: Message | None, others: Sequence[str]) -> Line:
    return Line(
        pk=row.pk,
        title=title_of(row, others),
        note=note_of(row),
        icon=ICONS[ConversationKind(row.kind)],
        at=row.spoken_at,
        unread=row.unread,
        urgent=row.urgent,
        mentioned=row.named,
        muted=row.muted,
        closed=row.closed_at is not None,
        spoken=row.latest > 0,
        last=said(last),
        patient=row.patient if row.patient_id else None,
    )


def title_of(row: Conversation, others: Sequence[str] = ()) -> str:
    if row.kind == ConversationKind.CHANNEL:
        return row.title or CHANNELS[Audience(row.audience)]
    if row.kind == ConversationKind.DIRECT:
        return ", ".join(others) or "Vous seul\u00b7e"
    assert row.patient is not None
    return row.patient.display_name


def note_of(row: Conversation) -> str:
    """What kind it is, in a word."""
    if row.kind == ConversationKind.EXPERTISE:
        state = state_of(answered_at=row.answered_at, closed_at=row.closed_at)
        return f"Avis, {row.get_specialty_display()}{f' · {STATES[state]}' if state in STATES else ''}"
    if row.kind == ConversationKind.PATIENT:
        return "Équipe de soin"
    if row.kind == ConversationKind.CHANNEL and row.network:
        return "Réseau"
    return ""


def said(message: Message | None) -> str:
    """« Dr Fradin : la plaie est propre… », on a line."""
    if message is None:
        return ""
    words = " ".join(message.body.split()) or "Pièce jointe"
    words = words if len(words) <= WORDS else f"{words[:WORDS].rstrip()}…"
    who = author_name(message)
    return f"{who}{NARROW}: {words}" if who else words


def author_name(message: Message) -> str:
    """Empty when the house itself speaks."""
    if message.author:
        return message.author.display_name
    return message.guest.get_full_name() if message.guest else ""


# --- The channels of a network --------------------------------------------------------------------


def network_of(cabinet: Cabinet) -> list[Cabinet]:
    """The other practices of its network."""
    return list(siblings_of(cabinet).order_by("pk")) if cabinet.network_id else []


@contextmanager
def as_guest(member: Member, host: Cabinet) -> Iterator[None]:
    """In the practice that keeps the channel, where `visible_conversations` gives a guest nothing else.

    docs/decisions/0017-guests-of-a-network.md
    """
    with scoped(host.pk, person_id=member.person.pk, database_role=member.scope.database_role):
        yield
