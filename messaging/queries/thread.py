"""A conversation on its page: fifty messages, who has seen them, what is urgent; and what was said since."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from cabinet.clock import PARIS
from cabinet.members import Member
from cabinet.models import Membership
from cabinet.models.membership import AGGREGATES_ONLY
from messaging.models import Attachment, Conversation, ConversationKind, Message, UrgentAlert
from messaging.permissions import may_close
from messaging.queries.around import Around
from messaging.queries.attachments import attachments_of
from messaging.queries.conversations import ICONS, author_name, note_of, title_of
from messaging.rules.audience import may_attach, may_be_urgent
from messaging.rules.edits import may_edit
from messaging.rules.expertise import progress_said
from messaging.rules.mentions import Piece, pieces, plain
from patients.models import Patient

PAGE = 50
#: What comes in at once after a cut; the rest is asked for again.
CATCH_UP = 100


@dataclass(frozen=True)
class Acknowledgement:
    name: str
    at: datetime | None


@dataclass(frozen=True)
class Bubble:
    """A message on screen. `starts`: its author did not speak just before; `day`: the first of its day."""

    pk: UUID
    number: int
    client_key: UUID
    mine: bool
    author: str
    initials: str
    role: str
    pieces: Sequence[Piece]
    text: str
    at: datetime
    edited_at: datetime | None
    editable: bool
    urgent: bool
    told: int
    acknowledged: Sequence[Acknowledgement]
    to_acknowledge: bool
    may_flag: bool
    seen_by: Sequence[str]
    starts: bool
    day: date | None
    files: Sequence[Attachment] = ()

    @property
    def waits(self) -> bool:
        return self.urgent and not self.acknowledged


@dataclass(frozen=True)
class ThreadPage:
    """`older`: the number before which there is more; `latest`: the last number of all."""

    conversation: Conversation
    title: str
    note: str
    icon: str
    host: str
    patient: Patient | None
    bubbles: Sequence[Bubble]
    older: int | None
    latest: int
    members: Sequence[Membership]
    muted: bool
    may_be_urgent: bool
    closable: bool
    leavable: bool
    attaches: bool

    @property
    def closed(self) -> bool:
        return self.conversation.closed_at is not None

    @property
    def waiting(self) -> list[Bubble]:
        """What is urgent on screen and that nobody took in hand."""
        return [bubble for bubble in self.bubbles if bubble.waits]

    @property
    def more(self) -> int:
        """After the last message shown, how far one must still read."""
        return self.bubbles[-1].number if self.bubbles else 0


@dataclass(frozen=True)
class MessagesAfter:
    """What an open page did not have yet. `latest`: there may be more, to be asked for again."""

    bubbles: Sequence[Bubble]
    latest: int
    patient: Patient | None
    older: None = None


def thread_page(
    conversation: Conversation,
    member: Member,
    *,
    at: datetime,
    before: int | None = None,
    host: str = "",
    most: int = PAGE,
) -> ThreadPage:
    """The last messages, or those before a number."""
    rows = messages_of(conversation)
    known = rows if before is None else rows.filter(number__lt=before)
    found = list(known.order_by("-number")[:most])[::-1]
    around = Around(conversation, member, at=at)
    return ThreadPage(
        conversation=conversation,
        title=title_of(conversation, _others(around)),
        note=_note(conversation, at),
        icon=ICONS[ConversationKind(conversation.kind)],
        host=host,
        patient=conversation.patient if conversation.patient_id else None,
        bubbles=bubbles_of(found, around),
        older=found[0].number if found and found[0].number > 1 else None,
        latest=conversation.latest,
        members=around.people,
        muted=any(mark.muted for mark in around.marks if mark.person_id == member.person.pk),
        may_be_urgent=may_be_urgent(audience=conversation.audience, network=conversation.network),
        closable=not host and may_close(conversation, member.membership),
        attaches=may_attach(conversation.audience, network=conversation.network),
        leavable=conversation.kind in (ConversationKind.DIRECT, ConversationKind.EXPERTISE),
    )


def messages_after(conversation: Conversation, member: Member, number: int, *, at: datetime) -> MessagesAfter:
    """What was said since that number, in its order. Who is there is asked only where it is said."""
    rows = messages_of(conversation).filter(number__gt=number)
    found = list(rows.order_by("number")[:CATCH_UP])
    around = Around(conversation, member, at=at, since=number + 1)
    return MessagesAfter(
        bubbles=bubbles_of(found, around),
        latest=conversation.latest,
        patient=conversation.patient if conversation.patient_id else None,
    )


def messages_of(conversation: Conversation) -> QuerySet[Message]:
    return Message.objects.filter(conversation=conversation).select_related("author__person", "guest")


def one_bubble(message: Message, conversation: Conversation, member: Member, *, at: datetime) -> Bubble:
    around = Around(conversation, member, at=at, since=message.number)
    [bubble] = bubbles_of([message], around, receipts=True)
    return bubble


def bubbles_of(messages: Sequence[Message], around: Around, *, receipts: bool = False) -> list[Bubble]:
    """`receipts`: by whom each was seen; a page of messages says it of the reader's own."""
    member, conversation = around.member, around.conversation
    alerts = alerts_of(messages, member)
    files = attachments_of(messages)
    here = conversation.closed_at is None
    flags = here and may_be_urgent(audience=conversation.audience, network=conversation.network)
    found, previous = [], None
    for message in messages:
        mine = is_mine(message, member)
        told = alerts.get(message.pk, ())
        done = [alert for alert in told if alert.acknowledged_at]
        found.append(
            Bubble(
                pk=message.pk,
                number=message.number,
                client_key=message.client_key,
                mine=mine,
                author=author_name(message) or "Cabinet",
                initials=_initials(message),
                role=message.author.role_label if message.author else "",
                pieces=pieces(message.body, around.names) if "@" in message.body else plain(message.body),
                text=message.body,
                at=message.sent_at,
                edited_at=message.edited_at,
                editable=mine and here and may_edit(sent_at=message.sent_at, at=around.at),
                urgent=message.urgent,
                told=len(told),
                acknowledged=[
                    Acknowledgement(one.membership.display_name, one.acknowledged_at) for one in done
                ],
                to_acknowledge=message.urgent
                and not mine
                and member.membership.pk not in {one.membership_id for one in done},
                may_flag=mine and flags and not message.urgent and message.author_id is not None,
                seen_by=around.seen_by(message) if mine or receipts else (),
                starts=previous is None or _apart(previous, message),
                files=files.get(message.pk, ()),
                day=None if previous and _day(previous) == _day(message) else _day(message),
            )
        )
        previous = message
    return found


