"""Who listens: recognised by their session when they come, and again whenever something is told them."""

import time
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connections
from django.db.models import QuerySet
from django.db.models.functions import MD5
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from cabinet.clock import today_in_paris
from cabinet.live.audience import ears
from cabinet.members import memberships_of
from cabinet.models import Membership, Person
from cabinet.sessions import over_at


class Unknown(Exception):
    """401: nobody is signed in."""


class Stranger(Exception):
    """404: no such practice, for this person."""


@dataclass(frozen=True, slots=True)
class Member:
    """A person in a practice, and the marks by which one sees that something changed about them."""

    slug: str
    cabinet_id: int
    person_id: int
    membership_id: UUID
    role: str
    session_key: str
    session_mark: str
    password_mark: str
    session_over_at: float

    @property
    def ears(self) -> frozenset[str]:
        return ears(self.role, self.person_id)


def recognise(session_key: str, slug: str) -> Member:
    """Synchronous, in a thread: its connection is closed before the listener begins to wait."""
    try:
        return _recognise(session_key, slug)
    finally:
        connections.close_all()


def _recognise(session_key: str, slug: str) -> Member:
    rows = sessions([session_key], at=timezone.now()).annotate(mark=MD5("session_data"))
    session = rows.first()
    if session is None:
        raise Unknown
    data = session.get_decoded()
    person = _person_of(data)
    ends = over_at(data)
    if person is None or time.time() > ends:
        raise Unknown
    membership = next(
        (one for one in memberships_of(person, on=today_in_paris()) if one.cabinet.slug == slug), None
    )
    if membership is None:
        raise Stranger
    return Member(
        slug=slug,
        cabinet_id=membership.cabinet_id,
        person_id=person.pk,
        membership_id=membership.pk,
        role=membership.role,
        session_key=session_key,
        session_mark=session.mark,
        password_mark=person.mark,
        session_over_at=ends,
    )


def _person_of(session: dict) -> Person | None:
    """As `django.contrib.auth.get_user`, which would write: here a session that is not good is left alone."""
    if session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    people = Person.objects.filter(pk=session.get(SESSION_KEY), is_active=True)
    person = people.annotate(mark=MD5("password")).first()
    if person is None:
        return None
    proof = session.get(HASH_SESSION_KEY, "")
    return person if constant_time_compare(proof, person.get_session_auth_hash()) else None


def sessions(keys: list[str], *, at: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key__in=keys, expire_date__gt=at)


def session_marks(keys: list[str], *, at: datetime) -> QuerySet:
    """(key, mark) of those that still run."""
    return sessions(keys, at=at).values_list("session_key", MD5("session_data"))


def member_marks(membership_ids: list[UUID], *, on: date) -> QuerySet:
    """(membership, role, mark) of those who are still there."""
    return (
        Membership.everywhere.filter(pk__in=membership_ids, person__is_active=True)
        .on(on)
        .values_list("pk", "role", MD5("person__password"))
    )
