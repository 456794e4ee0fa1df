"""What the people of a practice do: its month is closed and paid, days are taken, things are said.

Each step is asked for until it is answered; what was answered is noted, for it must never be lost.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from threading import Lock
from uuid import uuid4

import psycopg

from benchmarks.kills.people import Stuck
from benchmarks.kills.world import Practice

MESSAGES_EACH = 3
#: The month's work is over when nothing of the practice is due any more.
WORK_WITHIN = 300.0


@dataclass
class Answered:
    """What the house said was done, by practice."""

    messages: set[str] = field(default_factory=set)
    days: set[str] = field(default_factory=set)
    #: The state that a month was seen in, the practice as key.
    states: dict[int, str] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def note(self, practice: Practice, state: str) -> None:
        with self._lock:
            self.states[practice.number] = state

    def copy(self) -> "Answered":
        with self._lock:
            return Answered(set(self.messages), set(self.days), dict(self.states))

    def add(self, kind: str, one: str) -> None:
        with self._lock:
            getattr(self, kind).add(one)


def live_through(practice: Practice, *, look: Callable[[], psycopg.Connection], answered: Answered) -> None:
    """The month of one practice from its drafts to its payment. Raises `Stuck`."""
    month = f"/c/{practice.slug}/retrocession/{practice.month:%Y-%m}/"
    api = f"/api/v1/cabinets/{practice.slug}/"
    practice.secretary.press(f"{month}preparation/")
    answered.note(practice, "prepared")
    _talk(practice, api, answered)
    practice.secretary.press(f"{month}verification/")
    answered.note(practice, "verified")
    _take_days(practice, api, answered)
    net = _one(look, "SELECT sum(net) FROM retrocession_draft WHERE cabinet_id = %s", practice.number)
    practice.titulaire.press(f"{month}emission/", total=net)
    answered.note(practice, "issued")
    _answer_calls(practice, api)
    practice.titulaire_key.write(f"{api}transfers/", month=f"{practice.month:%Y-%m}")
    answered.note(practice, "transferred")
    statements = practice.titulaire_key.read(f"{api}statements/")["results"]
    if len(statements) != len(practice.locums):
        raise Stuck(f"{len(statements)} statements of {practice.slug} are read")
    for statement, locum in zip(statements, practice.locums, strict=True):
        own = locum.read(f"{api}statements/")["results"][0]
        locum.write(f"{api}statements/{own['id']}/words/", word="agree")
        practice.titulaire_key.write(
            f"{api}statements/{statement['id']}/payments/",
            kind="debited",
            on=date.today().isoformat(),  # noqa: DTZ011
            reference=f"VIR {practice.number}",
        )
    answered.note(practice, "paid")
    _talk(practice, api, answered)
    for _ in _until(WORK_WITHIN, f"{practice.slug} has jobs due"):
        if not _one(look, "SELECT count(*) FROM cabinet_job WHERE tenant_id = %s AND done_at IS NULL"
                    " AND due_at <= now() + interval '10 seconds'", practice.number):  # fmt: skip
            return


def _talk(practice: Practice, api: str, answered: Answered) -> None:
    found: list[dict] = []
    for _ in _until(WORK_WITHIN, f"{practice.slug} has no channel"):
        found = practice.locums[0].read(f"{api}conversations/")["results"]
        if found:
            break
    for number in range(MESSAGES_EACH):
        key = str(uuid4())
        author = practice.locums[number % len(practice.locums)]
        author.write(
            f"{api}conversations/{found[0]['id']}/messages/", text=f"Message {number}", client_key=key
        )
        answered.add("messages", key)


def _take_days(practice: Practice, api: str, answered: Answered) -> None:
    """Two locums, two rooms, a day each: they cannot be in one another's way."""
    monday = date.today() + timedelta(days=35 - date.today().weekday())  # noqa: DTZ011
    for rank, locum in enumerate(practice.locums[:2]):
        on = monday + timedelta(days=rank)
        taken = locum.write(f"{api}presences/", date=on.isoformat(), period="day", room=f"Salle {rank + 1}")
        answered.add("days", taken["id"])


def _answer_calls(practice: Practice, api: str) -> None:
    """Calls that are open by now are answered; those of later weeks are left as they are."""
    for call in practice.locums[2].read(f"{api}calls/?open=1")["results"][:1]:
        detail = practice.locums[2].read(f"{api}calls/{call['id']}/")
        if detail["answer"] == "":
            practice.locums[2].write(f"{api}calls/{call['id']}/answers/", answer="not_this_time")


def _one(look: Callable[[], psycopg.Connection], question: str, *values: object) -> object:
    """What one row answers, as soon as PostgreSQL is there to be asked."""
    for _ in _until(WORK_WITHIN, "PostgreSQL is away"):
        try:
            with look() as connection:
                row = connection.execute(question, values).fetchone()
        except psycopg.OperationalError:
            continue
        return row[0] if row else None
    return None


def _until(seconds: float, complaint: str) -> Iterator[None]:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        yield
        time.sleep(0.2)
    raise Stuck(complaint)
