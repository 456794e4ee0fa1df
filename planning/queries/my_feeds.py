"""The page of a person's calendars: each that they may have, with its address when there is one."""

from collections.abc import Sequence
from dataclasses import dataclass

import segno

from cabinet.members import Member
from cabinet.models import Cabinet, Membership, Person
from planning.calendars.secret import address_of_feed
from planning.models import Feed

#: The quiet margin that readers of QR codes need, in modules.
MARGIN = 4


@dataclass(frozen=True)
class Square:
    """A QR code: its side in modules, and its dark modules as the path of an SVG."""

    side: int
    path: str

    @classmethod
    def of(cls, text: str) -> "Square":
        code = segno.make(text, error="m", micro=False)
        rows = [list(row) for row in code.matrix_iter(border=MARGIN)]
        steps = []
        for y, row in enumerate(rows):
            x = 0
            while x < len(row):
                width = 1
                while x + width < len(row) and row[x + width] == row[x]:
                    width += 1
                if row[x]:
                    steps.append(f"M{x} {y}h{width}v1h-{width}z")
                x += width
        return cls(side=len(rows), path="".join(steps))


@dataclass(frozen=True)
class Subscription:
    """A calendar offered, of a practice or of all; `feed` when its address was asked for."""

    kind: str
    practice: Cabinet | None
    title: str
    holds: str
    feed: Feed | None

    @property
    def slug(self) -> str:
        return self.practice.slug if self.practice else ""

    @property
    def anchor(self) -> str:
        return f"{self.kind}-{self.slug}" if self.practice else self.kind

    @property
    def https(self) -> str:
        assert self.feed is not None
        return address_of_feed(self.feed)

    @property
    def webcal(self) -> str:
        """What calendar programs open by themselves."""
        return f"webcal://{self.https.partition('://')[2]}"

    @property
    def square(self) -> Square:
        return Square.of(self.webcal)


def my_subscriptions(person: Person, memberships: Sequence[Membership]) -> list[Subscription]:
    """One's own calendar first, then those of each practice. One statement."""
    feeds = {(feed.kind, feed.practice_id): feed for feed in Feed.objects.standing().filter(person=person)}
    seen = [membership for membership in memberships if Member(membership).may("see_planning")]
    if not seen:
        return []
    found = [
        Subscription(
            kind=Feed.Kind.MINE,
            practice=None,
            title="Mon agenda",
            holds="Vos jours, vos astreintes et les événements"
            + (", dans tous vos cabinets." if len(seen) > 1 else "."),
            feed=feeds.get((Feed.Kind.MINE, None)),
        )
    ]
    for membership in seen:
        cabinet = membership.cabinet
        for kind, title, holds in (
            (Feed.Kind.PRACTICE, "Qui est là", "Les jours de chacun et sa salle."),
            (Feed.Kind.ASTREINTES, "Astreintes", "Qui répond au laboratoire, jour après jour."),
        ):
            found.append(
                Subscription(
                    kind=kind,
                    practice=cabinet,
                    title=title,
                    holds=holds,
                    feed=feeds.get((kind, cabinet.pk)),
                )
            )
    return found
