"""Tell people that something waits for them: a row each, in the transaction of what waits, and a job.

Who reads it meanwhile is told nothing; silent hours hold everything back but what is urgent and theirs.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from cabinet.jobs import enqueue
from cabinet.tenancy import scope
from messaging.models import Mail, Message, Notice, NoticeKind, PushDevice
from messaging.queries.waiting_notices import waiting

PUSH = "push_notices"


def notice(
    *,
    people: Iterable[int],
    kind: NoticeKind,
    url: str,
    at: datetime,
    urgent: bool = False,
    of: Message | Mail | None = None,
) -> None:
    """`people`: ids of persons, without who did it. `url`: the path of the page, on this site.

    `urgent`: it is theirs to answer, and rings at any hour. `of`: what is to be read; once it is, nothing
    leaves.

    In the open practice and the caller's transaction, whoever asks: the mairie too.
    """
    told, cabinet_id = sorted({*people}), scope.current_cabinet_id()
    if not told:
        return
    if cabinet_id is None:
        raise RuntimeError("a notice belongs to a practice: open its scope first")
    if not url.startswith("/") or url.startswith("//"):
        raise ValueError("a notice leads to a page of this site")
    about = {"message": of} if isinstance(of, Message) else {"mail": of}
    with scope.of_practice(connection, cabinet_id):
        rows = Notice.objects.bulk_create(
            Notice(person_id=pk, kind=kind, url=url, urgent=urgent, made_at=at, **about) for pk in told
        )
        if urgent or PushDevice.objects.filter(person__in=told).exists():
            enqueue(PUSH, key=f"{PUSH}:{rows[0].pk}", due_at=at, people=told)


def settle_notices(person_id: int, *, at: datetime) -> None:
    """In the open practice, which this person has just left: nothing that waited is told to them any more."""
    waiting().filter(person=person_id).update(settled_at=at)
