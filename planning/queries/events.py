"""The events of the open practice: between two days, and as its pages show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, OuterRef, Q, Subquery

from cabinet.clock import in_paris
from cabinet.members import Member
from cabinet.models import Membership
from cabinet.text import count
from planning.models import Event, EventAnswer
from planning.models.event import EventQuerySet
from planning.permissions import may_change_event, organises_events
from planning.rules.event_words import when_said

#: Of the past, as many as one scrolls through.
PAST_SHOWN = 20


@dataclass(frozen=True)
class ToldEvent:
    """An event as a page tells it to `member`; `comes` is their own answer, None before."""

    event: Event
    coming: Sequence[str]
    declining: Sequence[str]
    comes: bool | None
    over: bool
    may_change: bool

    @property
    def when(self) -> str:
        return when_said(self.event.starts_at, self.event.ends_at)

    @property
    def open(self) -> bool:
        """Whether one may still answer."""
        return not self.over and self.event.cancelled_at is None

    @property
    def said(self) -> str:
        """« 4 viennent · 1 ne vient pas », in the past once it is over."""
        if not (self.coming or self.declining):
            return "aucune réponse" if self.over else "pas encore de réponse"
        verbs = ("est venu", "sont venus") if self.over else ("vient", "viennent")
        words = [count(len(self.coming), *verbs)] if self.coming else ["personne"]
        if self.declining and not self.over:
            words.append(count(len(self.declining), "ne vient pas", "ne viennent pas"))
        return " · ".join(words)


@dataclass(frozen=True)
class EventsPage:
    ahead: Sequence[ToldEvent]
    past: Sequence[ToldEvent]
    may_create: bool


def events_between(first: date, last: date) -> list[Event]:
    """Those that stand and touch a day from `first` to `last`, both included; in one statement."""
    return list(Event.objects.standing().between(*edges(first, last)))


def edges(first: date, last: date) -> tuple[datetime, datetime]:
    """The instants at which these days begin and end in Paris."""
    return in_paris(first, time()), in_paris(last + timedelta(days=1), time())


def counted_events(membership: Membership) -> EventQuerySet:
    """Cancelled ones too, with how many come and do not, and whether `membership` does."""
    mine = EventAnswer.objects.filter(event=OuterRef("pk"), membership=membership)
    return (
        Event.objects.select_related("cabinet")
        .annotate(
            coming=Count("answers", filter=Q(answers__comes=True)),
            declining=Count("answers", filter=Q(answers__comes=False)),
            comes=Subquery(mine.values("comes")),
        )
        .order_by("starts_at", "pk")
    )


def events_page(member: Member, now: datetime) -> EventsPage:
    """Those to come, the next one first, then those of the past. Three statements."""
    events = Event.objects.select_related("created_by__person")
    ahead = list(events.filter(ends_at__gt=now))
    past = list(events.standing().filter(ends_at__lte=now).order_by("-starts_at", "pk")[:PAST_SHOWN])
    told = {one.event.pk: one for one in told_events([*ahead, *past], member, now)}
    return EventsPage(
        ahead=[told[event.pk] for event in ahead],
        past=[told[event.pk] for event in past],
        may_create=organises_events(member.membership),
    )


def told_events(events: Sequence[Event], member: Member, now: datetime) -> list[ToldEvent]:
    """With all their answers, in one statement."""
    answers: dict[object, list[EventAnswer]] = {event.pk: [] for event in events}
    given = EventAnswer.objects.filter(event__in=list(answers)).select_related("membership__person")
    for answer in given.order_by("membership__person__sort_key", "pk"):
        answers[answer.event_id].append(answer)
    return [_told(event, answers[event.pk], member, now) for event in events]


def next_unanswered(membership: Membership, now: datetime) -> Event | None:
    """The next event to which this member has not said whether they come."""
    ahead = Event.objects.standing().filter(starts_at__gt=now)
    return ahead.exclude(answers__in=EventAnswer.objects.filter(membership=membership)).first()


def _told(event: Event, answers: Iterable[EventAnswer], member: Member, now: datetime) -> ToldEvent:
    answers = list(answers)
    me = member.membership.pk
    return ToldEvent(
        event=event,
        coming=[answer.membership.display_name for answer in answers if answer.comes],
        declining=[answer.membership.display_name for answer in answers if not answer.comes],
        comes=next((answer.comes for answer in answers if answer.membership_id == me), None),
        over=event.ends_at <= now,
        may_change=may_change_event(member.membership, event),
    )
