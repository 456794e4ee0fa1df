"""Entries as the lines of RFC 5545. Pure: the same entries are the same bytes.

Written here and not by the `icalendar` package, which takes twenty times as long: five hundred events are a
tenth of a second of a server that two hundred phones ask every hour (`benchmarks/ical_feed.py`). The tests
hold each line to what that package writes, and to what its strict reader reads.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from cabinet.clock import PARIS
from planning.calendars.zone import VTIMEZONE

CONFIRMED, TENTATIVE, CANCELLED = "CONFIRMED", "TENTATIVE", "CANCELLED"
PRODUCT = "-//Cabinet collaboratif//Planning//FR"
#: How often a program should look again.
REFRESH = "PT1H"
LONGEST_LINE = 75

#: RFC 5545, 3.3.11. A reader may take any control or separator for the end of a line: what breaks a line is
#: a line break, the others say nothing and go.
_ESCAPED = {
    **dict.fromkeys((*range(0x20), 0x7F, *range(0x80, 0xA0)), ""),
    **dict.fromkeys((0x0A, 0x0B, 0x0C, 0x85, 0x2028, 0x2029), "\\n"),
    0x09: "\t",
    ord("\\"): "\\\\",
    ord(";"): "\\;",
    ord(","): "\\,",
}


class Entry(NamedTuple):
    """One VEVENT. `busy`: whether it takes the time of whoever reads it. Instants are aware."""

    id: UUID
    sequence: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str
    description: str
    category: str
    url: str
    status: str = CONFIRMED
    busy: bool = True


def calendar_text(name: str, entries: Iterable[Entry], *, host: str) -> bytes:
    """The whole file, lines folded and ended as RFC 5545 wants them."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        text_line("NAME", name),
        text_line("X-WR-CALNAME", name),
        "X-WR-TIMEZONE:Europe/Paris",
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
        f"X-PUBLISHED-TTL:{REFRESH}",
        *VTIMEZONE,
    ]
    for entry in entries:
        lines += lines_of(entry, host=host)
    lines += ["END:VCALENDAR", ""]
    return "\r\n".join(lines).encode()


def lines_of(entry: Entry, *, host: str) -> list[str]:
    """The lines of one VEVENT, each folded."""
    changed_at = in_utc(entry.changed_at)
    lines = [
        "BEGIN:VEVENT",
        folded(f"UID:{entry.id}@{host}"),
        f"DTSTAMP:{changed_at}",
        f"LAST-MODIFIED:{changed_at}",
        f"SEQUENCE:{entry.sequence}",
        f"DTSTART{at_paris(entry.starts_at)}",
        f"DTEND{at_paris(entry.ends_at)}",
        text_line("SUMMARY", entry.summary),
        f"STATUS:{entry.status}",
        f"TRANSP:{'OPAQUE' if entry.busy and entry.status != CANCELLED else 'TRANSPARENT'}",
        text_line("CATEGORIES", entry.category),
        folded(f"URL:{entry.url}"),
    ]
    if entry.location:
        lines.append(text_line("LOCATION", entry.location))
    if entry.description:
        lines.append(text_line("DESCRIPTION", entry.description))
    lines.append("END:VEVENT")
    return lines


@lru_cache(maxsize=1024)
def text_line(name: str, text: str) -> str:
    """A property whose value people typed, folded; the same room and the same people come back all year."""
    return folded(f"{name}:{escaped(text)}")


def escaped(text: str) -> str:
    """As TEXT: nothing that people type ends a line or begins a property."""
    return text.replace("\r\n", "\n").translate(_ESCAPED)


def in_utc(instant: datetime) -> str:
    return f"{_basic(instant.astimezone(UTC))}Z"


def at_paris(instant: datetime) -> str:
    """On the clocks of Paris; in UTC in the hour that comes a second time, which they cannot tell."""
    local = instant.astimezone(PARIS)
    if local.fold:
        return f":{in_utc(instant)}"
    return f";TZID=Europe/Paris:{_basic(local)}"


def _basic(at: datetime) -> str:
    """`%Y%m%dT%H%M%S`, without asking the C library."""
    date, time = at.year * 10000 + at.month * 100 + at.day, at.hour * 10000 + at.minute * 100 + at.second
    return f"{date:08}T{time:06}"


def folded(line: str) -> str:
    """Lines of 75 octets at most, the first of the next one being a space; no letter is cut in two."""
    if len(line) < LONGEST_LINE and (line.isascii() or len(line.encode()) < LONGEST_LINE):
        return line
    pieces, size = [], 0
    for letter in line:
        octets = len(letter.encode())
        size += octets
        if size >= LONGEST_LINE:
            pieces.append("\r\n ")
            size = octets
        pieces.append(letter)
    return "".join(pieces)
