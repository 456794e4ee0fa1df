"""What is said on a stream, in the words of Server-Sent Events."""

import json
from collections.abc import Sequence

from cabinet.live.news import Event

#: Asked of a browser that reconnects by itself; ours waits for a moment that it draws.
HELLO = b"retry: 2000\n\n"
#: Not said: ends the stream.
GOODBYE = b""


def events(heard: Sequence[Event]) -> bytes:
    """« live »: what each says; its id is where to resume."""
    return b"".join(event(one) for one in heard)


def event(one: Event) -> bytes:
    data = json.dumps(one.said, separators=(",", ":"))
    return f"event: live\nid: {one.seq}\ndata: {data}\n\n".encode()


def resync(last: int) -> bytes:
    """Too much was missed: everything is to be fetched again."""
    return f"event: resync\nid: {last}\ndata: {last}\n\n".encode()


def at(last: int) -> bytes:
    """A sign of life, and how far this page is: what was not for it needs not be looked at again."""
    return f": ping\n\nevent: at\nid: {last}\ndata: {last}\n\n".encode()
