"""The practices that somebody listens to: one reading of what is new for all the open pages of each.

Nothing is remembered that the database does not know: a page is a number (the last event it was told) and the
words that wait to be sent. A wake-up only says « look again »; without any, a practice is looked at every
`BEAT`, and every `WITHOUT_BROKER` while the broker is away.
"""

import asyncio
import logging
import random
import time
from collections import Counter
from contextlib import suppress

import psycopg
from django.db import DatabaseError
from django.utils import timezone
from psycopg_pool import PoolClosed, PoolTimeout

from cabinet.clock import today_in_paris
from cabinet.live import database, news, words
from cabinet.live.listeners import (
    Member,
    Overdue,
    Stranger,
    Unknown,
    member_marks,
    recognise,
    session_marks,
)
from cabinet.live.news import News

logger = logging.getLogger(__name__)

#: Seconds between two looks at a practice where nothing happens; each is also a sign of life.
BEAT = 25.0
#: The same while the broker is away; and the wait after a database that did not answer.
WITHOUT_BROKER, AGAIN = 2.0, 1.0
#: Without having been recognised for so long, nobody is told anything more.
TRUSTED = 60.0
#: Who does not take what waits for them comes back later, where they were.
MOST_WAITING = 100
#: Pages recognised at once: fewer than there are connections, so that news pass while a crowd comes back.
RECOGNISED_AT_ONCE = 3
#: Of those who listen: marks of the sessions that run, marks of the members who are there.
Marks = tuple[dict, dict]
AWAY = (psycopg.Error, PoolTimeout, PoolClosed, DatabaseError, OSError)


class Closing(Exception):
    """503: the server stops."""


class Listener:
    """An open page. `last`: the event it was told last, None before it was told anything."""

    __slots__ = ("greeted", "last", "member", "recognised_at", "waiting")

    def __init__(self, member: Member, last: int | None) -> None:
        self.member = member
        self.last = last
        self.greeted = False
        self.recognised_at = time.monotonic()
        self.waiting: asyncio.Queue[bytes] = asyncio.Queue()

    def say(self, said: bytes) -> None:
        self.waiting.put_nowait(said if self.waiting.qsize() < MOST_WAITING else words.GOODBYE)

    def hear(self, found: News, *, beating: bool) -> None:
        """What is for this page; and where it is now, when it is time to give a sign of life."""
        said = words.resync(found.last) if found.resync else words.events(found.heard_by(self.member.ears))
        if beating or not self.greeted:
            said += words.at(found.last)
        if said:
            self.say(said)
        self.last, self.greeted = found.last, True


class Room:
    """One practice: its open pages, and the loop that looks for what is new as long as there is one."""

    def __init__(self, hub: "Hub", cabinet_id: int) -> None:
        self.hub = hub
        self.cabinet_id = cabinet_id
        self.listeners: set[Listener] = set()
        self.woken = asyncio.Event()
        self.beats_at = time.monotonic() + BEAT * random.random()  # noqa: S311 -- not all practices together

    async def run(self) -> None:
        while self.listeners:
            try:
                await self.look()
            except Exception as error:
                fault = None if isinstance(error, AWAY) else error
                logger.warning("No news of practice %s: %r", self.cabinet_id, error, exc_info=fault)
                self.dismiss_untrusted()
                pause = AGAIN
            else:
                pause = min(self.hub.pause(), self.beats_at - time.monotonic())
            with suppress(TimeoutError):
                await asyncio.wait_for(self.woken.wait(), pause)
        del self.hub.rooms[self.cabinet_id]

    async def look(self) -> None:
        """Recognise those who listen, then tell each what came after what they know: one transaction."""
        self.woken.clear()
        listeners = list(self.listeners)
        async with database.scoped(self.hub.pool, cabinet_id=self.cabinet_id) as connection:
            marks = await self.marks(connection, listeners)
            lasts = {one.last for one in listeners}
            found = {last: await self.news_after(connection, last) for last in lasts}
        beating = time.monotonic() >= self.beats_at
        for listener in await self.still_there(listeners, marks):
            listener.hear(found[listener.last], beating=beating)
        if beating:
            self.beats_at = time.monotonic() + BEAT

    async def news_after(self, connection: psycopg.AsyncConnection, last: int | None) -> News:
        rows = await connection.execute(news.AFTER, news.parameters(self.cabinet_id, last))
        return news.judge(await rows.fetchall(), last)

    async def marks(self, connection: psycopg.AsyncConnection, listeners: list[Listener]) -> Marks:
        """Sessions that run, by key; memberships that are open, by id."""
        keys = list({one.member.session_key for one in listeners})
        ids = list({one.member.membership_id for one in listeners})
        sessions = await database.rows_of(connection, session_marks(keys, at=timezone.now()))
        members = await database.rows_of(connection, member_marks(ids, on=today_in_paris()))
        return dict(sessions), {pk: tuple(marks) for pk, *marks in members}

    async def still_there(self, listeners: list[Listener], marks: Marks) -> list[Listener]:
        """Those who may be told: what changed about somebody is looked at before they hear another word."""
        sessions, members = marks
        now, kept = time.time(), []
        for listener in listeners:
            member = listener.member
            same = (
                sessions.get(member.session_key) == member.session_mark
                and members.get(member.membership_id) == member.marks
                and now <= member.closed_at
            )
            if same or await self.hub.recognised_again(listener):
                listener.recognised_at = time.monotonic()
                kept.append(listener)
            else:
                self.dismiss(listener)
        return kept

    def dismiss(self, listener: Listener) -> None:
        self.listeners.discard(listener)
        listener.waiting.put_nowait(words.GOODBYE)

    def dismiss_untrusted(self) -> None:
        for listener in list(self.listeners):
            if time.monotonic() - listener.recognised_at > TRUSTED:
                self.dismiss(listener)


