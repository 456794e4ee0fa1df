"""Open a secret address for one's own calendar, put another one in its place, close it.

A feed belongs to a person and to no practice's audit: its row stays, with the instants of both.
"""

from datetime import datetime

from django.db import transaction

from cabinet.models import Cabinet, Person
from planning.models import Feed


def open_feed(*, person: Person, kind: str, practice: Cabinet | None, at: datetime) -> Feed:
    """The person's standing feed of that kind; asked for twice, or at once, it is the same one."""
    Feed.objects.bulk_create(
        [Feed(person=person, kind=kind, practice=practice, created_at=at)], ignore_conflicts=True
    )
    return Feed.objects.standing().get(person=person, kind=kind, practice=practice)


def renew_feed(*, feed: Feed, at: datetime) -> Feed:
    """Another address: the former one is unknown from now on, to whoever had it."""
    with transaction.atomic():
        revoke_feed(feed=feed, at=at)
        return open_feed(person=feed.person, kind=feed.kind, practice=feed.practice, at=at)


def revoke_feed(*, feed: Feed, at: datetime) -> None:
    Feed.objects.standing().filter(pk=feed.pk).update(revoked_at=at)
