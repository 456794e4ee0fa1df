"""The front desk of a practice on a full day, against an empty page behind the same middleware.

Ten thousand patients, three hundred of whom wait in open waves; every practitioner's day is full, thirty
calls wait; the practice opens every day, so that a Sunday is a full day too. Measured as `page_planning`.
"""

from datetime import timedelta

from benchmarks.harness import alternate, compared, milliseconds, scaled
from benchmarks.house import database, filler
from benchmarks.page_planning import PRACTICE, REQUESTS
from benchmarks.patients import write_desk_day, write_patients
from benchmarks.practices import slug_of, write_around, write_practices, write_presences
from benchmarks.server import Reader, served, sign_in
from cabinet.clock import today_in_paris
from cabinet.models import Person

CALLS = 30


def write_full_day(fill) -> None:
    today = today_in_paris()
    write_practices(fill, PRACTICE)
    span = {"first": today - timedelta(days=60), "last": today + timedelta(days=60)}
    fill.execute("UPDATE cabinet_cabinet SET open_weekdays = '{0,1,2,3,4,5,6}'")
    write_presences(fill, PRACTICE, **span, weekdays=7)
    write_around(fill, PRACTICE, **span)
    write_patients(fill, PRACTICE, number=scaled(10_000), waiting=300)
    write_desk_day(fill, PRACTICE, calls=CALLS)


def main() -> None:
    with database("page_front_desk") as name:
        with filler(name) as fill:
            write_full_day(fill)
        session = sign_in(Person.objects.get(pk=125))
        with served(name) as port:
            browser = Reader(port, session)

            def reading(page: str):
                path = f"/c/{slug_of(1)}/{page}/"
                return lambda: milliseconds(lambda: browser.read(path), times=REQUESTS)

            pairs = alternate(reading("accueil"), reading("rien"))
            size = len(browser.read(f"/c/{slug_of(1)}/accueil/"))
    compared("page_front_desk", "ms", pairs, compressed_bytes=size).print()


if __name__ == "__main__":
    main()
