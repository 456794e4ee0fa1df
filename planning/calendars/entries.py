"""Each row of a feed in French: short enough for a phone's week, and nothing about anybody's health."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.urls import reverse

from cabinet.models import Membership, Person
from cabinet.outbox import address_of
from cabinet.text import sentence, short_place
from planning.calendars.writing import CANCELLED, CONFIRMED, TENTATIVE, Entry
from planning.models import Event, Strength
from planning.queries.feeds import AstreinteRow, EventRow, PresenceRow, Reader, Row, ShiftRow

#: Stands in an address for what it is the address of: `reverse` is slow, and there are five hundred.
SOME_DAY = "2000-01-01"
SOME_EVENT = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True)
class Practice:
    """What the entries say of their practice, made once for all of them."""

    short: str
    address: str
    day_page: str
    event_page: str

    @classmethod
    def of(cls, cabinet: Reader) -> "Practice":
        return cls(
            short=short_place(cabinet.commune),
            address=f"{cabinet.name}, {cabinet.postcode} {cabinet.commune}",
            day_page=address_of(reverse("planning:day", args=[cabinet.slug, SOME_DAY])),
            event_page=address_of(reverse("planning:event", args=[cabinet.slug, SOME_EVENT])),
        )


def entry_of(row: Row, practice: Practice, *, mine: bool) -> Entry:
    """`mine`: said to that person (« Nieul · Bureau 1 »); else it says who (« Dr Fradin · Bureau 1 »)."""
    if isinstance(row, PresenceRow):
        return _presence(row, practice, mine)
    if isinstance(row, AstreinteRow):
        return _astreinte(row, practice, mine)
    if isinstance(row, ShiftRow):
        return _shift(row, practice, mine)
    return _event(row, practice)


def _presence(row: PresenceRow, practice: Practice, mine: bool) -> Entry:
    who = practice.short if mine else name_of(row.role, row.first_name, row.last_name)
    if row.strength == Strength.IF_NEED_BE:
        # It holds no room, nor the person's time.
        summary, address, busy = f"{who} (en dernier recours)", practice.address, False
    else:
        waits = " (à confirmer)" if row.to_confirm else ""
        summary, address, busy = f"{who} · {row.room}{waits}", f"{row.room}, {practice.address}", mine
    tentative = row.to_confirm or row.strength == Strength.IF_NEED_BE
    return Entry(
        id=row.id,
        sequence=row.sequence,
        changed_at=latest(row.booked_at, row.changed_at, row.released_at),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        summary=said(summary, row.released_at),
        location=address,
        description="",
        category="Présence",
        url=practice.day_page.replace(SOME_DAY, row.on.isoformat()),
        status=CANCELLED if row.released_at else TENTATIVE if tentative else CONFIRMED,
        busy=busy,
    )


def _astreinte(row: AstreinteRow, practice: Practice, mine: bool) -> Entry:
    """Who is on call answers the phone: their time is not taken, and they are nowhere in particular."""
    who = practice.short if mine else name_of(row.role, row.first_name, row.last_name)
    return Entry(
        id=row.id,
        sequence=row.sequence,
        changed_at=latest(row.assigned_at, row.acknowledged_at, row.released_at),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        summary=said(f"Astreinte · {who}", row.released_at),
        location="",
        description=practice.address,
        category="Astreinte",
        url=practice.day_page.replace(SOME_DAY, row.on.isoformat()),
        status=CANCELLED if row.released_at else CONFIRMED,
        busy=False,
    )


def _shift(row: ShiftRow, practice: Practice, mine: bool) -> Entry:
    who = practice.short if mine else name_of(row.role, row.first_name, row.last_name)
    return Entry(
        id=row.id,
        sequence=row.sequence,
        changed_at=latest(row.written_at, row.cancelled_at),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        summary=said(f"{who} · Accueil", row.cancelled_at),
        location=practice.address,
        description="",
        category="Accueil",
        url=practice.day_page.replace(SOME_DAY, row.on.isoformat()),
        status=CANCELLED if row.cancelled_at else CONFIRMED,
        busy=mine,
    )


def _event(row: EventRow, practice: Practice) -> Entry:
    """It takes the time of who said that they come."""
    return Entry(
        id=row.id,
        sequence=row.sequence,
        changed_at=latest(row.created_at, row.changed_at, row.cancelled_at, row.answered_at),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        summary=said(f"{row.title} · {practice.short}", row.cancelled_at),
        location=row.place or practice.address,
        description="\n".join(filter(None, (row.details, ANSWERS[row.comes]))),
        category=sentence(Event.Kind(row.kind).label),
        url=practice.event_page.replace(SOME_EVENT, str(row.id)),
        status=CANCELLED if row.cancelled_at else CONFIRMED,
        busy=bool(row.comes),
    )


ANSWERS = {None: "Vous n’avez pas encore répondu.", True: "Vous venez.", False: "Vous ne venez pas."}


def said(summary: str, cancelled_at: datetime | None) -> str:
    """Some programs do not show STATUS: the word stands first."""
    return f"Annulé\u202f: {summary}" if cancelled_at else summary


def latest(*instants: datetime | None) -> datetime:
    return max(instant for instant in instants if instant)


@lru_cache(maxsize=1024)
def name_of(role: str, first_name: str, last_name: str) -> str:
    """« Dr Fradin », « Baptiste Jaulin »."""
    return Membership(role=role, person=Person(first_name=first_name, last_name=last_name)).display_name
