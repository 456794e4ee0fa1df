"""200 locums claim the same 40 room-days at once, beside as many raw INSERTs on the same constraint.

What is measured is the rate at which claims are settled, won or lost; each loser of ours is told who has the
room and what is left, which the raw INSERT's error does not say.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from threading import Barrier, Lock
from time import perf_counter

from django.db import connection
from django.utils import timezone
from psycopg.errors import DeadlockDetected, ExclusionViolation

from benchmarks.harness import alternate, compared
from benchmarks.house import database, filler, superuser
from benchmarks.practices import insert, member, person, room, write_practices
from cabinet.clock import today_in_paris
from cabinet.models import AuditEntry, Cabinet, Job, Membership
from cabinet.tenancy.scope import scoped
from planning.actions import AlreadyTaken, book_presence
from planning.models import Engagement, Presence, Room

CLIENTS, ROOMS, DAYS = 200, 5, 8
#: So many hold a connection at a time: the embedded server has sixty for everybody.
CONNECTIONS = 40
PRACTICE = 1


def first_day() -> date:
    """A Monday that is not over, far from any other booking."""
    today = today_in_paris()
    return today + timedelta(days=28 - today.weekday())


def claims() -> list[tuple[int, int, date]]:
    """(client, room, day): each room-day is claimed by five clients."""
    monday = first_day()
    days = [monday + timedelta(days=7 * (n // 5) + n % 5) for n in range(DAYS)]
    return [(n + 1, n % ROOMS + 1, days[n // ROOMS % DAYS]) for n in range(CLIENTS)]


def settled_per_second(prepare: Callable[[], object], settle: Callable, leave: Callable) -> float:
    """All clients begin together; claims settled in a second."""
    todo, lock, barrier = claims(), Lock(), Barrier(CONNECTIONS + 1)

    def work(_: int) -> None:
        held = prepare()
        barrier.wait(60)
        try:
            while True:
                with lock:
                    if not todo:
                        return
                    claim = todo.pop()
                settle(held, *claim)
        finally:
            leave(held)

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        running = [pool.submit(work, number) for number in range(CONNECTIONS)]
        barrier.wait(60)
        started = perf_counter()
        for one in running:
            one.result()
        return CLIENTS / (perf_counter() - started)


class Ours:
    """Bookings as a page makes them, without the page."""

    def __init__(self, name: str) -> None:
        self.name = name
        with scoped(PRACTICE):
            cabinet = Cabinet.current()
            ranks = {m.person_id: m for m in Membership.objects.select_related("person")}
            self.members = [ranks[100 * PRACTICE + n] for n in range(1, CLIENTS + 1)]
            self.rooms = list(Room.objects.order_by("position"))
        for membership in self.members:
            membership.cabinet = cabinet
        self.doubles = self.untold = 0

    def rate(self) -> float:
        empty(self.name)
        self.told: list[str] = []
        rate = settled_per_second(connection.ensure_connection, self.settle, lambda _: connection.close())
        self.check()
        return rate

    def settle(self, _: object, client: int, number: int, on: date) -> None:
        membership = self.members[client - 1]
        try:
            with scoped(PRACTICE):
                book_presence(
                    membership=membership, on=on, period="day", room=self.rooms[number - 1],
                    by=membership, at=timezone.now(),
                )  # fmt: skip
        except AlreadyTaken as refused:
            self.told.append(refused.sentence)

    def check(self) -> None:
        """One winner for each room-day, and each loser told by whom it was taken and what is free."""
        with scoped(PRACTICE):
            held = list(Presence.objects.values_list("room", "on"))
        self.doubles += len(held) - len(set(held))
        self.untold += sum("pris par" not in said or "libre" not in said for said in self.told)
        if (len(held), len(self.told)) != (ROOMS * DAYS, CLIENTS - ROOMS * DAYS):
            raise SystemExit(f"booking_race: {len(held)} winners and {len(self.told)} losers.")


class Raw:
    """The INSERT alone, by the same role, in the same scope, on a connection that is open already."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.deadlocks = 0

    def rate(self) -> float:
        empty(self.name)
        return settled_per_second(connection.ensure_connection, self.settle, lambda _: connection.close())

    def settle(self, _: object, client: int, number: int, on: date) -> None:
        try:
            with scoped(PRACTICE):
                insert(
                    *(connection.connection, Presence, "generate_series(1, 1)"),
                    cabinet_id=str(PRACTICE),
                    membership_id=member(str(PRACTICE), str(client)),
                    person_id=person(str(PRACTICE), str(client)),
                    room_id=room(str(PRACTICE), str(number)),
                    on=f"DATE '{on}'",
                    period="'day'",
                    starts_at=f"(DATE '{on}' + TIME '08:30') AT TIME ZONE 'Europe/Paris'",
                    ends_at=f"(DATE '{on}' + TIME '18:30') AT TIME ZONE 'Europe/Paris'",
                    booked_at="now()",
                )
        except ExclusionViolation:
            pass
        except DeadlockDetected:
            self.deadlocks += 1


def empty(name: str) -> None:
    with superuser(name) as administration:
        administration.execute("SET session_replication_role = replica")
        for model in (Presence, Engagement, Job, AuditEntry):
            administration.execute(f'DELETE FROM "{model._meta.db_table}"')


@contextmanager
def crowd() -> Iterator[str]:
    with database("booking_race") as name:
        with filler(name) as fill:
            write_practices(fill, range(PRACTICE, PRACTICE + 1), roles=["remplacant"] * CLIENTS, rooms=ROOMS)
        yield name


def main() -> None:
    with crowd() as name:
        ours, raw = Ours(name), Raw(name)
        pairs = alternate(ours.rate, raw.rate)
        compared(
            "booking_race", "claims/s", pairs,
            double_bookings=ours.doubles, losers_not_told=ours.untold, raw_deadlocks=raw.deadlocks,
        ).print()  # fmt: skip


if __name__ == "__main__":
    main()
