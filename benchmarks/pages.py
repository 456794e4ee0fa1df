"""Open pages by the hundred, reduced to what one keeps of a live page: a connection, a cookie, a number."""

import asyncio
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field

GONE = (OSError, asyncio.IncompleteReadError, ValueError)


class Refused(Exception):
    """The status of what is no stream."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


@dataclass
class OpenPage:
    """What a page hears, through reconnections: `heard` holds (number, kind, subject), as they came."""

    port: int
    slug: str
    session: str
    last: int | None = 0
    cookie: str = "session"
    origin: str = ""
    heard: list[tuple[int, str, str]] = field(default_factory=list)
    resyncs: int = 0
    connections: int = 0
    #: Given what each event says: its kind, its subject, its number if it has one.
    on_event: Callable[[dict], None] | None = None

    async def stay(self) -> None:
        """As the script of a page does: come back where one was, after a moment. Until cancelled."""
        while True:
            try:
                await self.listen()
            except GONE:
                pass
            except Refused as refused:
                if refused.status != 503:
                    raise
            await asyncio.sleep(random.uniform(0.05, 0.5))

    async def listen(self) -> None:
        """Until the server or the network ends it. Raises `Refused`."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            await self.ask(reader, writer)
            self.connections += 1
            rest = b""
            while chunk := await self.chunk(reader):
                *blocks, rest = (rest + chunk).split(b"\n\n")
                for block in blocks:
                    self.take(block.decode())
        finally:
            writer.close()

    async def ask(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines = [
            f"GET /flux/{self.slug}/{'' if self.last is None else f'?last={self.last}'} HTTP/1.1",
            "Host: 127.0.0.1",
            "Accept: text/event-stream",
            f"Cookie: {self.cookie}={self.session}",
            *([f"Origin: {self.origin}"] if self.origin else []),
        ]
        writer.write("\r\n".join([*lines, "", ""]).encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.head = dict(line.lower().split(": ", 1) for line in head.splitlines()[1:] if line)
        status = int(head.split()[1])
        if status != 200:
            raise Refused(status)

    async def chunk(self, reader: asyncio.StreamReader) -> bytes:
        size = int(await reader.readuntil(b"\r\n"), 16)
        return (await reader.readexactly(size + 2))[:-2]

    def take(self, block: str) -> None:
        words = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if "id" in words:
            self.last = int(words["id"])
        if words.get("event") == "resync":
            self.resyncs += 1
        if words.get("event") == "live":
            data = json.loads(words["data"])
            self.heard.append((int(words["id"]), data["kind"], data["subject"]))
            if self.on_event:
                self.on_event(data)
