"""A hundred pages are open; the stream and the broker come and go: each page hears each change once."""

import asyncio
import random
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from benchmarks.pages import OpenPage
from cabinet.live import telling
from cabinet.services.install import programs
from tests.cabinet.live.conftest import signed_in
from tests.cabinet.live.test_stream import in_thread, open_pages, tell, until

PAGES, CHANGES = 100, 60


class Broker:
    """A Valkey of the test's own, that may be killed."""

    def __init__(self, folder) -> None:
        self.socket = folder / "valkey.sock"

    @contextmanager
    def running(self) -> Iterator[None]:
        _, valkey = programs()
        options = ["--port", "0", "--unixsocket", self.socket, "--save", "", "--dir", self.socket.parent]
        process = subprocess.Popen([valkey, *options], stdout=subprocess.DEVNULL)
        try:
            yield
        finally:
            process.kill()
            process.wait()


@pytest.fixture
def broker(served, tmp_path, settings, monkeypatch) -> Iterator[Broker]:
    broker = Broker(tmp_path)
    settings.REDIS_URL = served.environment["REDIS_URL"] = f"unix://{broker.socket}"
    monkeypatch.setattr(telling, "LEFT_ALONE", 0.2)
    telling.broker.cache_clear()
    yield broker
    telling.broker.cache_clear()


def test_restarts_lose_nothing_and_double_nothing(served, broker, living_cast):
    people = (living_cast.jaulin, living_cast.texier)
    keys = [signed_in(member) for member in people for _ in range(PAGES // 20)]
    pages = [OpenPage(served.port, "nieul", keys[number % len(keys)]) for number in range(PAGES)]
    running = {"stream": ExitStack(), "broker": ExitStack()}
    start = {"stream": served.process, "broker": broker.running}

    def restart(name: str) -> None:
        running[name].close()
        running[name].enter_context(start[name]())

    async def play():
        async with open_pages(*pages):
            for number in range(CHANGES):
                await in_thread(tell, living_cast.cabinet, subject=str(number))
                if number in (15, 45):
                    await asyncio.to_thread(restart, "stream")
                if number in (30, 50):
                    await asyncio.to_thread(restart, "broker")
                await asyncio.sleep(random.uniform(0, 0.1))
            await until(lambda: all(page.last == CHANGES for page in pages), 30)

    for name in running:
        restart(name)
    try:
        asyncio.run(play())
    finally:
        for stack in running.values():
            stack.close()
    expected = [(number + 1, "presence", str(number)) for number in range(CHANGES)]
    assert [page.heard == expected for page in pages] == [True] * PAGES
    assert all(page.connections >= 2 for page in pages)
    assert "Traceback" not in served.log.read_text()
