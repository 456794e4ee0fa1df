"""Who is there today and in the weeks to come, as the desk asks for it all day long."""

from datetime import date
from uuid import UUID

from django.db import connection

from cabinet.models import Cabinet, Membership, Person
from planning.models import Presence, Room, Strength

#: Written out: fifty columns of four tables, which the ORM gives, take longer to read than the question.
#: Row-level security holds whatever is written here.
STATEMENT = """
SELECT p.id, p."on", p.period, p.starts_at, p.ends_at, p.to_confirm, p.membership_id, p.room_id,
       m.role, m.profession, m.person_id, who.first_name, who.last_name, r.name
  FROM planning_presence p
  JOIN cabinet_membership m ON m.id = p.membership_id AND m.cabinet_id = p.cabinet_id
  JOIN cabinet_person who ON who.id = m.person_id
  JOIN planning_room r ON r.id = p.room_id AND r.cabinet_id = p.cabinet_id
 WHERE p.cabinet_id = %(cabinet)s AND p.released_at IS NULL AND p.strength = %(sure)s
   AND p."on" BETWEEN %(first)s AND %(last)s
 ORDER BY p."on", p.starts_at, r.position, who.sort_key, p.id
"""


def desk_presences(cabinet: Cabinet, first: date, last: date) -> list[Presence]:
    """The sure presences with what an agenda shows of them; each person and each room made once."""
    asked: dict[str, int | str | date] = {
        "cabinet": cabinet.pk, "sure": str(Strength.SURE), "first": first, "last": last,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, asked)
        rows = cursor.fetchall()
    members: dict[UUID, Membership] = {}
    rooms: dict[UUID, Room] = {}
    found = []
    for row in rows:
        pk, on, period, starts_at, ends_at, to_confirm, membership_id, room_id = row[:8]
        role, profession, person_id, first_name, last_name, room_name = row[8:]
        if membership_id not in members:
            person = Person(pk=person_id, first_name=first_name, last_name=last_name)
            members[membership_id] = Membership(
                pk=membership_id, cabinet_id=cabinet.pk, person=person, role=role, profession=profession
            )
        if room_id not in rooms:
            rooms[room_id] = Room(pk=room_id, cabinet_id=cabinet.pk, name=room_name)
        found.append(
            Presence(
                pk=pk, cabinet_id=cabinet.pk, membership=members[membership_id], room=rooms[room_id], on=on,
                period=period, starts_at=starts_at, ends_at=ends_at, to_confirm=to_confirm,
            )
        )  # fmt: skip
    return found
