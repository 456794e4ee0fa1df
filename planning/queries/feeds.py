"""The rows of the feeds in the open practice: what is told of each, and a digest of exactly that.

A digest is asked of PostgreSQL, which reads the rows without sending them: a program that has the latest
calendar is answered in a fraction of what the calendar costs.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import FilteredRelation, Q, QuerySet

from cabinet.clock import in_paris
from cabinet.models import Membership
from planning.models import Astreinte, Event, Feed, Presence, Shift
from planning.rules.feed_window import Window


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
Parts = Mapping[type[Row], QuerySet]

#: Columns whose name is not that of the row's field.
_NAMES = {
    "room": "room__name",
    "role": "membership__role",
    "first_name": "membership__person__first_name",
    "last_name": "membership__person__last_name",
    "comes": "mine__comes",
    "answered_at": "mine__answered_at",
}


def parts_of(kind: str, membership: Membership, window: Window) -> Parts:
    """What a feed of this kind tells of the open practice to that member, by the row that tells it."""
    if kind == Feed.Kind.ASTREINTES:
        return {AstreinteRow: _of_days(Astreinte, "released_at", window)}
    presences = _of_days(Presence, "released_at", window)
    shifts = _of_days(Shift, "cancelled_at", window)
    if kind == Feed.Kind.PRACTICE:
        return {PresenceRow: presences, ShiftRow: shifts}
    # A person who changed roles has two memberships, and kept their days.
    mine = Q(membership__person_id=membership.person_id)
    return {
        PresenceRow: presences.filter(mine),
        ShiftRow: shifts.filter(mine),
        AstreinteRow: _of_days(Astreinte, "released_at", window).filter(mine),
        EventRow: _events(membership, window),
    }


def rows_of(parts: Parts) -> list[Row]:
    """One statement a part; in the order of the calendar's beginning to its end, part after part."""
    return [
        kind._make(values)
        for kind, found in parts.items()
        for values in found.values_list(*columns_of(kind)).order_by("starts_at", "pk")
    ]


def digest_of(parts: Parts) -> str:
    """One statement: it changes with any value that `rows_of` would read."""
    selects: list[str] = []
    parameters: list[Any] = []
    for kind, found in parts.items():
        sql, values = found.values_list(*columns_of(kind)).order_by().query.sql_with_params()
        selects.append(f"SELECT t::text FROM ({sql}) AS t")  # noqa: S608 (the ORM's own, with its parameters)
        parameters += values
    told = " UNION ALL ".join(selects)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT md5(coalesce(string_agg(told, chr(10) ORDER BY told), ''))"  # noqa: S608 (as above)
            f" FROM ({told}) AS every(told)",
            parameters,
        )
        return cursor.fetchone()[0]


def columns_of(kind: type[Row]) -> list[str]:
    return [_NAMES.get(name, name) for name in kind._fields]


def _of_days(model: type[Astreinte | Presence | Shift], ended: str, window: Window) -> QuerySet:
    since = in_paris(window.cancelled_since, time())
    stands = Q(**{ended: None}) | Q(**{f"{ended}__gte": since})
    return model.objects.between(window.first, window.last).filter(stands)


def _events(membership: Membership, window: Window) -> QuerySet:
    since, until = in_paris(window.first, time()), in_paris(window.last + timedelta(days=1), time())
    cancelled_since = in_paris(window.cancelled_since, time())
    return (
        Event.objects.between(since, until)
        .filter(Q(cancelled_at=None) | Q(cancelled_at__gte=cancelled_since))
        .annotate(mine=FilteredRelation("answers", condition=Q(answers__membership_id=membership.pk)))
    )
