"""What stands around the presences of a span, read at once: astreintes, the desk's hours, events, calls."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from cabinet.clock import PARIS, in_paris
from cabinet.models import Cabinet
from cabinet.models.membership import DOCTORS
from planning.rules.desk import Attendance

#: Values only, in one round trip. Written out because four querysets and their union take the ORM longer to
#: compile than PostgreSQL to answer; row-level security holds whatever is written here.
AROUND = """
SELECT 'astreinte', a.id, a."on", a.starts_at, a.ends_at, m.id, m.role, p.first_name, p.last_name, '', ''
  FROM planning_astreinte a
  JOIN cabinet_membership m ON m.id = a.membership_id AND m.cabinet_id = a.cabinet_id
  JOIN cabinet_person p ON p.id = m.person_id
 WHERE a.cabinet_id = %(cabinet)s AND a.released_at IS NULL AND a."on" BETWEEN %(first)s AND %(last)s
UNION ALL
SELECT 'shift', s.id, s."on", s.starts_at, s.ends_at, m.id, m.role, p.first_name, p.last_name, '', ''
  FROM planning_shift s
  JOIN cabinet_membership m ON m.id = s.membership_id AND m.cabinet_id = s.cabinet_id
  JOIN cabinet_person p ON p.id = m.person_id
 WHERE s.cabinet_id = %(cabinet)s AND s.cancelled_at IS NULL AND s."on" BETWEEN %(first)s AND %(last)s
UNION ALL
SELECT 'event', e.id, NULL, e.starts_at, e.ends_at, NULL, '', '', '', e.kind, e.title
  FROM planning_event e
 WHERE e.cabinet_id = %(cabinet)s AND e.cancelled_at IS NULL
   AND e.starts_at < %(until)s AND e.ends_at > %(from)s
UNION ALL
SELECT 'call', c.id, c.monday, NULL, NULL, NULL, '', '', '', c.stage, ''
  FROM planning_covercall c
 WHERE c.cabinet_id = %(cabinet)s AND c.closed_at IS NULL AND c.monday BETWEEN %(first)s AND %(last)s
 ORDER BY 4, 2
"""


class Row(NamedTuple):
    """A line of `AROUND`; an event has no day of its own nor member, a call no instants."""

    what: str
    pk: UUID
    on: date
    starts_at: datetime
    ends_at: datetime
    member: UUID
    role: str
    first_name: str
    last_name: str
    kind: str
    title: str

    @property
    def who(self) -> str:
        """« Dr Barreteau », « Baptiste Jaulin »; as `Membership.display_name`."""
        return f"Dr {self.last_name}" if self.role in DOCTORS else f"{self.first_name} {self.last_name}"


@dataclass(frozen=True)
class OnDuty:
    """The doctor of an astreinte."""

    pk: UUID
    member: UUID
    who: str


@dataclass(frozen=True)
class Happening:
    """An event, as a day shows it."""

    pk: UUID
    kind: str
    title: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class OpenCall:
    pk: UUID
    stage: str


@dataclass(frozen=True)
class Around:
    """By day; the calls by the Monday of their week."""

    astreintes: dict[date, OnDuty] = field(default_factory=dict)
    desk: dict[date, list[Attendance]] = field(default_factory=dict)
    events: dict[date, list[Happening]] = field(default_factory=dict)
    calls: dict[date, OpenCall] = field(default_factory=dict)


def read_around(cabinet: Cabinet, first: date, last: date) -> Around:
    """One statement, whatever the span."""
    span: dict[str, int | date | datetime] = {
        "cabinet": cabinet.pk,
        "first": first,
        "last": last,
        "from": in_paris(first, time()),
        "until": in_paris(last + timedelta(days=1), time()),
    }
    with connection.cursor() as cursor:
        cursor.execute(AROUND, span)
        rows = [Row._make(row) for row in cursor.fetchall()]
    return around_of(rows, first, last)


def around_of(rows: list[Row], first: date, last: date) -> Around:
    found = Around()
    for row in rows:
        if row.what == "event":
            happening = Happening(row.pk, row.kind, row.title, row.starts_at, row.ends_at)
            for on in days_of(happening, first, last):
                found.events.setdefault(on, []).append(happening)
        elif row.what == "astreinte":
            found.astreintes[row.on] = OnDuty(row.pk, row.member, row.who)
        elif row.what == "shift":
            attendance = Attendance(row.role, row.who, row.starts_at, row.ends_at)
            found.desk.setdefault(row.on, []).append(attendance)
        else:
            found.calls[row.on] = OpenCall(row.pk, row.kind)
    return found


def days_of(event: Happening, first: date, last: date) -> list[date]:
    """The days of Paris that it touches, between these."""
    starts_on = max(first, event.starts_at.astimezone(PARIS).date())
    ends_on = min(last, (event.ends_at - timedelta(microseconds=1)).astimezone(PARIS).date())
    return [starts_on + timedelta(days=offset) for offset in range((ends_on - starts_on).days + 1)]
