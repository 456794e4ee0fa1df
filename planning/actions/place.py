"""Put a presence in the calendar in the order of arrival: the ground of bookings, series and the start kit.

The constraints are the truth; the locks, taken in one order by everybody, only keep those who come together
from waiting for each other in a circle.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from cabinet import house
from cabinet.constraints_text import constraint_of
from cabinet.models import Cabinet, Membership
from planning.actions.live import day_changed
from planning.constraints import PERSON_IS_ELSEWHERE
from planning.models import CoverCall, Presence, Room, Series, Strength
from planning.rules.half_days import Hours, instants


class RoomTaken(Exception):
    """No room left, or not that one. `holders`: the presences that hold them."""

    def __init__(self, holders: Sequence[Presence]) -> None:
        super().__init__("room taken")
        self.holders = holders


class PersonThere(Exception):
    """The person is in this practice already at that time."""

    def __init__(self, presence: Presence) -> None:
        super().__init__("person there")
        self.presence = presence


class PersonElsewhere(Exception):
    """The person is in another practice at that time: more may not be known from here."""


def place_presence(
    *,
    cabinet: Cabinet,
    membership: Membership,
    on: date,
    period: str,
    room: Room | None,
    by: Membership | None,
    at: datetime,
    series: Series | None = None,
    strength: str = Strength.SURE,
    to_confirm: bool = False,
    call: CoverCall | None = None,
) -> Presence:
    """The presence, in `room` or in the best free one. Raises RoomTaken, PersonThere or PersonElsewhere.

    One « if need be » holds nobody's room: it names one all the same, the best of the moment. Made sure, it
    stays the same row, in its room if that one is still free.
    """
    lock_day(cabinet_id=cabinet.pk, person_id=membership.person_id, on=on)
    starts_at, ends_at = instants(on, period, Hours.of(cabinet))
    there = Presence.objects.standing().filter(on=on).with_names()
    touching = [held for held in there if held.starts_at < ends_at and held.ends_at > starts_at]
    own = [presence for presence in touching if presence.membership_id == membership.pk]
    own = still_standing(own) if own else []
    sure = strength == Strength.SURE
    if own and not (sure and all(held.strength == Strength.IF_NEED_BE for held in own)):
        raise PersonThere(own[0])
    holders = {held.room_id: held for held in touching if held.strength == Strength.SURE}
    room = choose_room(membership, room, own[0].room if own else None, holders, sure)
    presence = own[0] if own else Presence(membership=membership, booked_at=at, booked_by=by)
    if own:
        presence.changed_at, presence.sequence = at, presence.sequence + 1
    for name, value in {
        "room": room, "series": series, "call": call, "on": on, "period": period, "strength": strength,
        "to_confirm": to_confirm, "starts_at": starts_at, "ends_at": ends_at,
    }.items():  # fmt: skip
        setattr(presence, name, value)
    try:
        with transaction.atomic():
            presence.save()
            for other in own[1:]:
                withdraw(other, by=by, at=at)
    except IntegrityError as error:
        if constraint_of(error) == PERSON_IS_ELSEWHERE:
            raise PersonElsewhere from error
        raise
    day_changed(on)
    if sure:
        house.day_taken(presence, by=by, at=at)
    return presence


def still_standing(presences: Sequence[Presence]) -> list[Presence]:
    """Those that nobody has released meanwhile, held until the end of the transaction."""
    pks = {presence.pk for presence in presences}
    locked = Presence.objects.select_for_update().filter(pk__in=pks, released_at=None)
    standing = set(locked.values_list("pk", flat=True))
    return [presence for presence in presences if presence.pk in standing]


def choose_room(
    membership: Membership,
    asked: Room | None,
    noted: Room | None,
    holders: Mapping[UUID, Presence],
    sure: bool,
) -> Room:
    """The room asked for, or the best free one; who is not sure disputes no room. Raises RoomTaken."""
    if asked:
        if sure and asked.pk in holders:
            raise RoomTaken([holders[asked.pk]])
        return asked
    rooms = [*([noted] if noted else []), *rooms_for(membership)]
    free = next((room for room in rooms if room.pk not in holders), None)
    if free is None and sure:
        raise RoomTaken(list(holders.values()))
    return free or rooms[0]


def withdraw(presence: Presence, *, by: Membership | None, at: datetime) -> None:
    """What was said « if need be » is told by another entry from now on."""
    presence.released_at, presence.released_by = at, by
    presence.sequence += 1
    presence.save(update_fields=["released_at", "released_by", "sequence"])


def lock_day(*, cabinet_id: int, person_id: int, on: date) -> None:
    """Wait for those who book that day in this practice, then for those who book it for this person."""
    lock_days(cabinet_id=cabinet_id, person_id=person_id, days=[on])


def lock_days(*, cabinet_id: int, person_id: int, days: Iterable[date]) -> None:
    """`lock_day` for many, in the order of the calendar: before any of their rows is changed."""
    lock_days_of(cabinet_id=cabinet_id, people=[person_id], days=days)


def lock_days_of(*, cabinet_id: int, people: Collection[int], days: Iterable[date]) -> None:
    """The same for several people: day after day, the practice first, then each of them."""
    names = [
        name
        for on in sorted(set(days))
        for name in (
            f"planning:1:{cabinet_id}:{on}",
            *(f"planning:2:{one}:{on}" for one in sorted(set(people))),
        )
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(name, 0))"
            " FROM (SELECT name FROM unnest(%s::text[]) WITH ORDINALITY AS t(name, n) ORDER BY n) AS ordered",
            [names],
        )


def rooms_for(membership: Membership) -> list[Room]:
    """The rooms of the practice, the person's latest one first, then in their order."""
    latest = Presence.objects.filter(membership=membership).order_by("-on", "-booked_at").first()
    rooms = list(Room.objects.all())
    return sorted(rooms, key=lambda room: latest is None or room.pk != latest.room_id)
