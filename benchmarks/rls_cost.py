"""The ten most used queries under row-level security, against the same ones with explicit filters.

Under row-level security: the application's SQL and role, in a transaction that begins by saying its scope,
signed. Without: a role that no policy binds, and a filter on the practice for each table, joined ones too.
200 practices are in the database.
"""

from collections.abc import Callable
from datetime import timedelta

import psycopg
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from benchmarks.harness import alternate, compared, milliseconds, scaled
from benchmarks.house import address_of, database, filler, superuser
from benchmarks.page_planning import PRACTICE, write_three_years
from benchmarks.practices import write_practices, write_presences, write_receipts
from cabinet.clock import next_month, previous_month, today_in_paris
from cabinet.models import Membership
from cabinet.tenancy.scope import Scope, scoped, sign
from planning.models import Presence, Room
from retrocession.actions.closing import approve_month, prepare_month, verify_month
from retrocession.actions.statements import issue_month
from retrocession.models import Designation, MonthClosing, ReceiptLine, Statement

OTHERS = range(2, 1 + scaled(200))
MONTH = previous_month(today_in_paris())
LAST = next_month(MONTH) - timedelta(days=1)
CALENDAR = {"first": MONTH - timedelta(days=3), "last": LAST + timedelta(days=4)}
AROUND = {"first": MONTH - timedelta(days=30), "last": LAST + timedelta(days=30)}
WEDNESDAY = MONTH + timedelta(days=(2 - MONTH.weekday()) % 7)
PERSON = 101
TIMES = 20


def most_used() -> list[tuple[QuerySet, tuple[str, ...]]]:
    """In the order in which a morning asks them; each with the tables of the practice that it joins."""
    me = Membership.objects.get(person=PERSON)
    standing = Presence.objects.standing()
    lines = ReceiptLine.objects.filter(month=MONTH).order_by().values_list("doctor_id", "act", "amount")
    parties = ("titulaire__person", "remplacant__person")
    return [
        (Membership.everywhere.filter(person=PERSON).on(LAST).select_related("cabinet"), ()),
        (Membership.objects.on(LAST).with_person(), ()),
        (standing.between(**CALENDAR).with_names(), ("membership", "room")),
        (standing.between(WEDNESDAY, WEDNESDAY).with_names(), ("membership", "room")),
        (standing.filter(membership=me).between(MONTH, LAST), ()),
        (Room.objects.all(), ()),
        (Designation.objects.select_related(parties[0]).filter(month=MONTH), ("titulaire",)),
        (MonthClosing.objects.select_related(parties[0]).filter(month=MONTH), ("titulaire",)),
        (lines, ()),
        (Statement.objects.select_related(*parties).filter(month=MONTH), ("titulaire", "remplacant")),
    ]


def filtered(query: QuerySet, joined: tuple[str, ...]) -> QuerySet:
    """What somebody careful would write without row-level security: the filter on each table."""
    return query.filter(**{f"{table}__cabinet": PRACTICE.start for table in joined})


def write_data(name: str) -> None:
    with filler(name) as fill:
        write_three_years(fill)
        write_receipts(fill, PRACTICE, month=MONTH, each=100)
        write_practices(fill, OTHERS)
        write_presences(fill, OTHERS, **AROUND)
        write_receipts(fill, OTHERS, month=MONTH, each=100)
    for step in (prepare_month, verify_month, approve_month, issue_month):
        with scoped(PRACTICE.start):
            step(month=MONTH, by=None, at=timezone.now())


def main() -> None:
    with database("rls_cost") as name:
        write_data(name)
        asking = Scope(PRACTICE.start, PERSON)
        with scoped(asking.cabinet_id, person_id=asking.person_id):
            asked = most_used()
            under_policies = [query.query.sql_with_params() for query, _ in asked]
            with_filters = [filtered(*each).query.sql_with_params() for each in asked]
        connection.close()
        bound = psycopg.connect(address_of(name), cursor_factory=psycopg.ClientCursor)
        free = superuser(name, cursor_factory=psycopg.ClientCursor)

        with bound, free:
            thing = reading(bound, [saying(asking), *under_policies])
            pairs = alternate(thing, reading(free, with_filters))
    compared("rls_cost", "ms", pairs, queries=len(asked)).print()


def reading(connection: psycopg.Connection, statements: list[tuple[str, tuple]]) -> Callable[[], float]:
    def read() -> None:
        with connection.transaction():
            for sql, parameters in statements:
                assert connection.execute(sql, parameters).fetchall(), sql

    return lambda: milliseconds(read, times=TIMES)


def saying(asking: Scope) -> tuple[str, tuple]:
    """What `scope.push` says at the start of a transaction."""
    return (
        "SELECT set_config('app.cabinet', %s, true), set_config('app.person', %s, true)",
        (sign("cabinet", asking.cabinet_id), sign("person", asking.person_id)),
    )


if __name__ == "__main__":
    main()
