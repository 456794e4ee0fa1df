"""What a page has missed: the events after the last number that it heard."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

#: Who missed more loads the page anew: it costs less than fetching its parts one after the other.
MOST = 200

#: One snapshot for both: the practice's last number, and the events after the reader's.
AFTER = """
SELECT counter.seq, event.seq, event.kind, event.subject, event.number, event.audience
FROM cabinet_livecounter counter
LEFT JOIN LATERAL (
    SELECT seq, kind, subject, number, audience FROM cabinet_liveevent
    WHERE cabinet_id = counter.tenant_id AND seq > %s ORDER BY seq LIMIT %s
) event ON true
WHERE counter.tenant_id = %s ORDER BY event.seq
"""


#: A number that no practice reaches.
AFTER_ALL = 2**62


@dataclass(frozen=True, slots=True)
class Event:
    seq: int
    kind: str
    subject: str
    number: int | None
    audience: frozenset[str]

    @property
    def said(self) -> dict[str, str | int]:
        """What a page is told."""
        rank = {} if self.number is None else {"number": self.number}
        return {"id": self.seq, "kind": self.kind, "subject": self.subject} | rank

    def heard_by(self, ears: frozenset[str]) -> bool:
        return not self.audience.isdisjoint(ears)


@dataclass(frozen=True, slots=True)
class News:
    """`last`: where the reader is now. `resync`: too much was missed to be told."""

    last: int
    events: Sequence[Event] = ()
    resync: bool = False

    def heard_by(self, ears: frozenset[str]) -> list[Event]:
        return [event for event in self.events if event.heard_by(ears)]


def parameters(cabinet_id: int, last: int | None) -> tuple[int, int, int]:
    """Of `AFTER`: one more than is told, to know that it is too much. `last` None: nothing but the number."""
    return AFTER_ALL if last is None else last, MOST + 1, cabinet_id


def judge(rows: Iterable[tuple], last: int | None) -> News:
    """The rows of `AFTER`. Numbers have no gap: one that misses was forgotten, one ahead was never given."""
    rows = list(rows)
    head = rows[0][0] if rows else 0
    if last is None:
        return News(head)
    events = [Event(*told, frozenset(audience)) for _, *told, audience in rows if audience is not None]
    if len(events) > MOST or head - last != len(events):
        return News(head, resync=True)
    return News(head, events)


def read_last(text: str) -> int | None:
    """The number that a page says it has heard last; None when it says none that can be one."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None


def news_after(last: int | None, *, cabinet_id: int) -> News:
    """In the scope of the practice."""
    with connection.cursor() as cursor:
        cursor.execute(AFTER, parameters(cabinet_id, last))
        return judge(cursor.fetchall(), last)
