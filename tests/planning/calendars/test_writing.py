"""Each line is what the `icalendar` package writes, and what its strict reader reads back."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from planning.calendars.writing import PRODUCT, REFRESH, Entry, calendar_text, escaped, lines_of

HOST = "cabinet.example"
PARIS = ZoneInfo("Europe/Paris")
SOME_ID = UUID(int=7)

#: What people type, and what somebody who would end a line types.
TEXTS = st.text(st.characters(codec="utf-8"), max_size=200) | st.text('\r\n\\;,:" éN\u2028\x85', max_size=40)
INSTANTS = st.integers(0, 20 * 365 * 24 * 3600).map(
    lambda seconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


@st.composite
def entries(draw) -> Entry:
    starts_at = draw(INSTANTS)
    return Entry(
        id=draw(st.uuids()),
        sequence=draw(st.integers(0, 10_000)),
        changed_at=draw(INSTANTS),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=draw(st.integers(1, 5000))),
        summary=draw(TEXTS),
        location=draw(TEXTS),
        description=draw(TEXTS),
        category=draw(TEXTS),
        url="https://cabinet.example/c/nieul/planning/2027-03-10/",
        status=draw(st.sampled_from(["CONFIRMED", "TENTATIVE", "CANCELLED"])),
        busy=draw(st.booleans()),
    )


def an_entry(**values) -> Entry:
    at = datetime(2027, 3, 10, 7, 30, tzinfo=UTC)
    usual = {
        "id": SOME_ID, "sequence": 0, "changed_at": at, "starts_at": at, "ends_at": at + timedelta(hours=10),
        "summary": "Nieul · Bureau 1", "location": "", "description": "", "category": "Présence",
        "url": "https://cabinet.example/",
    }  # fmt: skip
    return Entry(**usual | values)


def parsed(content: bytes) -> icalendar.Calendar:
    calendar = icalendar.Calendar.from_ical(content)
    assert [problem for part in calendar.walk() for problem in part.errors] == []
    return calendar


def sayable(text: str) -> str:
    """What is left of a text in a calendar: separators are line breaks, other controls are nothing."""
    for separator in ("\r\n", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"):
        text = text.replace(separator, "\n")
    return "".join(
        letter for letter in text if letter in "\n\t" or not (ord(letter) < 32 or 127 <= ord(letter) < 160)
    )


@given(entries())
def test_entry_is_read_back_as_it_was(entry):
    [event] = parsed(calendar_text("Mes jours", [entry], host=HOST)).walk("VEVENT")
    assert {
        "uid": str(event["UID"]),
        "sequence": event["SEQUENCE"],
        "changed": event["LAST-MODIFIED"].dt,
        "stamp": event["DTSTAMP"].dt,
        "starts": event["DTSTART"].dt.astimezone(UTC),
        "ends": event["DTEND"].dt.astimezone(UTC),
        "summary": str(event["SUMMARY"]),
        "location": str(event.get("LOCATION", "")),
        "description": str(event.get("DESCRIPTION", "")),
        "status": str(event["STATUS"]),
        "url": str(event["URL"]),
    } == {
        "uid": f"{entry.id}@{HOST}",
        "sequence": entry.sequence,
        "changed": entry.changed_at,
        "stamp": entry.changed_at,
        "starts": entry.starts_at,
        "ends": entry.ends_at,
        "summary": sayable(entry.summary),
        "location": sayable(entry.location),
        "description": sayable(entry.description),
        "status": entry.status,
        "url": entry.url,
    }


@given(st.lists(entries(), max_size=3), TEXTS)
def test_nothing_typed_adds_a_line(many, name):
    """Whatever is in the texts, there are the lines that were meant, each of 75 octets at most."""
    content = calendar_text(name, many, host=HOST)
    assert content.endswith(b"END:VCALENDAR\r\n")
    physical = content.decode().split("\r\n")
    assert max(len(line.encode()) for line in physical) <= 75
    assert not any(
        c in content.decode().replace("\r\n", "") for c in "\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
    )
    names = [line.split(":")[0].split(";")[0] for line in physical if line and not line.startswith(" ")]
    assert names.count("BEGIN") == names.count("END") == 4 + len(many)
    assert names.count("UID") == names.count("SUMMARY") == len(many)


@given(entries())
@example(an_entry(summary="x" * 66))
@example(an_entry(summary="é" * 80, description="€" * 100))
def test_lines_are_those_that_the_package_writes(entry):
    """Byte for byte, for text without the controls that we drop and the « \\N » that it takes for a break."""
    entry = an_entry(
        **{
            name: getattr(entry, name)
            for name in ("id", "sequence", "changed_at", "starts_at", "ends_at", "status", "busy", "url")
        },
        **{
            name: sayable(getattr(entry, name)).replace("\\N", "")
            for name in ("summary", "location", "description")
        },
    )
    if entry.starts_at.astimezone(PARIS).fold or entry.ends_at.astimezone(PARIS).fold:
        return
    event = icalendar.Event()
    event.add("uid", f"{entry.id}@{HOST}")
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.starts_at.astimezone(PARIS))
    event.add("dtend", entry.ends_at.astimezone(PARIS))
    event.add("summary", entry.summary)
    event.add("status", entry.status)
    event.add("transp", "OPAQUE" if entry.busy and entry.status != "CANCELLED" else "TRANSPARENT")
    event.add("categories", [entry.category])
    event.add("url", entry.url)
    if entry.location:
        event.add("location", entry.location)
    if entry.description:
        event.add("description", entry.description)
    ours = "".join(f"{line}\r\n" for line in lines_of(entry, host=HOST))
    assert ours == event.to_ical(sorted=False).decode()


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("a, b; c\\d", "a\\, b\\; c\\\\d"),
        ("une\r\nEND:VEVENT", "une\\nEND:VEVENT"),
        ("une\rEND:VEVENT", "uneEND:VEVENT"),
        ("une\x85deux\u2028trois\x0bquatre", "une\\ndeux\\ntrois\\nquatre"),
        ("\x00\x1c\x1d\x1e\x7f\x9f", ""),
        ("\\n", "\\\\n"),
    ],
)
def test_text_is_escaped(typed, written):
    assert escaped(typed) == written


def test_head_of_the_file_says_what_it_is():
    head = calendar_text("Mes jours, à Nieul", [], host=HOST).decode().split("\r\n")[:9]
    assert head == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "NAME:Mes jours\\, à Nieul",
        "X-WR-CALNAME:Mes jours\\, à Nieul",
        "X-WR-TIMEZONE:Europe/Paris",
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
        f"X-PUBLISHED-TTL:{REFRESH}",
    ]


def test_same_entries_are_the_same_bytes():
    assert calendar_text("x", [an_entry()], host=HOST) == calendar_text("x", [an_entry()], host=HOST)


def test_twenty_thousand_entries_are_written_in_seconds():
    content = calendar_text("x", (an_entry(summary="é" * 100) for _ in range(20_000)), host=HOST)
    assert content.count(b"BEGIN:VEVENT") == 20_000
