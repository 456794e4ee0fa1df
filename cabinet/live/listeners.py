"""Who listens: recognised by their session when they come, and again whenever something is told them."""

import math
import time
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import MD5
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from cabinet.clock import today_in_paris
from cabinet.live.audience import ears
from cabinet.live.database import rows_of, scoped
from cabinet.members import FACTORS
from cabinet.models import Membership, Person
from cabinet.second_factors import standing
from cabinet.sessions import over_at

HAS_FACTOR = Exists(FACTORS.filter(user=OuterRef("person_id")))
#: What is told by no mark (another practice that now asks for a second factor) is looked at after so long.
RECOGNISED_FOR = 300.0


class Unknown(Exception):
    """401: nobody is signed in."""


class Stranger(Exception):
    """404: no such practice, for this person."""


class Overdue(Exception):
    """403: the days to add a second factor are over."""


@dataclass(frozen=True, slots=True)
class Member:
    """A person in a practice, and the marks by which one sees that something changed about them.

    `marks`: of the membership, as `member_marks` gives them. `closed_at`: the second from which nothing is
    told without being recognised again: the session ends, or the days to add a second factor.
    """

    slug: str
    cabinet_id: int
    person_id: int
    membership_id: UUID
    role: str
    session_key: str
    session_mark: str
    marks: tuple
    closed_at: float

    @property
    def ears(self) -> frozenset[str]:
        return ears(self.role, self.person_id)


async def recognise(pool: AsyncConnectionPool, session_key: str, slug: str) -> Member:
    """Who asks for that practice. Writes nothing: listening prolongs no session.

    Raises Unknown, Stranger, Overdue.
    """
    async with scoped(pool) as connection:
        kept = sessions([session_key], at=timezone.now()).values_list("session_data", MD5("session_data"))
        found = await rows_of(connection, kept)
        if not found:
            raise Unknown
        [(text, session_mark)] = found
        session = SessionStore().decode(text)
        person_id, first_signed_in_at = await _person_of(connection, session)
    now, ends_at = time.time(), over_at(session)
    if now > ends_at:
        raise Unknown
    async with scoped(pool, person_id=person_id) as connection:
        stays = Membership.everywhere.filter(person=person_id).on(today_in_paris())
        named = ("cabinet__slug", "cabinet_id", "pk", "starts_on", *MARKS)
        found = await rows_of(connection, stays.values_list(*named))
    there = next((row for row in found if row[0] == slug), None)
    if there is None:
        raise Stranger
    _, cabinet_id, membership_id, _, *marks = there
    grace_ends_at = _grace_ends_at(found, session, first_signed_in_at=first_signed_in_at)
    if now >= grace_ends_at:
        raise Overdue
    return Member(
        slug=slug,
        cabinet_id=cabinet_id,
        person_id=person_id,
        membership_id=membership_id,
        role=marks[0],
        session_key=session_key,
        session_mark=session_mark,
        marks=tuple(marks),
        closed_at=min(ends_at, grace_ends_at, now + RECOGNISED_FOR),
    )


def _grace_ends_at(rows: list[tuple], session: dict, *, first_signed_in_at: datetime | None) -> float:
    """The second after which a page of theirs answers nothing for want of a second factor."""
    stays = []
    for _, _, _, starts_on, role, _, has_factor, also in rows:
        if has_factor or standing.session_by_card(session):
            return math.inf
        stays.append(standing.Stay(role, starts_on, also))
    ends_at = standing.over_at(stays, first_signed_in_at=first_signed_in_at)
    return ends_at.timestamp() if ends_at else math.inf


async def _person_of(connection: AsyncConnection, session: dict) -> tuple[int, datetime | None]:
    """As `django.contrib.auth.get_user`, which would write: a session that is not good is left alone here."""
    if session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        raise Unknown
    people = Person.objects.filter(pk=session.get(SESSION_KEY), is_active=True)
    found = await rows_of(connection, people.order_by().values_list("pk", "password", "first_signed_in_at"))
    if not found:
        raise Unknown
    [(person_id, password, first_signed_in_at)] = found
    proof = Person(password=password).get_session_auth_hash()
    if not constant_time_compare(session.get(HASH_SESSION_KEY, ""), proof):
        raise Unknown
    return person_id, first_signed_in_at


def sessions(keys: list[str], *, at: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key__in=keys, expire_date__gt=at)


def session_marks(keys: list[str], *, at: datetime) -> QuerySet:
    """(key, mark) of those that still run."""
    return sessions(keys, at=at).values_list("session_key", MD5("session_data"))


#: What makes one a listener: the role, the password, a second factor, and of whom the practice asks one.
MARKS = ("role", MD5("person__password"), HAS_FACTOR, "cabinet__second_factor_also")


def member_marks(membership_ids: list[UUID], *, on: date) -> QuerySet:
    """(membership, *marks) of those who are still there."""
    there = Membership.everywhere.filter(pk__in=membership_ids, person__is_active=True).on(on)
    return there.values_list("pk", *MARKS)
