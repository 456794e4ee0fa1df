"""Who has no device that works is told by e-mail, a few hours apart, how much waits; never what."""

from collections import Counter
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from cabinet.models import Cabinet, Person
from cabinet.outbox import address_of, announce
from messaging.actions.pushes import settings_address
from messaging.models import Notice, Quiet
from messaging.queries.waiting_notices import (
    by_person,
    mailed_lately,
    quiet_of,
    reached_by_push,
    settled_meanwhile,
    waiting,
)
from messaging.rules.notices import digest_words
from messaging.rules.quiet import is_quiet

#: What is read within the hour needs no letter.
READ_WITHIN = timedelta(hours=1)
#: What nobody came to read is no news any more; it stays on the page.
STALE_AFTER = timedelta(days=7)
#: Notices are kept so long, for who asks why a telephone rang.
KEPT_FOR = timedelta(days=30)


def send_digests(*, cabinet: Cabinet, at: datetime) -> int:
    """In the open practice; how many e-mails. One to each at most every `DIGEST_HOURS`, in no silent hour."""
    settled_meanwhile().update(settled_at=at)
    rows = waiting().filter(made_at__lte=at - READ_WITHIN, made_at__gt=at - STALE_AFTER)
    found = by_person(rows)
    spared = reached_by_push(found) | mailed_lately(found, at, within=timedelta(hours=settings.DIGEST_HOURS))
    quiet = quiet_of(found)
    addresses = dict(Person.objects.filter(pk__in=found, is_active=True).values_list("pk", "email"))
    sent = 0
    for person, theirs in found.items():
        wish = quiet.get(person) or Quiet()
        if person in spared or person not in addresses or not wish.digest:
            continue
        if not is_quiet(wish.starts, wish.ends, at):
            _send(cabinet, theirs, recipient=addresses[person], at=at)
            sent += 1
    return sent


def forget_notices(*, at: datetime) -> int:
    deleted, _ = Notice.objects.filter(made_at__lt=at - KEPT_FOR).delete()
    return deleted


def _send(cabinet: Cabinet, rows: list[Notice], *, recipient: str, at: datetime) -> None:
    counts = Counter(str(row.get_kind_display()) for row in rows)
    home = address_of(reverse("home_of_practice", args=[cabinet.slug]))
    words = digest_words(counts, practice=cabinet.name, url=home)
    announce(
        key=f"digest:{rows[-1].pk}",
        recipient=recipient,
        subject=words.title,
        body=f"{words.body}\nNe plus recevoir ce courriel, ou choisir vos heures de silence\u202f:\n"
        f"{settings_address()}\n",
        at=at,
    )
    Notice.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_at=at)
