"""A feed, read by whoever holds its secret: which practices it still opens, its tag, its text."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from cabinet import text
from cabinet.members import Member, memberships_of
from cabinet.models import Membership
from cabinet.tenancy.scope import scoped
from planning.calendars.entries import Practice, entry_of
from planning.calendars.secret import feed_named_by
from planning.calendars.writing import Entry, calendar_text
from planning.models import Feed
from planning.queries import feeds as queries
from planning.rules.feed_window import feed_window

#: How entries are said is part of what they say: a new version of these files changes every tag.
SOURCES = (*Path(__file__).parent.glob("*.py"), Path(queries.__file__), Path(text.__file__))
CODE = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(SOURCES))).hexdigest()


@dataclass(frozen=True)
class OpenFeed:
    """A feed that stands, and the memberships, open on `today`, through which it looks."""

    feed: Feed
    memberships: list[Membership]
    today: date

    @property
    def name(self) -> str:
        """As a program lists it."""
        if self.feed.kind == Feed.Kind.MINE:
            return "Mes jours au cabinet"
        cabinet = self.memberships[0].cabinet.name
        return (
            f"Astreintes · {cabinet}" if self.feed.kind == Feed.Kind.ASTREINTES else f"Qui est là · {cabinet}"
        )


def open_feed(secret: str, *, today: date) -> OpenFeed | None:
    """None for an address that we did not make, that was revoked, or that opens no practice any more."""
    feed_id = feed_named_by(secret)
    if feed_id is None:
        return None
    feed = (
        Feed.objects.standing()
        .filter(person__is_active=True)
        .select_related("person")
        .filter(pk=feed_id)
        .first()
    )
    if feed is None:
        return None
    memberships = [
        membership
        for membership in memberships_of(feed.person, on=today)
        if feed.practice_id in (None, membership.cabinet_id) and Member(membership).may("see_planning")
    ]
    return OpenFeed(feed, memberships, today) if memberships else None


def tag_of(found: OpenFeed) -> str:
    """The ETag: another one whenever the text is another one, without making the text."""
    digest = hashlib.sha256(f"{CODE} {settings.SITE_URL} {found.feed.kind}".encode())
    for membership, parts in _practices(found):
        cabinet = membership.cabinet
        named = (cabinet.pk, cabinet.slug, cabinet.name, cabinet.postcode, cabinet.commune)
        digest.update(f"{named} {queries.digest_of(parts)}".encode())
    return digest.hexdigest()


def text_of(found: OpenFeed) -> bytes:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return calendar_text(found.name, _entries(found), host=host)


def _entries(found: OpenFeed) -> Iterator[Entry]:
    mine = found.feed.kind == Feed.Kind.MINE
    for membership, parts in _practices(found):
        practice = Practice.of(membership.cabinet)
        for row in queries.rows_of(parts):
            yield entry_of(row, practice, mine=mine)


def _practices(found: OpenFeed) -> Iterator[tuple[Membership, queries.Parts]]:
    """Each practice opened in its turn, as that member would open it."""
    window = feed_window(found.today)
    for membership in found.memberships:
        scope = Member(membership).scope
        with scoped(scope.cabinet_id, person_id=scope.person_id, database_role=scope.database_role):
            yield membership, queries.parts_of(found.feed.kind, membership, window)
