"""What an idle open page costs the stream's process, beyond the first fifty; then a night of restarts.

500 pages of ten practices listen. Memory is the process's own (PSS), once nothing moves any more. Then
changes are told for a minute while the stream is stopped and started five times: each page must have heard
each change of its practice once, in their order.
"""

import asyncio
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
from django.db import connection

from benchmarks.harness import Figure, scaled
from benchmarks.house import address_of, database, filler
from benchmarks.pages import OpenPage
from benchmarks.practices import slug_of, write_practices
from benchmarks.server import sign_in
from cabinet import live
from cabinet.models import Person
from cabinet.services.places import CHECKOUT
from cabinet.tenancy.scope import scoped

PORT = 8760
PRACTICES, FIRST, MORE = 10, 50, 450
SECONDS, RESTARTS = 60, 5


class Stream:
    def __init__(self, name: str) -> None:
        self.environment = os.environ | {"DATABASE_URL": address_of(name)}
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "cabinet.live", "--port", str(PORT)]
        self.process = subprocess.Popen(command, cwd=CHECKOUT, env=self.environment)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)

    def restart(self) -> None:
        self.stop()
        self.start()

    def kibibytes(self) -> float:
        return psutil.Process(self.process.pid).memory_full_info().pss / 1024


@contextmanager
def house() -> Iterator[str]:
    with database("open_pages") as name:
        with filler(name) as fill:
            write_practices(fill, range(1, PRACTICES + 1))
        yield name


def pages_of(number: int) -> list[OpenPage]:
    """The people of the practices in turn, each with a session."""
    people = list(Person.objects.order_by("pk"))
    pages = []
    for rank in range(number):
        person = people[rank * 7 % len(people)]
        pages.append(OpenPage(PORT, slug_of(person.pk // 100), sign_in(person)))
    return pages


async def opened(pages: list[OpenPage]) -> list[asyncio.Task]:
    tasks = [asyncio.create_task(page.stay()) for page in pages]
    while not all(page.connections for page in pages):
        for task in tasks:
            if task.done():
                task.result()  # refused
        await asyncio.sleep(0.1)
    return tasks


def tell(practice: int, number: int) -> None:
    with scoped(practice):
        live.tell(kind="presence", subject=number, audience=live.EVERYBODY)
    connection.close()


async def memory(stream: Stream, pages: list[OpenPage]) -> float:
    await asyncio.sleep(2)
    first = scaled(FIRST)
    tasks = await opened(pages[:first])
    await asyncio.sleep(5)
    before = stream.kibibytes()
    tasks += await opened(pages[first:])
    await asyncio.sleep(30)  # beats included
    each = (stream.kibibytes() - before) / (len(pages) - first)
    await close(tasks)
    return each


async def restarts(stream: Stream, pages: list[OpenPage]) -> int:
    """How many changes were told."""
    tasks = await opened(pages)
    told, ends = 0, time.monotonic() + SECONDS
    due = [time.monotonic() + SECONDS * (rank + 1) / (RESTARTS + 1) for rank in range(RESTARTS)]
    while time.monotonic() < ends:
        practice = told % PRACTICES + 1
        await asyncio.to_thread(tell, practice, told)
        told += 1
        if due and time.monotonic() > due[0]:
            due.pop(0)
            await asyncio.to_thread(stream.restart)
        await asyncio.sleep(random.uniform(0, 0.1))
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and any(page.last != expected(page, told) for page in pages):
        await asyncio.sleep(0.2)
    await close(tasks)
    return told


def expected(page: OpenPage, told: int) -> int:
    """How many of the changes were of the page's practice."""
    practice = int(page.slug.rpartition("-")[2])
    return len(range(practice - 1, told, PRACTICES))


async def close(tasks: list[asyncio.Task]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def main() -> None:
    with house() as name:
        stream = Stream(name)
        try:
            pages = pages_of(scaled(FIRST + MORE))
            each = asyncio.run(memory(stream, pages))
            told = asyncio.run(restarts(stream, pages))
        finally:
            stream.stop()
        numbers = [[number for number, *_ in page.heard] for page in pages]
        lost = sum(expected(page, told) - len(set(heard)) for page, heard in zip(pages, numbers, strict=True))
        doubled = sum(len(heard) - len(set(heard)) for heard in numbers)
        crossed = sum(heard != sorted(heard) for heard in numbers)
    Figure(
        "open_pages", each, "KiB/page", len(pages),
        details={"told": told, "restarts": RESTARTS, "lost": lost, "doubled": doubled, "crossed": crossed},
    ).print()  # fmt: skip


if __name__ == "__main__":
    main()
