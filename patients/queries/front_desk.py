"""What the cards of the front desk say of people, of what came in and of what waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from cabinet.clock import PARIS
from cabinet.models import Membership, Person
from cabinet.text import clock, count, long_day
from patients.queries.desk_day import DeskDay
from planning.queries.calendar import Held
from planning.rules.event_words import when_said
from planning.rules.half_days import Hours

#: What came in stays in sight for two days; an event is spoken of a week before.
CAME_SINCE = timedelta(days=2)
EVENTS_AHEAD = timedelta(days=7)


@dataclass(frozen=True)
class Here:
    """Somebody who is there today: « remplaçante · Bureau 1 · jusqu’à 18 h 30 », and how many wait."""

    held: Held
    until: str
    waiting: int
    now: str

    @property
    def role(self) -> str:
        return self.held.membership.role


@dataclass(frozen=True)
class News:
    """Something that came in: what, in a few words, and where to see it."""

    key: str
    title: str
    note: str
    route: str
    argument: object = None


def people_here(
    day: DeskDay, waiting: Mapping[UUID, int], busy: Mapping[UUID, str] | None = None
) -> list[Here]:
    """In the order of the calendar; `waiting`: how many have arrived for each practitioner."""
    hours = Hours.of(day.member.cabinet)
    told = []
    for held in day.people_shown:
        starts, ends = hours.of_period(held.period)
        clock_now = day.at.astimezone(PARIS).time()
        to_come = day.shown != day.on or clock_now < starts
        until = f"dès {clock(starts)}" if to_come else f"jusqu’à {clock(ends)}"
        told.append(
            Here(held, until, waiting.get(held.membership_id, 0), (busy or {}).get(held.membership_id, ""))
        )
    return told


def came_in(day: DeskDay) -> list[News]:
    """Days given back late, lines left by the doctor on call, the next events. One statement.

    Of a line, that it is there and whose: what it says is for the doctor who comes, not for this screen.
    """
    notice = timedelta(days=day.member.cabinet.release_notice_days)
    asked: dict[str, Any] = {
        "cabinet": day.member.cabinet.pk,
        "since": day.at - CAME_SINCE,
        "on": day.on,
        "notice": day.on + notice,
        "at": day.at,
        "ahead": day.at + EVENTS_AHEAD,
        "mail": day.member.may("see_mail"),
    }
    with connection.cursor() as cursor:
        cursor.execute(NEWS, asked)
        rows = cursor.fetchall()
    return [Came._make(row).told for row in rows]


#: Kind, id, then: whose (role, first and last name), a text, an instant or two, a day, how many.
NEWS = """
SELECT * FROM (
  SELECT 'released', p.id, m.role, who.first_name, who.last_name, p.release_reason, p.released_at,
         NULL::timestamptz, p."on", 1
    FROM planning_presence p
    JOIN cabinet_membership m ON m.id = p.membership_id AND m.cabinet_id = p.cabinet_id
    JOIN cabinet_person who ON who.id = m.person_id
   WHERE p.cabinet_id = %(cabinet)s AND p.released_at >= %(since)s AND p.strength = 'sure'
     AND p."on" >= %(on)s AND p."on" < %(notice)s
   ORDER BY p.released_at DESC LIMIT 3) released
UNION ALL
SELECT 'line', min(h.id::text)::uuid, m.role, who.first_name, who.last_name, '', max(h.written_at),
       NULL, NULL, count(*)
  FROM planning_handover h
  JOIN cabinet_membership m ON m.id = h.written_by_id AND m.cabinet_id = h.cabinet_id
  JOIN cabinet_person who ON who.id = m.person_id
 WHERE %(mail)s AND h.cabinet_id = %(cabinet)s AND h.read_at IS NULL
 GROUP BY m.id, m.role, who.first_name, who.last_name
UNION ALL
SELECT * FROM (
  SELECT 'event', id, '', '', '', title, starts_at, ends_at, NULL::date, 1
    FROM planning_event
   WHERE cabinet_id = %(cabinet)s AND cancelled_at IS NULL AND starts_at < %(ahead)s AND ends_at > %(at)s
   ORDER BY starts_at LIMIT 2) event
"""


class Came(NamedTuple):
    """A row of `NEWS`."""

    kind: str
    pk: UUID
    role: str
    first_name: str
    last_name: str
    text: str
    starts_at: datetime
    ends_at: datetime | None
    on: date | None
    many: int

    @property
    def who(self) -> str:
        person = Person(first_name=self.first_name, last_name=self.last_name)
        return Membership(person=person, role=self.role).display_name

    @property
    def told(self) -> News:
        key = f"{self.kind}-{self.pk}"
        if self.on is not None:
            note = self.text or f"{long_day(self.starts_at)} à {clock(self.starts_at)}"
            return News(key, f"{self.who} libère {long_day(self.on)}", note, "planning:day", self.on)
        if self.ends_at is not None:
            note = when_said(self.starts_at, self.ends_at)
            return News(key, self.text, note, "planning:event", self.pk)
        title = f"{count(self.many, 'consigne', 'consignes')} de {self.who}"
        note = "pas encore lue par un médecin" if self.many == 1 else "pas encore lues par un médecin"
        return News(key, title, note, "planning:astreintes")
