"""From « send » to what is shown in another open page, beside Matrix Synapse.

200 open pages of ten practices, ten messages a second in all, for a minute. In each practice two pages have
the team's conversation open and eighteen show something else; all do what their scripts do: a stream, and at
each message heard the fetch of what follows the last number shown; besides, at rest between two, the count
behind the door, the list, and how far one has read. In Synapse all the twenty of a room keep a `/sync`.

Both are asked by the same connections, in turns of ten seconds; a delay goes from the request of who sends to
the moment when somebody else's page has the words. Two workers serve the pages, as in production; Synapse
comes from PyPI by its name, into an environment thrown away at the end, on SQLite, with its limits lifted.
"""

import asyncio
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import psutil
from django.db import connection
from django.utils import timezone

from benchmarks.asking import Asker
from benchmarks.harness import Figure, scaled
from benchmarks.house import address_of, database, filler
from benchmarks.pages import OpenPage
from benchmarks.practices import slug_of, write_practices
from benchmarks.server import served, sign_in
from benchmarks.synapse import Matrix, synapse
from cabinet.models import Membership
from cabinet.services.places import CHECKOUT
from cabinet.tenancy.scope import scoped
from messaging.actions.channels import open_house_channels

WEB, STREAM = 8761, 8762
PRACTICES, A_SECOND, SECONDS, TURNS = 10, 10, 10, 6
#: Of each practice: the pages, and those of them that have the conversation open.
PAGES, READERS = scaled(20), 2
#: As the scripts (live.js): once for a burst, and what may wait (data-live-rest, data-live-spread); seconds.
BURST, REST, SPREAD = 0.03, 6.0, 2.0
#: And static/js/talk/messages.js.
OWN_ANSWER, SEEN_AGAIN = 0.08, 1.5
#: Who is late by so much is not waited for.
PATIENCE = 60
#: Any pair that agrees: a page would have been given one.
SECRET = "a" * 32
WORDS = re.compile(r"tour \d+ message \d+")
OWN = re.compile(r'data-message="([0-9a-f-]+)"')


@contextmanager
def stream(name: str) -> Iterator[psutil.Process]:
    command = [sys.executable, "-m", "cabinet.live", "--port", str(STREAM)]
    process = subprocess.Popen(command, cwd=CHECKOUT, env=os.environ | {"DATABASE_URL": address_of(name)})
    try:
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(20)


class House:
    """Of each practice, the first pages have the channel of their team open."""

    def __init__(self, people: dict[int, list[str]], channels: dict[int, str]) -> None:
        self.pages = [
            [Shown(slug_of(number), channels[number], session) for session in sessions[:READERS]]
            for number, sessions in people.items()
        ]
        others = [
            Page(slug_of(number), session)
            for number, sessions in people.items()
            for session in sessions[READERS:]
        ]
        self.all = [*(page for group in self.pages for page in group), *others]
        self.staying: list[asyncio.Task] = []

    async def open(self) -> None:
        self.staying = [asyncio.create_task(page.stream.stay()) for page in self.all]
        while not all(page.stream.connections for page in self.all):
            await asyncio.sleep(0.1)
        for page in (page for group in self.pages for page in group):  # an open page has been read once
            await page.fetch()

    async def send(self, group: int, rank: int, words: str) -> None:
        await self.pages[group][rank % READERS].send(words)

    async def close(self) -> None:
        for task in self.staying:
            task.cancel()
        await asyncio.gather(*self.staying, return_exceptions=True)