class Hub:
    """The process: its rooms, its few connections, and whether the broker is there."""

    def __init__(self) -> None:
        self.rooms: dict[int, Room] = {}
        self.loops: set[asyncio.Task] = set()
        self.pages: Counter[str] = Counter()
        self.broker_is_there: bool | None = None
        self.closing = False
        self.pool = database.make_pool()
        self.turns = asyncio.Semaphore(RECOGNISED_AT_ONCE)

    async def open(self) -> None:
        await self.pool.open()

    async def close(self) -> None:
        self.dismiss_all()
        for loop in self.loops:
            loop.cancel()
        await asyncio.gather(*self.loops, return_exceptions=True)
        await self.pool.close()

    def dismiss_all(self) -> None:
        """The server stops: every page goes, and comes back to the next one where it was."""
        self.closing = True
        for room in self.rooms.values():
            for listener in list(room.listeners):
                room.dismiss(listener)
            room.woken.set()

    async def recognise(self, session_key: str, slug: str) -> Member:
        """Raises `Unknown`, `Stranger`, `Overdue` or `Closing`."""
        async with self.turns:
            if self.closing:
                raise Closing
            return await recognise(self.pool, session_key, slug)

    async def recognised_again(self, listener: Listener) -> bool:
        try:
            listener.member = await self.recognise(listener.member.session_key, listener.member.slug)
        except (Unknown, Stranger, Overdue, Closing):
            return False
        return True

    def join(self, listener: Listener) -> None:
        cabinet_id = listener.member.cabinet_id
        room = self.rooms.get(cabinet_id)
        if room is None:
            room = self.rooms[cabinet_id] = Room(self, cabinet_id)
            loop = asyncio.create_task(room.run())  # begins after we are done here
            self.loops.add(loop)
            loop.add_done_callback(self.loops.discard)
        room.listeners.add(listener)
        room.woken.set()
        self.pages[listener.member.session_key] += 1

    def leave(self, listener: Listener) -> None:
        self.pages[listener.member.session_key] -= 1
        if not self.pages[listener.member.session_key]:
            del self.pages[listener.member.session_key]
        room = self.rooms.get(listener.member.cabinet_id)
        if room is None:
            return
        room.listeners.discard(listener)
        if not room.listeners:
            room.woken.set()

    def wake(self, cabinet_id: int) -> None:
        if room := self.rooms.get(cabinet_id):
            room.woken.set()

    def wake_all(self) -> None:
        """What was said while nobody listened to the broker is looked for."""
        for room in self.rooms.values():
            room.woken.set()

    def pause(self) -> float:
        return BEAT if self.broker_is_there else WITHOUT_BROKER
