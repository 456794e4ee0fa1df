"""A conversation on its page: fifty messages, who has seen them, what is urgent. Seven statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from cabinet.clock import PARIS
from cabinet.members import Member
from cabinet.models import Membership
from cabinet.models.membership import AGGREGATES_ONLY
from messaging.models import Attachment, Conversation, ConversationKind, Message, ReadMark, UrgentAlert
from messaging.permissions import may_close
from messaging.queries.attachments import attachments_of
from messaging.queries.conversations import ICONS, author_name, note_of, title_of
from messaging.queries.people import names_of, people_in
from messaging.rules.audience import may_attach, may_be_urgent
from messaging.rules.edits import may_edit
from messaging.rules.expertise import progress_said
from messaging.rules.mentions import Piece, pieces
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
    marks: Sequence[ReadMark]
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


def thread_page(
    conversation: Conversation,
    member: Member,
    *,
    at: datetime,
    before: int | None = None,
    after: int | None = None,
    host: str = "",
    most: int = PAGE,
) -> ThreadPage:
    """The last messages; those before a number, or those after it in the order of their numbers."""
    rows = Message.objects.filter(conversation=conversation).select_related("author__person", "guest")
    if after is not None:
        found = list(rows.filter(number__gt=after).order_by("number")[:CATCH_UP])
    else:
        known = rows if before is None else rows.filter(number__lt=before)
        found = list(known.order_by("-number")[:most])[::-1]
    members = list(people_in(conversation, at.astimezone(PARIS).date()))
    marks = list(ReadMark.objects.filter(conversation=conversation).select_related("person"))
    first = found[0].number if found else 1
    return ThreadPage(
        conversation=conversation,
        title=title_of(conversation, _others(conversation, members, member)),
        note=_note(conversation, at),
        icon=ICONS[ConversationKind(conversation.kind)],
        host=host,
        patient=conversation.patient if conversation.patient_id else None,
        bubbles=bubbles_of(found, member, at=at, members=members, marks=marks, conversation=conversation),
        older=first if first > 1 and after is None else None,
        latest=conversation.latest,
        members=members,
        marks=marks,
        muted=any(mark.muted for mark in marks if mark.person_id == member.person.pk),
        may_be_urgent=may_be_urgent(audience=conversation.audience, network=conversation.network),
        closable=not host and may_close(conversation, member.membership),
        attaches=may_attach(conversation.audience, network=conversation.network),
        leavable=conversation.kind in (ConversationKind.DIRECT, ConversationKind.EXPERTISE),
    )


def one_bubble(message: Message, conversation: Conversation, member: Member, *, at: datetime) -> Bubble:
    members = list(people_in(conversation, at.astimezone(PARIS).date()))
    marks = list(ReadMark.objects.filter(conversation=conversation).select_related("person"))
    [bubble] = bubbles_of([message], member, at=at, members=members, marks=marks, conversation=conversation)
    return bubble


def bubbles_of(
    messages: Sequence[Message],
    member: Member,
    *,
    at: datetime,
    members: Sequence[Membership],
    marks: Sequence[ReadMark],
    conversation: Conversation,
) -> list[Bubble]:
    alerts = alerts_of(messages, member)
    files = attachments_of(messages)
    names = names_of(members)
    shown = {one.person_id: one.display_name for one in members}
    seen = {mark.person_id: mark for mark in marks}
    found, previous = [], None
    for message in messages:
        mine = is_mine(message, member)
        told = alerts.get(message.pk, ())
        done = [alert for alert in told if alert.acknowledged_at]
        wrote = message.author.person_id if message.author else message.guest_id
        here = conversation.closed_at is None
        found.append(
            Bubble(
                pk=message.pk,
                number=message.number,
                client_key=message.client_key,
                mine=mine,
                author=author_name(message) or "Cabinet",
                initials=_initials(message),
                role=message.author.role_label if message.author else "",
                pieces=pieces(message.body, names),
                text=message.body,
                at=message.sent_at,
                edited_at=message.edited_at,
                editable=mine and here and may_edit(sent_at=message.sent_at, at=at),
                urgent=message.urgent,
                told=len(told),
                acknowledged=[
                    Acknowledgement(one.membership.display_name, one.acknowledged_at) for one in done
                ],
                to_acknowledge=message.urgent
                and not mine
                and member.membership.pk not in {one.membership_id for one in done},
                may_flag=mine and here and not message.urgent and message.author_id is not None
                and may_be_urgent(audience=conversation.audience, network=conversation.network),
                seen_by=[
                    shown.get(person) or mark.person.get_full_name()
                    for person, mark in seen.items()
                    if mark.number >= message.number and person not in (wrote, member.person.pk)
                ],
                starts=previous is None or _apart(previous, message),
                files=files.get(message.pk, ()),
                day=None if previous and _day(previous) == _day(message) else _day(message),
            )
        )  # fmt: skip
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


def _others(conversation: Conversation, members: Sequence[Membership], member: Member) -> list[str]:
    return [one.display_name for one in members if one.pk != member.membership.pk]


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
