"""From « send » to what a reader's page shows: 200 open pages, ten messages a second, for a minute.

A page is a stream and, at each wake-up, the fetch of what follows its last number, as its script does; two
pages of each practice fetch, so that the machine measures the house and not its own readers.
"""

import asyncio
import http.client
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psutil
from django.db import connection
from django.utils import timezone

from benchmarks.harness import Figure, scaled
from benchmarks.house import address_of, database, filler
from benchmarks.pages import OpenPage
from benchmarks.practices import slug_of, write_practices
from benchmarks.server import served, sign_in
from cabinet.models import Membership
from cabinet.services.places import CHECKOUT
from cabinet.tenancy.scope import scoped
from messaging.actions.channels import open_house_channels
from messaging.actions.send import send_message
from messaging.models import Conversation

STREAM = 8762
PAGES, PRACTICES, A_SECOND, SECONDS = 200, 10, 10, 60
FETCHERS = 2


@contextmanager
def stream(name: str) -> Iterator[subprocess.Popen]:
    command = [sys.executable, "-m", "cabinet.live", "--port", str(STREAM)]
    process = subprocess.Popen(command, cwd=CHECKOUT, env=os.environ | {"DATABASE_URL": address_of(name)})
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


class Practice:
    """A practice's channel, who writes in it, and when each message was sent."""

    def __init__(self, number: int) -> None:
        self.number, self.sent = number, {}
        with scoped(number):
            self.channel: Conversation = next(
                one for one in open_house_channels(at=timezone.now()) if one.audience == "team"
            )
            roles = ("titulaire", "remplacant", "secretaire")
            self.people = list(Membership.objects.filter(role__in=roles).with_person().order_by("pk"))
        connection.close()

    def send(self) -> None:
        rank = len(self.sent) + 1
        self.sent[rank] = time.monotonic()
        author = self.people[rank % len(self.people)]
        with scoped(self.number):
            send_message(
                conversation=self.channel, text=f"Message {rank} de la journée", client_key=uuid4(),
                by=author, at=timezone.now(),
            )  # fmt: skip
        connection.close()


class Shown:
    """A page that fetches what follows its last number, and notes when it had it."""

    def __init__(self, practice: Practice, session: str, web: int) -> None:
        self.practice, self.last, self.numbers = practice, 0, []
        self.delays: list[float] = []
        self.address = f"/c/{slug_of(practice.number)}/messages/{practice.channel.pk}/suite/?apres="
        self.headers = {"Cookie": f"session={session}", "Sent-By-Script": "1"}
        self.web = http.client.HTTPConnection("127.0.0.1", web, timeout=30)
        self.lock = asyncio.Lock()

    async def look(self) -> None:
        async with self.lock:
            await asyncio.to_thread(self.fetch)

    def fetch(self) -> None:
        self.web.request("GET", f"{self.address}{self.last}", headers=self.headers)
        body = self.web.getresponse().read().decode()
        now = time.monotonic()
        for part in body.split('data-number="')[1:]:
            self.last = int(part.partition('"')[0])
            self.numbers.append(self.last)
            self.delays.append(now - self.practice.sent[self.last])


async def measure(web: int) -> tuple[list[float], int, int]:
    """Delays in seconds, how many messages were lost and how many shown twice."""
    practices = [Practice(number) for number in range(1, PRACTICES + 1)]
    pages, shown, tasks = [], [], set()
    for rank in range(scaled(PAGES)):
        practice = practices[rank % PRACTICES]
        session = sign_in(practice.people[rank // PRACTICES % len(practice.people)].person)
        page = OpenPage(STREAM, slug_of(practice.number), session)
        if rank // PRACTICES < FETCHERS:
            one = Shown(practice, session, web)
            shown.append(one)

            def heard(_: OpenPage, one: Shown = one) -> None:
                task = asyncio.get_running_loop().create_task(one.look())
                tasks.add(task)
                task.add_done_callback(tasks.discard)

            page.on_event = heard
        pages.append(page)
    staying = [asyncio.create_task(page.stay()) for page in pages]
    while not all(page.connections for page in pages):
        await asyncio.sleep(0.1)
    for one in shown:  # an open page has been read once
        await one.look()
    begun = time.monotonic()
    for rank in range(scaled(SECONDS) * A_SECOND):
        await asyncio.sleep(max(0.0, begun + rank / A_SECOND - time.monotonic()))
        await asyncio.to_thread(practices[rank % PRACTICES].send)
    await asyncio.sleep(3)
    for task in staying:
        task.cancel()
    await asyncio.gather(*staying, *tasks, return_exceptions=True)
    lost = sum(len(one.practice.sent) - len(set(one.numbers)) for one in shown)
    doubled = sum(len(one.numbers) - len(set(one.numbers)) for one in shown)
    return [delay for one in shown for delay in one.delays], lost, doubled


def ninety_fifth(delays: list[float]) -> float:
    """In milliseconds."""
    return 1000 * statistics.quantiles(delays, n=20)[-1]


def main() -> None:
    with database("message_delivery") as name:
        with filler(name) as fill:
            write_practices(fill, range(1, PRACTICES + 1))
        with stream(name) as process, served(name) as web:
            delays, lost, doubled = asyncio.run(measure(web))
            memory = psutil.Process(process.pid).memory_full_info().pss / 2**20
    Figure(
        "message_delivery", ninety_fifth(delays), "ms", len(delays),
        details={"median": round(1000 * statistics.median(delays)), "lost": lost, "doubled": doubled,
                 "pages": scaled(PAGES), "stream_mib": round(memory)},
    ).print()  # fmt: skip


if __name__ == "__main__":
    main()
