"""A feed of 500 events, without and with `If-None-Match`, beside Radicale serving the same calendar.

The time from request to answer; gzip is not asked for, since Radicale has none. Our connection is kept open,
and Radicale, which closes its own after each answer, is asked on a new one.
Radicale comes from PyPI by its name, into an environment thrown away at the end; it is given the very text of
our feed, keeps its cache, and listens on loopback. It knows no `If-None-Match` on a calendar: both of our
figures are compared with the one that it has.

`value` is the cold reading; `details` has the 304, its ratio, and what `icalendar` takes to write the same.
"""

import http.client
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median

import icalendar
from django.utils import timezone

from benchmarks.harness import alternate, compared, milliseconds, scaled
from benchmarks.house import database, filler
from benchmarks.practices import insert, member, room, write_practices
from benchmarks.server import served
from cabinet.clock import today_in_paris
from cabinet.models import Cabinet, Person
from planning.actions.feeds import open_feed
from planning.calendars.secret import secret_of
from planning.models import Presence

EVENTS = scaled(500)
READINGS = 7
PORT, RADICALE_PORT = 8751, 8752
PRACTICE = range(1, 2)
#: Minutes are wide limits for a machine that does something else as well.
STARTS_WITHIN = 60


def write_days(fill) -> None:
    """As many days as there are events in each of four rooms, around today: within the window of a feed."""
    write_practices(fill, PRACTICE)
    rank = "(1 + (n * 5 + r * 4) % 24)"
    first = today_in_paris() - timedelta(days=30)
    insert(
        *(fill, Presence),
        f"generate_series(0, {EVENTS // 4 - 1}) AS n, generate_series(1, 4) AS r",
        cabinet_id="1",
        membership_id=member("1", rank),
        person_id=rank + " + 100",
        room_id=room("1", "r"),
        on=f"DATE '{first}' + n::int",
        period="'day'",
        starts_at=f"(DATE '{first}' + n::int + TIME '08:30') AT TIME ZONE 'Europe/Paris'",
        ends_at=f"(DATE '{first}' + n::int + TIME '18:30') AT TIME ZONE 'Europe/Paris'",
        booked_at="now()",
        booked_by_id=member("1", rank),
    )


class Asker:
    """A calendar program, reduced to a connection."""

    def __init__(self, port: int, path: str, **headers: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.path, self.headers = path, headers

    def ask(self, expected: int, **headers: str) -> tuple[bytes, str]:
        self.connection.request("GET", self.path, headers=self.headers | headers)
        response = self.connection.getresponse()
        body = response.read()
        if response.status != expected:
            raise RuntimeError(f"{self.path} answered {response.status}, not {expected}")
        return body, response.headers["ETag"]


@contextmanager
def radicale(calendar: bytes) -> Iterator[Asker]:
    """Radicale with this calendar in it."""
    with tempfile.TemporaryDirectory() as folder:
        python = install(Path(folder) / "venv")
        server = subprocess.Popen(
            [
                *(python, "-m", "radicale", "--config", "", "--server-hosts", f"127.0.0.1:{RADICALE_PORT}"),
                *("--auth-type", "none", "--rights-type", "authenticated", "--logging-level", "error"),
                *("--storage-filesystem-folder", f"{folder}/collections"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            asker = Asker(RADICALE_PORT, "/reader/calendar/", Authorization=basic("reader"))
            put(asker, calendar, server)
            yield asker
        finally:
            server.terminate()
            server.wait(20)


def install(folder: Path) -> Path:
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "radicale"], check=True)
    return python


def basic(user: str) -> str:
    return f"Basic {b64encode(f'{user}:'.encode()).decode()}"


def put(asker: Asker, calendar: bytes, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", RADICALE_PORT, timeout=300)
            connection.request("PUT", asker.path, calendar, asker.headers | {"Content-Type": "text/calendar"})
            status = connection.getresponse().status
        except ConnectionError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("Radicale did not start.") from None
            time.sleep(0.2)
            continue
        if status != 201:
            raise RuntimeError(f"Radicale answered {status} to the calendar.")
        return


def events_in(calendar: bytes) -> int:
    return calendar.count(b"BEGIN:VEVENT")


def written_by_the_package(calendar: bytes) -> float:
    """What `icalendar` takes to put down the same events, in milliseconds; they are made beforehand."""
    known = icalendar.Calendar.from_ical(calendar)
    return milliseconds(known.to_ical, times=3)


def main() -> None:
    with database("ical_feed") as name:
        with filler(name) as fill:
            write_days(fill)
        feed = open_feed(
            person=Person.objects.get(pk=101),
            kind="practice",
            practice=Cabinet.objects.get(),
            at=timezone.now(),
        )
        with served(name, port=PORT) as port:
            ours = Asker(port, f"/ical/{secret_of(feed.pk)}.ics")
            calendar, tag = ours.ask(200)
            with radicale(calendar) as theirs:
                assert events_in(calendar) == events_in(theirs.ask(200)[0]) == EVENTS
                pairs, unchanged = measure(ours, theirs, tag)
    compared(
        "ical_feed",
        "ms",
        pairs,
        events=EVENTS,
        not_modified_ms=round(median(mine for mine, _ in unchanged), 3),
        not_modified_ratio=round(median(mine / his for mine, his in unchanged), 3),
        icalendar_ms=round(written_by_the_package(calendar), 1),
    ).print()


def measure(ours: Asker, theirs: Asker, tag: str) -> tuple[list, list]:
    """Few readings a round: a feed is asked for sixty times a minute at most."""

    def cold() -> float:
        return milliseconds(lambda: ours.ask(200), times=READINGS // 2)

    def unchanged() -> float:
        return milliseconds(lambda: ours.ask(304, **{"If-None-Match": tag}), times=READINGS // 2)

    def radicale_s() -> float:
        return milliseconds(lambda: theirs.ask(200), times=READINGS)

    pairs = alternate(cold, radicale_s)
    time.sleep(60)  # the next minute has a count of its own
    ours.connection.close()  # kept open for as long: it is opened again by the next question
    return pairs, alternate(unchanged, radicale_s)


if __name__ == "__main__":
    main()
