"""Whom there is still something to tell, and where they can be told."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from messaging.models import MailState, Notice, NoticeKind, PushDevice, Quiet, ReadMark

#: Whoever is named hears of it even so.
SILENCED = (NoticeKind.MESSAGE, NoticeKind.EXPERTISE)


def waiting() -> QuerySet[Notice]:
    """What nobody has read nor been told, in the open practice."""
    return Notice.objects.filter(settled_at=None, pushed_at=None, mailed_at=None)


def settled_meanwhile() -> QuerySet[Notice]:
    """Of those, what was read since, or comes from a conversation that they silenced."""
    marks = ReadMark.objects.filter(conversation=OuterRef("message__conversation"), person=OuterRef("person"))
    read = Exists(marks.filter(number__gte=OuterRef("message__number")))
    silenced = Exists(marks.filter(muted=True)) & Q(kind__in=SILENCED, urgent=False)
    opened = Q(mail__isnull=False) & ~Q(mail__state=MailState.RECEIVED)
    return waiting().filter(read | silenced | opened)


def by_person(rows: Iterable[Notice]) -> dict[int, list[Notice]]:
    """In the order of their time."""
    found: dict[int, list[Notice]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(row)
    return found


def devices_by_person(people: Iterable[int]) -> dict[int, list[PushDevice]]:
    found: dict[int, list[PushDevice]] = {}
    for device in PushDevice.objects.filter(person__in=list(people)):
        found.setdefault(device.person_id, []).append(device)
    return found


def reached_by_push(people: Iterable[int]) -> set[int]:
    """Those who have a device that works, as far as is known."""
    works = Q(failed_at=None) | Q(heard_at__gt=F("failed_at"))
    return set(PushDevice.objects.filter(works, person__in=list(people)).values_list("person_id", flat=True))


def quiet_of(people: Iterable[int]) -> dict[int, Quiet]:
    return {row.person_id: row for row in Quiet.objects.filter(person__in=list(people))}


def mailed_lately(people: Iterable[int], at: datetime, *, within: timedelta) -> set[int]:
    """Those who had a digest of this practice less than `within` ago."""
    rows = Notice.objects.filter(person__in=list(people), mailed_at__gt=at - within)
    return set(rows.values_list("person_id", flat=True))
