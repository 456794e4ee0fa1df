"""`/flux/<slug>/`: what happens in a practice, said to its open pages as it happens.

An ASGI application of its own, without middleware: it reads a cookie, a number and a slug, and writes kinds
and ids. Pages stay on WSGI.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable
from urllib.parse import parse_qs

from django.conf import settings
from django.http import parse_cookie
from django.http.request import split_domain_port, validate_host

from cabinet.live import words
from cabinet.live.hub import AWAY, Closing, Hub, Listener
from cabinet.live.listeners import Overdue, Stranger, Unknown
from cabinet.live.news import read_last
from cabinet.live.places import PREFIX, may_listen
from cabinet.live.wakeups import hear_wakeups

Receive = Callable[[], Awaitable[dict]]
Send = Callable[[dict], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

PATH = re.compile(re.escape(PREFIX) + r"(?P<slug>[-a-zA-Z0-9_]{1,50})/")
#: One browser keeps one stream, however many tabs: more than a few is no browser.
MOST_OF_A_SESSION = 10
GOOD = 0
STREAM: Headers = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"private, no-store, no-transform"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


class Stream:
    """`Stream()` is the application; its hub lives from the server's start to its end."""

    def __init__(self) -> None:
        self.hub: Hub | None = None

    async def __call__(self, scope: dict, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.live(receive, send)
        elif scope["type"] == "http":
            await self.answer(Request(scope), receive, send)

    async def live(self, receive: Receive, send: Send) -> None:
        await receive()
        self.hub = Hub()
        await self.hub.open()
        wakeups = asyncio.create_task(hear_wakeups(self.hub))
        await send({"type": "lifespan.startup.complete"})
        await receive()
        wakeups.cancel()
        await self.hub.close()
        await send({"type": "lifespan.shutdown.complete"})

    def dismiss_all(self) -> None:
        """The server is asked to stop: no page keeps it waiting."""
        if self.hub:
            self.hub.dismiss_all()

    async def answer(self, request: "Request", receive: Receive, send: Send) -> None:
        status, headers = request.refusal()
        listener = None
        if status == GOOD:
            status, listener = await self.recognise(request)
        if listener is None:
            await refuse(send, status, headers)
            return
        self.hub.join(listener)
        leaving = asyncio.create_task(dismiss_when_gone(listener, receive))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": [*STREAM, *headers]})
            await speak(listener, send)
        finally:
            leaving.cancel()
            self.hub.leave(listener)

    async def recognise(self, request: "Request") -> tuple[int, Listener | None]:
        if not request.session_key:
            return 401, None
        if self.hub.pages[request.session_key] >= MOST_OF_A_SESSION:
            return 429, None
        try:
            member = await self.hub.recognise(request.session_key, request.slug)
        except Unknown:
            return 401, None
        except Overdue:
            return 403, None
        except Stranger:
            return 404, None
        except (Closing, *AWAY):
            return 503, None
        return (503, None) if self.hub.closing else (200, Listener(member, request.last))


class Request:
    """What is read of one."""

    def __init__(self, scope: dict) -> None:
        self.method, self.path = scope["method"], scope["path"]
        self.query = scope["query_string"].decode("latin-1")
        self.headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        found = PATH.fullmatch(self.path)
        self.slug = found["slug"] if found else ""

    def refusal(self) -> tuple[int, Headers]:
        """The status of what asks for no stream, or `GOOD`; and what lets a page of another port read it."""
        host, origin = self.headers.get("host", ""), self.headers.get("origin", "")
        if not validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS):
            return 400, []
        if self.path == PREFIX:
            return 200, []  # the server is there
        if not self.slug:
            return 404, []
        if self.method != "GET":
            return 405, [(b"allow", b"GET")]
        if not origin:
            return GOOD, []
        if not may_listen(origin, host=host):
            return 403, []
        return GOOD, [
            (b"access-control-allow-origin", origin.encode("latin-1")),
            (b"access-control-allow-credentials", b"true"),
            (b"vary", b"origin"),
        ]

    @property
    def session_key(self) -> str:
        return parse_cookie(self.headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME, "")

    @property
    def last(self) -> int | None:
        """Where a browser that reconnects by itself was; else where the page was made."""
        asked = parse_qs(self.query).get("last", [""])[0]
        return read_last(self.headers.get("last-event-id", "") or asked)


async def speak(listener: Listener, send: Send) -> None:
    """What waits, together, as long as it is not the end."""
    said = words.HELLO
    while True:
        await send({"type": "http.response.body", "body": said, "more_body": True})
        waiting = [await listener.waiting.get()]
        while not listener.waiting.empty():
            waiting.append(listener.waiting.get_nowait())
        said = b"".join(until_goodbye(waiting))
        if words.GOODBYE in waiting:
            await send({"type": "http.response.body", "body": said})
            return


def until_goodbye(waiting: Iterable[bytes]) -> Iterable[bytes]:
    for said in waiting:
        if said == words.GOODBYE:
            return
        yield said


async def dismiss_when_gone(listener: Listener, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    listener.waiting.put_nowait(words.GOODBYE)


async def refuse(send: Send, status: int, headers: Headers) -> None:
    headers = [*headers, (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
