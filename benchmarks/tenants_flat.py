"""The month page with 2,000 practices in the database, against the same page with one.

Two databases, two application servers. The page read is that of the same practice, three years old; the other
practices have 40 people each, and the three months around today.
"""

from contextlib import ExitStack
from datetime import timedelta

from benchmarks.harness import alternate, compared, milliseconds, scaled
from benchmarks.house import database, filler, use
from benchmarks.page_planning import REQUESTS, write_three_years
from benchmarks.practices import slug_of, write_practices, write_presences
from benchmarks.server import PORT, Reader, served, sign_in
from cabinet.clock import today_in_paris
from cabinet.models import Person

OTHERS = range(2, 1 + scaled(2000))


def write_others(fill) -> None:
    today = today_in_paris()
    write_practices(fill, OTHERS)
    write_presences(fill, OTHERS, first=today - timedelta(days=45), last=today + timedelta(days=45), rooms=2)


def main() -> None:
    with ExitStack() as stack:
        many, one = (stack.enter_context(database(name)) for name in ("tenants_many", "tenants_one"))
        for name in (many, one):
            with filler(name) as fill:
                write_three_years(fill)
                if name == many:
                    write_others(fill)

        def reading(name: str, port: int):
            use(name)
            session = sign_in(Person.objects.get(pk=101))
            browser = Reader(stack.enter_context(served(name, port=port)), session)
            path = f"/c/{slug_of(1)}/planning/"
            return lambda: milliseconds(lambda: browser.read(path), times=REQUESTS)

        pairs = alternate(reading(many, PORT), reading(one, PORT + 1))
    compared("tenants_flat", "ms", pairs, practices=len(OTHERS) + 1).print()


if __name__ == "__main__":
    main()
