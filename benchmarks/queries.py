"""How many SQL statements a screen takes, with 1 row and with 30: the number must be the same.

Counted around the whole request, as the application: session, memberships, scope, page.
"""

from datetime import timedelta

from django.db import connection
from django.test import Client
from django.utils import timezone

from benchmarks.harness import Figure
from benchmarks.house import database, filler
from benchmarks.patients import write_patients
from benchmarks.practices import slug_of, write_around, write_practices, write_presences, write_receipts
from cabinet.clock import first_of_month, previous_month, today_in_paris
from cabinet.models import Person
from cabinet.tenancy.scope import scoped
from retrocession.actions.closing import approve_month, prepare_month, verify_month
from retrocession.actions.statements import issue_month

ROWS = {1: 1, 2: 30}
"""Practices, and how many locums, statements and days each has."""
ROLES = (*["titulaire"] * 4, *["remplacant"] * 30)
THIS_MONTH = first_of_month(today_in_paris())
MONTH = previous_month(THIS_MONTH)

#: The name of the figure, and the page it counts.
SCREENS = {
    "planning": "/c/{slug}/planning/",
    "week": "/c/{slug}/planning/semaine/",
    "my_days": "/mes-jours/",
    "front_desk": "/c/{slug}/accueil/",
    "statement": "/mes-releves/",
    "month": "/c/{slug}/retrocession/{month}/",
}


def write_rows(practice: int, rows: int, fill) -> None:
    only = range(practice, practice + 1)
    write_practices(fill, only, roles=ROLES)
    write_receipts(fill, only, month=MONTH, each=2, locums=rows)
    last = THIS_MONTH + timedelta(days=rows // 2)
    write_presences(fill, only, first=THIS_MONTH, last=last, rooms=1 if rows == 1 else 3)
    write_around(fill, only, first=THIS_MONTH, last=last)
    write_patients(fill, only, number=rows, waiting=rows)
    for step in (prepare_month, verify_month, approve_month, issue_month):
        with scoped(practice):
            step(month=MONTH, by=None, at=timezone.now())


def statements_of(client: Client, path: str) -> int:
    said = []

    def count(execute, sql, *arguments):
        said.append(sql)
        return execute(sql, *arguments)

    with connection.execute_wrapper(count):
        response = client.get(path)
    assert response.status_code == 200, f"{path} answered {response.status_code}"
    return len(said)


def main() -> None:
    counts: dict[str, list[int]] = {name: [] for name in SCREENS}
    with database("queries") as name, filler(name) as fill:
        for practice, rows in ROWS.items():
            write_rows(practice, rows, fill)
            client = Client()
            client.force_login(Person.objects.get(pk=practice * 100 + 1))
            for screen, path in SCREENS.items():
                address = path.format(slug=slug_of(practice), month=f"{MONTH:%Y-%m}")
                statements_of(client, address)  # what the process keeps is kept
                counts[screen].append(statements_of(client, address))
    most = max(max(pair) for pair in counts.values())
    Figure("queries", most, "statements", n=len(ROWS), details=counts).print()


if __name__ == "__main__":
    main()
