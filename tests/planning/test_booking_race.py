"""Fifty at once, and two hundred: as many winners as there are rooms, nobody twice, nobody stuck."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier, BoundedSemaphore

import pytest
from django.db import connection

from cabinet.models import Membership, Person
from cabinet.tenancy.scope import scoped
from planning.actions import AlreadyTaken, book_presence
from planning.actions.calls import open_call
from planning.actions.claim import claim_day
from planning.models import CallAsk, CallClaim, Presence, Room
from tests.planning.conftest import MONDAY, NOW, THURSDAY, TUESDAY, WEDNESDAY

CROWD, LARGE_CROWD = 50, 200
#: All claim at once; so many hold a connection, the embedded server having sixty for everybody.
CONNECTIONS = BoundedSemaphore(40)


@pytest.fixture
def crowd(living_nieul):
    return crowd_of(living_nieul, CROWD)


def crowd_of(living_nieul, number: int) -> list[Membership]:
    """So many locums of the practice."""
    people = Person.objects.bulk_create(
        Person(email=f"l{n}@nieul.example", first_name="L", last_name=f"Médecin{n}", sort_key=f"m{n}")
        for n in range(number)
    )
    with scoped(living_nieul.cabinet.pk):
        members = Membership.objects.bulk_create(
            Membership(person=person, role="remplacant", starts_on=date(2026, 1, 1)) for person in people
        )
    for member in members:
        member.cabinet = living_nieul.cabinet
    return members


def book(values: dict) -> Presence:
    return book_presence(by=values["membership"], at=NOW, **values)


def claim(values: dict, action: Callable[[dict], Presence]) -> Presence:
    try:
        with scoped(values["membership"].cabinet_id):
            return action(values)
    finally:
        connection.close()


def all_at_once(bookings, action: Callable[[dict], Presence] = book) -> list:
    """Each booking in a thread and a transaction of its own; the presence, or the refusal's class."""
    barrier = Barrier(len(bookings))

    def run(values):
        try:
            barrier.wait(30)
            with CONNECTIONS:
                return claim(values, action)
        except AlreadyTaken as refused:
            return refused

    with ThreadPoolExecutor(len(bookings)) as pool:
        return list(pool.map(run, bookings))


def test_fifty_claim_the_last_room_and_one_wins(living_nieul, crowd):
    with scoped(living_nieul.cabinet.pk):
        Room.objects.exclude(pk=living_nieul.rooms[0].pk).delete()
    results = all_at_once([{"membership": member, "on": WEDNESDAY, "period": "day"} for member in crowd])
    winners = [result for result in results if isinstance(result, Presence)]
    losers = [result for result in results if isinstance(result, AlreadyTaken)]
    assert (len(winners), len(losers)) == (1, CROWD - 1)
    name = winners[0].membership.display_name
    assert {loser.sentence for loser in losers} == {
        f"Ce jour vient d’être pris par {name}. Lundi, mardi, jeudi et vendredi sont libres."
    }


def test_fifty_claim_a_day_and_each_room_has_one_winner(living_nieul, crowd):
    results = all_at_once([{"membership": member, "on": WEDNESDAY, "period": "day"} for member in crowd])
    winners = [result for result in results if isinstance(result, Presence)]
    assert sorted(winner.room_id for winner in winners) == sorted(room.pk for room in living_nieul.rooms)


def test_halves_and_days_together_never_overlap(living_nieul, crowd):
    periods = ["day", "morning", "afternoon"]
    bookings = [
        {"membership": member, "on": (TUESDAY, WEDNESDAY)[n % 2], "period": periods[n % 3]}
        for n, member in enumerate(crowd)
    ]
    all_at_once(bookings)
    with scoped(living_nieul.cabinet.pk):
        held = [
            (presence.on, presence.room_id, half)
            for presence in Presence.objects.all()
            for half in (("morning", "afternoon") if presence.period == "day" else (presence.period,))
        ]
    assert len(held) == len(set(held)) == 12


def test_one_person_in_two_practices_at_once_is_in_one(living_nieul):
    with scoped(living_nieul.next_door.cabinet.pk):
        other = Membership.objects.create(
            person=living_nieul.fradin.person, role="remplacant", starts_on=date(2026, 1, 1)
        )
        other.cabinet = living_nieul.next_door.cabinet
    bookings = [
        {"membership": member, "on": WEDNESDAY, "period": "day"} for member in (living_nieul.fradin, other)
    ]
    results = all_at_once(bookings)
    assert sum(isinstance(result, Presence) for result in results) == 1


def test_double_tap_is_one_booking(living_nieul):
    bookings = [{"membership": living_nieul.fradin, "on": WEDNESDAY, "period": "day"}] * 5
    assert len({presence.pk for presence in all_at_once(bookings)}) == 1


def test_two_hundred_take_the_days_of_a_call_by_their_links(living_nieul):
    """Rooms are left, but a half-day needs one doctor: each loser is told who comes, and what is free."""
    members = {member.pk: member for member in crowd_of(living_nieul, LARGE_CROWD)}
    with scoped(living_nieul.cabinet.pk):
        call = open_call(monday=MONDAY, by=living_nieul.jaulin, at=NOW)
        asks = list(CallAsk.objects.filter(call=call, membership__in=list(members)).order_by("pk"))
    days = [MONDAY, TUESDAY, WEDNESDAY, THURSDAY]
    claims = [
        {"membership": members[ask.membership_id], "ask": ask, "on": days[n % 4]}
        for n, ask in enumerate(asks)
    ]
    assert len(claims) == LARGE_CROWD

    def take(values: dict) -> Presence:
        ask, by = values["ask"], values["membership"]
        ask.membership, ask.call = by, call
        return claim_day(ask=ask, on=values["on"], period="day", by=by, at=NOW)

    results = all_at_once(claims, take)
    winners = {
        result.on: result.membership.display_name for result in results if isinstance(result, Presence)
    }
    losers = [
        (claim["on"], r) for claim, r in zip(claims, results, strict=True) if isinstance(r, AlreadyTaken)
    ]
    assert (sorted(winners), len(losers)) == (days, LARGE_CROWD - len(days))
    assert all(
        refused.sentence.startswith(f"Ce jour vient d’être pris par {winners[on]}. ")
        for on, refused in losers
    )
    assert all("endredi" in refused.sentence for _, refused in losers)
    with scoped(living_nieul.cabinet.pk):
        assert CallClaim.objects.count() == len(days)
        assert Presence.objects.filter(call=call).count() == len(days)