class Page:
    """An open page of a practice: what waits behind the door is counted again, at most once in a while."""

    def __init__(self, slug: str, session: str) -> None:
        self.home = f"/c/{slug}/messages/"
        self.cookie = {
            "Cookie": f"session={session}; csrf={SECRET}", "X-CSRFToken": SECRET, "Sent-By-Script": "1",
            "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        self.beside = Asker(WEB, self.cookie)
        self.stream = OpenPage(STREAM, slug, session, on_event=self.heard)
        self.missed, self.resting = False, None

    def heard(self, event: dict) -> None:
        self.missed = True
        if self.resting is None or self.resting.done():
            self.resting = asyncio.create_task(self.refresh())

    async def refresh(self) -> None:
        await asyncio.sleep(random.uniform(0, SPREAD))
        while self.missed:
            self.missed = False
            await self.look_beside()
            await asyncio.sleep(REST * random.uniform(0.75, 1.25))

    async def look_beside(self) -> None:
        await self.beside.ask("GET", f"{self.home}non-lus/")


class Shown(Page):
    """A page of the conversation: `seen` holds the words that it shows, and when it first had them."""

    def __init__(self, slug: str, channel: str, session: str) -> None:
        super().__init__(slug, session)
        self.address = f"{self.home}{channel}/"
        self.asker, self.sender = Asker(WEB, self.cookie), Asker(WEB, self.cookie)
        self.last, self.seen, self.doubled = 0, {}, 0
        self.looking: asyncio.Task | None = None
        self.known = 0
        self.sending = 0
        self.own: str | None = None
        self.seeing: asyncio.Task | None = None

    def heard(self, event: dict) -> None:
        super().heard(event)
        if event["kind"] == "read" and (self.seeing is None or self.seeing.done()):
            self.seeing = asyncio.create_task(self.see())
        self.known = max(self.known, event.get("number", 0))
        if self.known > self.last and (self.looking is None or self.looking.done()):
            self.looking = asyncio.create_task(self.look())

    async def look(self) -> None:
        """What is being sent from here is heard of, too: its answer brings it."""
        while self.known > self.last:
            if self.sending:
                await asyncio.sleep(OWN_ANSWER)
            if self.known > self.last:
                await self.fetch()
                await asyncio.sleep(BURST)

    async def see(self) -> None:
        """By whom the last of one's own was seen: that message again."""
        await asyncio.sleep(SEEN_AGAIN)
        if self.own:
            await self.beside.ask("GET", f"{self.home}un/{self.own}/bulle/")

    async def look_beside(self) -> None:
        await super().look_beside()
        await self.beside.ask("GET", f"{self.home}liste/")
        await self.beside.ask("POST", f"{self.address}lecture/", f"number={self.last}".encode())

    async def fetch(self) -> None:
        status, body = await self.asker.ask("GET", f"{self.address}suite/?apres={self.last}")
        assert status == 200, status
        self.take(body)

    def take(self, body: bytes) -> None:
        """Each in the place of its number: what is there already stays there once."""
        now = time.monotonic()
        for part in body.decode().split('data-number="')[1:]:
            number, words = int(part.partition('"')[0]), WORDS.search(part)[0]
            self.doubled += words in self.seen and number > self.last
            self.last = max(self.last, number)
            self.seen.setdefault(words, now)

    async def send(self, words: str) -> None:
        form = {"text": words, "client_key": str(uuid4()), "apres": self.last}
        self.sending += 1
        status, body = await self.sender.ask("POST", self.address, urlencode(form).encode())
        self.sending -= 1
        assert status == 201, status
        self.take(body)
        self.own = OWN.findall(body.decode())[-1]


def furnish() -> tuple[dict[int, list[str]], dict[int, str]]:
    """Sessions of twenty people of each practice, and the channel of its team."""
    people, channels = {}, {}
    for number in range(1, PRACTICES + 1):
        with scoped(number):
            found = {one.audience: one for one in open_house_channels(at=timezone.now())}
            channels[number] = str(found["team"].pk)
            roles = ("titulaire", "remplacant", "secretaire", "interne")
            members = Membership.objects.filter(role__in=roles).with_person().order_by("pk")[:PAGES]
            people[number] = [sign_in(member.person) for member in members]
    connection.close()
    return people, channels


async def turn(talk: House | Matrix, number: int) -> list[float]:
    """Ten seconds of messages; the delays until each other reader of the group had each, in seconds."""
    sent: dict[str, tuple[int, int, float]] = {}
    begun = time.monotonic()
    sending = []
    for rank in range(A_SECOND * SECONDS):
        await asyncio.sleep(max(0.0, begun + rank / A_SECOND - time.monotonic()))
        words, group = f"tour {number} message {rank}", rank % PRACTICES
        author = rank // PRACTICES % READERS
        sent[words] = group, author, time.monotonic()
        sending.append(asyncio.create_task(talk.send(group, author, words)))
    await asyncio.gather(*sending)
    waited = time.monotonic() + PATIENCE
    while time.monotonic() < waited and any(
        words not in page.seen for words, (group, *_) in sent.items() for page in talk.pages[group]
    ):
        await asyncio.sleep(0.1)
    return [
        page.seen.get(words, float("inf")) - at
        for words, (group, author, at) in sent.items()
        for rank, page in enumerate(talk.pages[group])
        if rank != author
    ]


def ninety_fifth(delays: list[float]) -> float:
    """In milliseconds."""
    return 1000 * statistics.quantiles(delays, n=20)[-1]


async def measure(house: House, matrix: Matrix) -> list[tuple[list[float], list[float]]]:
    """The delays of both, by turn, after one that is thrown away."""
    await house.open()
    await matrix.open()
    found = []
    for number in range(TURNS + 1):
        pair = [await turn(house, number), await turn(matrix, number)]
        found.append((pair[0], pair[1]))
    await house.close()
    await matrix.close()
    return found[1:]


def mebibytes(process: psutil.Process) -> int:
    return round(process.memory_full_info().pss / 2**20)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, database("message_delivery") as name:
        with filler(name) as fill:
            write_practices(fill, range(1, PRACTICES + 1))
        people, channels = furnish()
        house = House(people, channels)
        with (
            synapse(Path(folder), groups=PRACTICES, people=PAGES) as (matrix, peer),
            stream(name) as live,
            served(name, port=WEB, workers=2, threads=8),
        ):
            pairs = asyncio.run(measure(house, matrix))
            memory = {"stream_mib": mebibytes(live), "synapse_mib": mebibytes(peer)}
    ours, theirs = ([ninety_fifth(one) for one in side] for side in zip(*pairs, strict=True))
    delays = [delay for mine, _ in pairs for delay in mine]
    Figure(
        "message_delivery", ninety_fifth(delays), "ms", len(delays),
        reference=statistics.median(theirs),
        ratio=statistics.median(mine / other for mine, other in zip(ours, theirs, strict=True)),
        details={
            "median": round(1000 * statistics.median(delays)),
            "turns": [round(one) for one in ours],
            "synapse_turns": [round(one) for one in theirs],
            "lost": sum(delay == float("inf") for delay in delays),
            "doubled": sum(page.doubled for group in house.pages for page in group),
            "load": [round(one, 1) for one in os.getloadavg()],
            **memory,
        },
    ).print()  # fmt: skip


if __name__ == "__main__":
    main()
