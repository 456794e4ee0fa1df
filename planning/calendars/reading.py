"""A feed, read by whoever holds its secret: which practices it still opens, its tag, its text.

Everything is read as the database role of the mairie, which has no grant on a fee, a profile or a patient:
a feed has no business there, whoever its owner is.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from cabinet import permissions, text
from cabinet.tenancy.scope import AGGREGATES_ROLE, scoped
from planning.calendars.entries import Practice, entry_of
from planning.calendars.secret import feed_named_by
from planning.calendars.writing import Entry, calendar_text
from planning.models import Feed
from planning.queries import feeds as queries
from planning.queries.feeds import FeedRow, Reader
from planning.rules.feed_window import feed_window

#: How entries are said is part of what they say: a new version of these files changes every tag.
SOURCES = (*Path(__file__).parent.glob("*.py"), Path(queries.__file__), Path(text.__file__))
CODE = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(SOURCES))).hexdigest()


@dataclass(frozen=True)
class OpenFeed:
    """A feed that stands, and the memberships, open on `today`, through which it looks."""

    feed: FeedRow
    readers: list[Reader]
    today: date

    @property
    def name(self) -> str:
        """As a program lists it."""
        if self.feed.kind == Feed.Kind.MINE:
            return "Mes jours au cabinet"
        cabinet = self.readers[0].name
        return (
            f"Astreintes · {cabinet}" if self.feed.kind == Feed.Kind.ASTREINTES else f"Qui est là · {cabinet}"
        )


def open_feed(secret: str, *, today: date) -> OpenFeed | None:
    """None for an address that we did not make, that was revoked, or that opens no practice any more."""
    feed_id = feed_named_by(secret)
    feed = queries.feed_of(feed_id) if feed_id else None
    if feed is None:
        return None
    with scoped(person_id=feed.person_id, database_role=AGGREGATES_ROLE):
        readers = [
            reader
            for reader in queries.readers_of(feed, today)
            if feed.practice_id in (None, reader.cabinet_id)
            and permissions.allows(reader.role, "see_planning")
        ]
    return OpenFeed(feed, readers, today) if readers else None


def tag_of(found: OpenFeed) -> str:
    """The ETag: another one whenever the text is another one, without making the text."""
    window, kind = feed_window(found.today), found.feed.kind
    digest = hashlib.sha256(f"{CODE} {settings.SITE_URL} {kind}".encode())
    for reader in _practices(found):
        named = (reader.cabinet_id, reader.slug, reader.name, reader.postcode, reader.commune)
        digest.update(f"{named} {queries.tag_of(kind, reader, window)}".encode())
    return digest.hexdigest()


def text_of(found: OpenFeed) -> bytes:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return calendar_text(found.name, _entries(found), host=host)


def _entries(found: OpenFeed) -> Iterator[Entry]:
    window, kind = feed_window(found.today), found.feed.kind
    for reader in _practices(found):
        practice = Practice.of(reader)
        for row in queries.rows_of(kind, reader, window):
            yield entry_of(row, practice, mine=kind == Feed.Kind.MINE)


def _practices(found: OpenFeed) -> Iterator[Reader]:
    """Each practice opened in its turn."""
    for reader in found.readers:
        with scoped(reader.cabinet_id, person_id=reader.person_id, database_role=AGGREGATES_ROLE):
            yield reader
