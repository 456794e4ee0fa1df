"""A browser's requests, one after the other on a connection that is kept; asynchronous, hundreds at once."""

import asyncio
from collections.abc import Mapping

GONE = (OSError, asyncio.IncompleteReadError)


class Asker:
    """One connection to loopback. Asks wait for each other, as those of a page that takes its turn."""

    def __init__(self, port: int, headers: Mapping[str, str]) -> None:
        self.port, self.headers = port, dict(headers)
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.turn = asyncio.Lock()

    async def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
        """The status and the body. A kept connection that was closed meanwhile is opened anew, once."""
        async with self.turn:
            kept = self.streams is not None
            try:
                return await self._ask(method, path, body, headers)
            except GONE:
                self.close()
                if not kept:
                    raise
                return await self._ask(method, path, body, headers)

    def close(self) -> None:
        if self.streams:
            self.streams[1].close()
        self.streams = None

    async def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self.streams
        said = {"Host": "127.0.0.1", **self.headers, **headers, "Content-Length": str(len(body))}
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in said.items()), "", ""]
        writer.write("\r\n".join(lines).encode() + body)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        answered = dict(line.split(": ", 1) for line in head.splitlines()[1:] if line)
        found = await _body(reader, answered)
        if answered.get("connection") == "close":
            self.close()
        return int(head.split()[1]), found


async def _body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
    if headers.get("transfer-encoding") != "chunked":
        return await reader.readexactly(int(headers.get("content-length", "0")))
    parts = []
    while size := int(await reader.readuntil(b"\r\n"), 16):
        parts.append((await reader.readexactly(size + 2))[:-2])
    await reader.readexactly(2)
    return b"".join(parts)
