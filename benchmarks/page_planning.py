"""The month page of a practice of 40 people with 3 years of all that it shows, against an empty page.

The time from request to answer on a kept-open connection to the application server, gzip included; the empty
page goes through the same middleware: session, memberships, scope.
"""

from datetime import timedelta

from benchmarks.harness import alternate, compared, milliseconds
from benchmarks.house import database, filler
from benchmarks.practices import slug_of, write_around, write_practices, write_presences
from benchmarks.server import Reader, served, sign_in
from cabinet.clock import today_in_paris
from cabinet.models import Person

REQUESTS = 40
PRACTICE = range(1, 2)


def write_three_years(fill) -> None:
    today = today_in_paris()
    write_practices(fill, PRACTICE)
    span = {"first": today - timedelta(days=3 * 365), "last": today + timedelta(days=60)}
    write_presences(fill, PRACTICE, **span)
    write_around(fill, PRACTICE, **span)


def main() -> None:
    with database("page_planning") as name:
        with filler(name) as fill:
            write_three_years(fill)
        session = sign_in(Person.objects.get(pk=101))
        with served(name) as port:
            browser = Reader(port, session)

            def reading(page: str):
                path = f"/c/{slug_of(1)}/{page}/"
                return lambda: milliseconds(lambda: browser.read(path), times=REQUESTS)

            pairs = alternate(reading("planning"), reading("rien"))
            size = len(browser.read(f"/c/{slug_of(1)}/planning/"))
    compared("page_planning", "ms", pairs, compressed_bytes=size).print()


if __name__ == "__main__":
    main()
