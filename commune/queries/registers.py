"""The registers as their pages show them: what is expected first, what is settled after."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count

from cabinet.models import Membership
from cabinet.text import count
from commune.models import Entry, EntryEvent, EntryFile
from commune.models.registers import STATE_CHANGED
from commune.permissions import may_move, may_take_back
from commune.rules.lots import DUE, OVERDUE, age_of, age_said
from commune.rules.registers import CARDS, KINDS, REQUESTS, STATES, VERBS, is_open, next_states, register_of
from planning.models import Holiday

#: Of what is settled, as many as one scrolls through.
SETTLED_SHOWN = 100


@dataclass(frozen=True)
class Move:
    state: str
    verb: str


@dataclass(frozen=True)
class ToldEntry:
    """An entry as a page tells it; `urgency` is « due » or « overdue », empty when nothing presses."""

    entry: Entry
    kind: str
    state: str
    open: bool
    urgency: str
    when: str
    moves: Sequence[Move]


@dataclass(frozen=True)
class RegisterPage:
    open: Sequence[ToldEntry]
    settled: Sequence[ToldEntry]
    counted: int


def kinds_of(register: str) -> list[str]:
    return [kind for kind in KINDS if register_of(kind) == register]


def register_page(register: str, by: Membership, today: date) -> RegisterPage:
    """Two statements: the entries, and the public holidays by which batches age."""
    rows = (
        Entry.objects.filter(kind__in=kinds_of(register))
        .select_related("owner__person", "written_by__person")
        .annotate(joined=Count("files"))
    )
    holidays = public_holidays(today) if register == CARDS else frozenset()
    told = [told_entry(entry, by, today, holidays) for entry in rows.order_by("-dated_on", "-pk")]
    waiting = [one for one in told if one.open]
    waiting.sort(key=lambda one: (one.entry.due_on or one.entry.dated_on, one.entry.pk))
    noted = [one for one in told if not one.open]
    counted = sum(one.entry.count or 0 for one in told)
    return RegisterPage(waiting, noted[:SETTLED_SHOWN], counted)


def public_holidays(today: date) -> frozenset[date]:
    """Those of the last half-year: older batches are late anyway."""
    found = Holiday.objects.filter(kind=Holiday.Kind.PUBLIC, starts_on__gte=today - timedelta(days=200))
    return frozenset(found.values_list("starts_on", flat=True))


def told_entry(
    entry: Entry, by: Membership, today: date, holidays: Collection[date] = frozenset()
) -> ToldEntry:
    waits = is_open(entry.kind, entry.state)
    moves = next_states(entry.kind, entry.state) if may_move(by, entry) else ()
    return ToldEntry(
        entry=entry,
        kind=KINDS[entry.kind][1],
        state=STATES[entry.state],
        open=waits,
        urgency=_urgency(entry, today, holidays) if waits else "",
        when=_when(entry, today, holidays) if waits else "",
        moves=[Move(state, VERBS[state]) for state in moves],
    )


def _urgency(entry: Entry, today: date, holidays: Collection[date]) -> str:
    if entry.kind == "cpe_cps":
        return {DUE: "due", OVERDUE: "overdue"}.get(age_of(entry.dated_on, today, holidays), "")
    if entry.due_on is None:
        return ""
    if entry.due_on < today:
        return "overdue"
    return "due" if entry.due_on <= today + timedelta(days=60 if entry.state == "in_force" else 2) else ""


def _when(entry: Entry, today: date, holidays: Collection[date]) -> str:
    if entry.kind == "cpe_cps":
        return age_said(entry.dated_on, today, holidays)
    if entry.due_on is None:
        return ""
    left = (entry.due_on - today).days
    if left < 0:
        return f"échéance passée de {count(-left, 'jour', 'jours')}"
    return "échéance aujourd’hui" if not left else f"dans {count(left, 'jour', 'jours')}"


@dataclass(frozen=True)
class Board:
    """What is asked of the mairie, a column a state; what is settled, the latest first."""

    asked: Sequence[ToldEntry]
    accepted: Sequence[ToldEntry]
    settled: Sequence[ToldEntry]


def requests_board(by: Membership, today: date) -> Board:
    """One statement."""
    rows = Entry.objects.filter(kind__in=kinds_of(REQUESTS)).select_related("written_by__person")
    rows = rows.annotate(joined=Count("files"))
    told = [told_entry(entry, by, today) for entry in rows.order_by("dated_on", "pk")]
    settled = [one for one in told if not one.open]
    settled.sort(key=lambda one: (one.entry.settled_on or today, one.entry.pk), reverse=True)
    return Board(
        asked=[one for one in told if one.entry.state == "asked"],
        accepted=[one for one in told if one.entry.state == "accepted"],
        settled=settled[:SETTLED_SHOWN],
    )


@dataclass(frozen=True)
class ToldEvent:
    event: EntryEvent
    said: str


def events_of(entry: Entry) -> list[ToldEvent]:
    """What became of it, in order. One statement."""
    events = EntryEvent.objects.filter(entry=entry).select_related("by__person")
    return [ToldEvent(event, _said(event)) for event in events]


def _said(event: EntryEvent) -> str:
    if event.what != STATE_CHANGED:
        return event.get_what_display()
    return STATES[event.after] if event.before else f"écrite, {STATES[event.after]}"


@dataclass(frozen=True)
class ToldFile:
    file: EntryFile
    may_take_back: bool


def files_of(entry: Entry, by: Membership) -> list[ToldFile]:
    """What is joined to it. One statement."""
    rows = EntryFile.objects.filter(entry=entry)
    return [ToldFile(row, may_take_back(by, row)) for row in rows]


def waiting_for_mairie() -> int:
    return Entry.objects.filter(kind__in=kinds_of(REQUESTS), state="asked").count()
