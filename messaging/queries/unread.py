"""How many messages somebody has not read: asked by the door of every page, so in one lean statement; in a
network, one more for each other practice of it, whose common channels are read there.

Which conversations count is `messaging.permissions.visible_conversations`; it is written out here, because
the ORM takes longer to build that question than PostgreSQL to answer it, and `test_unread.py` holds both to
the same count for each role. Row-level security holds whatever is written here.
"""

from collections.abc import Iterator
from typing import Any

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

IN_THE_HOUSE = """
SELECT coalesce(sum(c.latest - coalesce(mine.number, 0)), 0)
  FROM messaging_conversation c
  LEFT JOIN messaging_readmark mine
    ON mine.conversation_id = c.id AND mine.cabinet_id = c.cabinet_id AND mine.person_id = %(person)s
  LEFT JOIN messaging_participant named
    ON named.conversation_id = c.id AND named.cabinet_id = c.cabinet_id
   AND named.membership_id = %(membership)s AND named.left_at IS NULL
  LEFT JOIN patients_careteammember follows
    ON follows.patient_id = c.patient_id AND follows.cabinet_id = c.cabinet_id
   AND follows.membership_id = %(membership)s AND follows.removed_at IS NULL
 WHERE c.cabinet_id = %(cabinet)s AND c.latest > coalesce(mine.number, 0)
   AND NOT coalesce(mine.muted, false)
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


def unread_count(member: Member) -> int:
    """Messages not read yet, in the conversations that are not muted.

    On a page of no practice, its door is that of the one that the person has.
    """
    if current_cabinet_id() != member.cabinet.pk:
        with as_guest(member, member.cabinet):
            return unread_count(member)
    asked = IN_CHANNELS if member.role in AGGREGATES_ONLY else IN_THE_HOUSE
    return _count(asked, member, member.cabinet) + sum(_in_common(member))


def _in_common(member: Member) -> Iterator[int]:
    for cabinet in network_of(member.cabinet):
        with as_guest(member, cabinet):
            yield _count(IN_COMMON, member, cabinet)


def _count(asked: str, member: Member, cabinet: Cabinet) -> int:
    """In the conversations that `cabinet` keeps; in its scope."""
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
        [(unread,)] = cursor.fetchall()
    return int(unread)
