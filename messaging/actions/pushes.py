"""What waits is pushed to people's devices: once for each person, however many things wait for them.

Read, reached and settled are written after each has been tried; killed in between, it is sent once more under
the same tag, and shown once.
"""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse

from cabinet.jobs import enqueue
from cabinet.models import Cabinet, Person
from cabinet.outbox import address_of, announce
from cabinet.tenancy.scope import scoped
from messaging import push
from messaging.actions.notices import PUSH
from messaging.models import Notice, NoticeKind, PushDevice, Quiet
from messaging.push import Outcome
from messaging.queries.waiting_notices import (
    by_person,
    devices_by_person,
    quiet_of,
    settled_meanwhile,
    waiting,
)
from messaging.rules.notices import digest_words, push_words
from messaging.rules.quiet import may_ring, quiet_until

#: Older than that, a push would be of no use.
STALE_AFTER = timedelta(hours=24)
AT_ONCE = 8
#: Whoever is told of these is written to as well, in words that say what to do.
OWN_LETTER = frozenset({NoticeKind.URGENT_MAIL})


class PushAwayError(Exception):
    """A push service did not answer: the job is tried again."""


@dataclass(frozen=True)
class Letter:
    """What one person is to be told, and on what."""

    rows: list[Notice]
    devices: list[PushDevice]

    @property
    def urgent(self) -> bool:
        return any(row.urgent for row in self.rows)

    @property
    def first(self) -> Notice:
        """What is urgent leads there; otherwise the last that came."""
        return next((row for row in self.rows if row.urgent), self.rows[-1])


def push_waiting(*, cabinet_id: int, people: Sequence[int], at: datetime) -> int:
    """Push what waits for these people; how many devices heard. Raises PushAwayError to be asked again."""
    with scoped(cabinet_id):
        cabinet = Cabinet.objects.get(pk=cabinet_id)
        settled_meanwhile().filter(person__in=people).update(settled_at=at)
        letters = _letters(cabinet_id, people, at)
    tried = [(letter, device) for letter in letters for device in letter.devices]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = list(pool.map(lambda one: _push(cabinet, *one), tried))
    with scoped(cabinet_id):
        heard = _write_down(tried, outcomes, at)
        for letter in letters:
            if letter.first.person_id in heard:
                Notice.objects.filter(pk__in=[row.pk for row in letter.rows]).update(pushed_at=at)
            elif letter.urgent:
                mail_urgent(cabinet, letter, at)
    if Outcome.LATER in outcomes:
        raise PushAwayError
    return outcomes.count(Outcome.HEARD)


def _letters(cabinet_id: int, people: Sequence[int], at: datetime) -> list[Letter]:
    """What may ring now. What silent hours hold back waits for their end, unless it is read before."""
    rows = waiting().filter(person__in=people, made_at__gt=at - STALE_AFTER)
    quiet, devices = quiet_of(people), devices_by_person(people) if push.is_set_up() else {}
    letters = []
    for person, theirs in by_person(rows).items():
        hours = quiet.get(person) or Quiet()
        ringing = [row for row in theirs if may_ring(hours.starts, hours.ends, at, urgent=row.urgent)]
        until = quiet_until(hours.starts, hours.ends, at)
        if until and len(ringing) < len(theirs) and person in devices:
            key = f"{PUSH}:{cabinet_id}:{person}:{until.isoformat()}"
            enqueue(PUSH, key=key, due_at=until, people=[person])
        if ringing:
            letters.append(Letter(ringing, devices.get(person, [])))
    return letters


def _push(cabinet: Cabinet, letter: Letter, device: PushDevice) -> Outcome:
    words = push_words(letter.first.get_kind_display(), practice=cabinet.name, waiting=len(letter.rows))
    return push.send(device, words, url=letter.first.url, tag=cabinet.slug, urgent=letter.urgent)


def _write_down(tried: list[tuple[Letter, PushDevice]], outcomes: list[Outcome], at: datetime) -> set[int]:
    """Each device's own fate; the people whom something reached."""
    devices: dict[Outcome, list[PushDevice]] = {outcome: [] for outcome in Outcome}
    for (_, device), outcome in zip(tried, outcomes, strict=True):
        devices[outcome].append(device)

    def rows(outcome: Outcome) -> QuerySet[PushDevice]:
        return PushDevice.objects.filter(pk__in=[device.pk for device in devices[outcome]])

    rows(Outcome.HEARD).update(heard_at=at, failed_at=None)
    rows(Outcome.GONE).delete()
    for outcome in (Outcome.LATER, Outcome.REFUSED):
        rows(outcome).update(failed_at=at)
    return {device.person_id for device in devices[Outcome.HEARD]}


def mail_urgent(cabinet: Cabinet, letter: Letter, at: datetime) -> None:
    """No device of theirs heard: what is urgent goes by e-mail at once, but what has a letter of its own."""
    urgent = [row for row in letter.rows if row.urgent]
    without_letter = [row for row in urgent if row.kind not in OWN_LETTER]
    if without_letter:
        first = without_letter[0]
        counts = Counter(str(row.get_kind_display()) for row in without_letter)
        words = digest_words(counts, practice=cabinet.name, url=address_of(first.url))
        announce(
            key=f"urgent_notice:{first.pk}",
            recipient=Person.objects.get(pk=first.person_id).email,
            subject=words.title,
            body=words.body,
            at=at,
        )
    Notice.objects.filter(pk__in=[row.pk for row in urgent]).update(mailed_at=at)


def settings_address() -> str:
    return address_of(reverse("messaging:notifications"))