def alerts_of(messages: Iterable[Message], member: Member) -> Mapping[UUID, Sequence[UrgentAlert]]:
    """By urgent message, who was told; in the order of their acknowledgement."""
    urgent = [message.pk for message in messages if message.urgent]
    if not urgent or member.role in AGGREGATES_ONLY:
        return {}
    found: dict[UUID, list[UrgentAlert]] = {}
    alerts = UrgentAlert.objects.filter(message__in=urgent).select_related("membership__person")
    for alert in alerts.order_by("acknowledged_at", "told_at", "pk"):
        found.setdefault(alert.message_id, []).append(alert)
    return found


def _initials(message: Message) -> str:
    person = message.author.person if message.author else message.guest
    return person.initials if person else "CC"


def is_mine(message: Message, member: Member) -> bool:
    if message.author_id:
        return message.author_id == member.membership.pk
    return message.guest_id == member.person.pk and message.guest_of_id == member.cabinet.pk


def _day(message: Message) -> date:
    return message.sent_at.astimezone(PARIS).date()


def _apart(previous: Message, message: Message) -> bool:
    same = (previous.author_id, previous.guest_id) == (message.author_id, message.guest_id)
    return not same or (message.sent_at - previous.sent_at).total_seconds() > 5 * 60


def _others(around: Around) -> list[str]:
    return [one.display_name for one in around.people if one.pk != around.member.membership.pk]


def _note(conversation: Conversation, at: datetime) -> str:
    """What it is in a word; of a tele-expertise, where it stands and how long it took."""
    if conversation.kind != ConversationKind.EXPERTISE:
        return note_of(conversation)
    progress = progress_said(
        opened_at=conversation.opened_at,
        answered_at=conversation.answered_at,
        closed_at=conversation.closed_at,
        at=at,
    )
    return f"Avis, {conversation.get_specialty_display()} · {progress}"
