"""Who listens: recognised by their session when they come, and again whenever something is told them."""

import time
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.db.models.functions import MD5
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from cabinet.clock import today_in_paris
from cabinet.live.audience import ears
from cabinet.live.database import rows_of, scoped
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


async def recognise(pool: AsyncConnectionPool, session_key: str, slug: str) -> Member:
    """Who asks for that practice. Writes nothing: listening prolongs no session. Raises Unknown, Stranger."""
    async with scoped(pool) as connection:
        kept = sessions([session_key], at=timezone.now()).values_list("session_data", MD5("session_data"))
        found = await rows_of(connection, kept)
        if not found:
            raise Unknown
        [(text, session_mark)] = found
        session = SessionStore().decode(text)
        person_id, password_mark = await _person_of(connection, session)
    if time.time() > over_at(session):
        raise Unknown
    async with scoped(pool, person_id=person_id) as connection:
        there = Membership.everywhere.filter(person=person_id, cabinet__slug=slug).on(today_in_paris())
        found = await rows_of(connection, there.values_list("cabinet_id", "pk", "role"))
    if not found:
        raise Stranger
    cabinet_id, membership_id, role = found[0]
    return Member(
        slug=slug,
        cabinet_id=cabinet_id,
        person_id=person_id,
        membership_id=membership_id,
        role=role,
        session_key=session_key,
        session_mark=session_mark,
        password_mark=password_mark,
        session_over_at=over_at(session),
    )


async def _person_of(connection: AsyncConnection, session: dict) -> tuple[int, str]:
    """As `django.contrib.auth.get_user`, which would write: a session that is not good is left alone here."""
    if session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        raise Unknown
    people = Person.objects.filter(pk=session.get(SESSION_KEY), is_active=True)
    found = await rows_of(connection, people.order_by().values_list("pk", "password", MD5("password")))
    if not found:
        raise Unknown
    [(person_id, password, mark)] = found
    proof = Person(password=password).get_session_auth_hash()
    if not constant_time_compare(session.get(HASH_SESSION_KEY, ""), proof):
        raise Unknown
    return person_id, mark


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
