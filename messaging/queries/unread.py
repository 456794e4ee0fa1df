"""How many messages somebody has not read: asked by the door of every page and by the desk, so in one lean
statement; in a network, one more for each other practice of it, whose common channels are read there.

Which conversations count is `messaging.permissions.visible_conversations`; it is written out here, because
the ORM takes longer to build that question than PostgreSQL to answer it, and `test_unread.py` holds both to
the same count for each role. Row-level security holds whatever is written here.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from cabinet.members import Member
from cabinet.models import Cabinet
from cabinet.models.membership import AGGREGATES_ONLY
from cabinet.tenancy.scope import current_cabinet_id
from messaging.permissions import ALERTED_FOR, about_patients
from messaging.queries.conversations import as_guest, network_of
from messaging.rules.audience import audiences_of
from patients.permissions import sees_files

#: The mairie's role may ask about no other table than these two.
IN_CHANNELS = """
SELECT coalesce(sum(c.latest - coalesce(mine.number, 0)), 0)
  FROM messaging_conversation c
  LEFT JOIN messaging_readmark mine
    ON mine.conversation_id = c.id AND mine.cabinet_id = c.cabinet_id AND mine.person_id = %(person)s
 WHERE c.cabinet_id = %(cabinet)s AND c.latest > coalesce(mine.number, 0)
   AND NOT coalesce(mine.muted, false) AND c.kind = 'channel' AND c.audience = ANY(%(audiences)s)
"""

IN_COMMON = f"{IN_CHANNELS} AND c.network"

#: With how far this person has read of each.
VISIBLE = """
  FROM messaging_conversation c
  LEFT JOIN messaging_readmark mine
    ON mine.conversation_id = c.id AND mine.cabinet_id = c.cabinet_id AND mine.person_id = %(person)s
  LEFT JOIN messaging_participant named
    ON named.conversation_id = c.id AND named.cabinet_id = c.cabinet_id
   AND named.membership_id = %(membership)s AND named.left_at IS NULL
  LEFT JOIN patients_careteammember follows
    ON follows.patient_id = c.patient_id AND follows.cabinet_id = c.cabinet_id
   AND follows.membership_id = %(membership)s AND follows.removed_at IS NULL
 WHERE c.cabinet_id = %(cabinet)s
   AND (CASE c.kind
          WHEN 'channel' THEN c.audience = ANY(%(audiences)s)
          WHEN 'direct' THEN named.id IS NOT NULL
          WHEN 'patient' THEN %(about_patients)s AND follows.id IS NOT NULL
          WHEN 'expertise' THEN
            %(about_patients)s AND named.id IS NOT NULL AND (%(whole)s OR follows.id IS NOT NULL)
        END
        OR %(doctor)s AND EXISTS (
          SELECT FROM messaging_urgentalert told
            JOIN messaging_message about ON about.id = told.message_id AND about.cabinet_id = told.cabinet_id
           WHERE told.cabinet_id = c.cabinet_id AND about.conversation_id = c.id
             AND told.membership_id = %(membership)s AND told.told_at >= %(alerted_since)s
             AND told.stage <> 'addressed'))
"""

UNREAD = "coalesce(sum(c.latest - coalesce(mine.number, 0))"
TO_READ = "c.latest > coalesce(mine.number, 0) AND NOT coalesce(mine.muted, false)"
IN_THE_HOUSE = f"SELECT {UNREAD}, 0) {VISIBLE} AND {TO_READ}"

NAMING = """
  EXISTS (
    SELECT FROM messaging_mention word
      JOIN messaging_message said ON said.id = word.message_id AND said.cabinet_id = word.cabinet_id
     WHERE word.cabinet_id = c.cabinet_id AND said.conversation_id = c.id
       AND word.person_id = %(person)s AND said.number > coalesce(mine.number, 0))
"""
WAITING = """
  EXISTS (
    SELECT FROM messaging_message said
     WHERE said.cabinet_id = c.cabinet_id AND said.conversation_id = c.id AND said.urgent AND NOT EXISTS (
       SELECT FROM messaging_urgentalert told
        WHERE told.cabinet_id = said.cabinet_id AND told.message_id = said.id
          AND told.acknowledged_at IS NOT NULL))
"""
AT_THE_DESK = (
    f"SELECT {UNREAD} FILTER (WHERE {TO_READ}), 0),"
    f" count(*) FILTER (WHERE {NAMING}), count(*) FILTER (WHERE {WAITING}) {VISIBLE}"
)


class Unread(NamedTuple):
    """`messages`: not read, where one keeps no silence; `naming`, `waiting`: conversations that name them,
    and in which something urgent waits for somebody.
    """

    messages: int = 0
    naming: int = 0
    waiting: int = 0


def unread_count(member: Member) -> int:
    """Messages not read yet, in the conversations that are not muted.

    On a page of no practice, its door is that of the one that the person has.
    """
    if current_cabinet_id() != member.cabinet.pk:
        with as_guest(member, member.cabinet):
            return unread_count(member)
    asked = IN_CHANNELS if member.role in AGGREGATES_ONLY else IN_THE_HOUSE
    return _asked(asked, member, member.cabinet)[0] + sum(_in_common(member))


def desk_unread(member: Member) -> Unread:
    """As the front desk says it, of the open practice: counts, and nothing of what was said."""
    return Unread(*_asked(AT_THE_DESK, member, member.cabinet))


def _in_common(member: Member) -> Iterator[int]:
    for cabinet in network_of(member.cabinet):
        with as_guest(member, cabinet):
            yield _asked(IN_COMMON, member, cabinet)[0]


def _asked(asked: str, member: Member, cabinet: Cabinet) -> list[int]:
    """Counts of the conversations that `cabinet` keeps; in its scope."""
    by = member.membership
    parameters: dict[str, Any] = {
        "cabinet": cabinet.pk,
        "person": member.person.pk,
        "membership": by.pk,
        "audiences": list(audiences_of(by.role)),
        "about_patients": about_patients(by),
        "whole": sees_files(by),
        "doctor": by.is_doctor,
        "alerted_since": timezone.now() - ALERTED_FOR,
    }
    with connection.cursor() as cursor:
        cursor.execute(asked, parameters)
        [counts] = cursor.fetchall()
    return [int(one) for one in counts]
