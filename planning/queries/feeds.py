"""The feeds: who may still read one, and in the open practice its rows, and a digest of exactly those.

A digest is asked of PostgreSQL, which reads the rows without sending them: a program that has the latest
calendar is answered in a fraction of what the calendar costs.
"""

from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import models
from django.db.models import FilteredRelation, Q, QuerySet

from cabinet.clock import in_paris
from cabinet.models import Membership
from planning.models import Astreinte, Event, Feed, Presence, Shift
from planning.queries.compiled import Asked, Question, digest_of
from planning.rules.feed_window import Window


class FeedRow(NamedTuple):
    """A feed that stands, of an account that is open."""

    id: UUID
    kind: str
    person_id: int
    practice_id: int | None


class Reader(NamedTuple):
    """Through which membership a feed looks, and at which practice."""

    id: UUID
    role: str
    person_id: int
    cabinet_id: int
    slug: str
    name: str
    postcode: str
    commune: str


class PresenceRow(NamedTuple):
    id: UUID
    sequence: int
    on: date
    starts_at: datetime
    ends_at: datetime
    booked_at: datetime
    changed_at: datetime | None
    released_at: datetime | None
    strength: str
    to_confirm: bool
    room: str
    role: str
    first_name: str
    last_name: str


class AstreinteRow(NamedTuple):
    id: UUID
    sequence: int
    on: date
    starts_at: datetime
    ends_at: datetime
    assigned_at: datetime
    acknowledged_at: datetime | None
    released_at: datetime | None
    role: str
    first_name: str
    last_name: str


class ShiftRow(NamedTuple):
    id: UUID
    sequence: int
    on: date
    starts_at: datetime
    ends_at: datetime
    written_at: datetime
    cancelled_at: datetime | None
    role: str
    first_name: str
    last_name: str


class EventRow(NamedTuple):
    id: UUID
    sequence: int
    starts_at: datetime
    ends_at: datetime
    created_at: datetime
    changed_at: datetime | None
    cancelled_at: datetime | None
    kind: str
    title: str
    place: str
    details: str
    comes: bool | None
    answered_at: datetime | None


Row = PresenceRow | AstreinteRow | ShiftRow | EventRow

#: Columns whose name is not that of the row's field.
_NAMES = {
    "room": "room__name",
    "role": "membership__role",
    "first_name": "membership__person__first_name",
    "last_name": "membership__person__last_name",
    "comes": "mine__comes",
    "answered_at": "mine__answered_at",
    "slug": "cabinet__slug",
    "name": "cabinet__name",
    "postcode": "cabinet__postcode",
    "commune": "cabinet__commune",
}

_CABINET = Asked("cabinet", models.BigIntegerField())
_PERSON = Asked("person", models.BigIntegerField())
_MEMBERSHIP = Asked("membership", models.UUIDField())
_TODAY, _FIRST, _LAST = (Asked(name, models.DateField()) for name in ("today", "first", "last"))
_SINCE, _UNTIL, _CANCELLED_SINCE = (
    Asked(name, models.DateTimeField()) for name in ("since", "until", "cancelled_since")
)


def feed_of(feed_id: UUID) -> FeedRow | None:
    """The feed, if it was not revoked and its account is open."""
    found = _feed().ask(feed=feed_id)
    return FeedRow._make(found[0]) if found else None


def readers_of(feed: FeedRow, today: date) -> list[Reader]:
    """The person's memberships open on `today`, by the practice's name; only in their own scope."""
    return [Reader._make(values) for values in _memberships().ask(person=feed.person_id, today=today)]


def rows_of(kind: str, reader: Reader, window: Window) -> list[Row]:
    """What a feed of this kind tells of the open practice, part after part, each from first to last."""
    given = _given(reader, window)
    return [row._make(values) for row, question in _parts(kind) for values in question.ask(**given)]


def tag_of(kind: str, reader: Reader, window: Window) -> str:
    """One statement: another tag whenever a value that `rows_of` would read is another one."""
    return _digest(kind).ask(**_given(reader, window))[0][0]


def _given(reader: Reader, window: Window) -> dict[str, Any]:
    return {
        "cabinet": reader.cabinet_id,
        "person": reader.person_id,
        "membership": reader.id,
        "first": window.first,
        "last": window.last,
        "since": in_paris(window.first, time()),
        "until": in_paris(window.last + timedelta(days=1), time()),
        "cancelled_since": in_paris(window.cancelled_since, time()),
    }


# --- The questions, each made SQL once ---


@cache
def _feed() -> Question:
    standing = Feed.objects.standing().filter(person__is_active=True, pk=Asked("feed", models.UUIDField()))
    return Question.of(standing.order_by().values_list(*FeedRow._fields))


@cache
def _memberships() -> Question:
    own = Membership.everywhere.filter(person_id=_PERSON).on(_TODAY).order_by("cabinet__name", "pk")
    return Question.of(own.values_list(*columns_of(Reader, role="role")))


@cache
def _parts(kind: str) -> list[tuple[type[Row], Question]]:
    return [
        (row, Question.of(rows.order_by("starts_at", "pk").values_list(*columns_of(row))))
        for row, rows in querysets(kind)
    ]


@cache
def _digest(kind: str) -> Question:
    return digest_of(
        Question.of(rows.order_by().values_list(*columns_of(row))) for row, rows in querysets(kind)
    )


def querysets(kind: str) -> list[tuple[type[Row], QuerySet]]:
    """What a feed of this kind tells, by the row that tells it."""
    astreintes = _of_days(Astreinte, "released_at")
    if kind == Feed.Kind.ASTREINTES:
        return [(AstreinteRow, astreintes)]
    presences, shifts = _of_days(Presence, "released_at"), _of_days(Shift, "cancelled_at")
    if kind == Feed.Kind.PRACTICE:
        return [(PresenceRow, presences), (ShiftRow, shifts)]
    # A person who changed roles has two memberships, and kept their days.
    mine = Q(membership__person_id=_PERSON)
    return [
        (PresenceRow, presences.filter(mine)),
        (ShiftRow, shifts.filter(mine)),
        (AstreinteRow, astreintes.filter(mine)),
        (EventRow, _events()),
    ]


def columns_of(row: type[NamedTuple], **named: str) -> list[str]:
    return [(_NAMES | named).get(name, name) for name in row._fields]


def _of_days(model: type[Astreinte | Presence | Shift], ended: str) -> QuerySet:
    stands = Q(**{ended: None}) | Q(**{f"{ended}__gte": _CANCELLED_SINCE})
    return _of_practice(model).between(_FIRST, _LAST).filter(stands)


def _events() -> QuerySet:
    return (
        _of_practice(Event)
        .between(_SINCE, _UNTIL)
        .filter(Q(cancelled_at=None) | Q(cancelled_at__gte=_CANCELLED_SINCE))
        .annotate(mine=FilteredRelation("answers", condition=Q(answers__membership_id=_MEMBERSHIP)))
    )


def _of_practice(model: type[models.Model]) -> Any:
    """As `objects` would, with the practice asked for each time and not that of the first question."""
    return type(model._default_manager.all())(model).filter(cabinet_id=_CABINET)
