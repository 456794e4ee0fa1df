"""The sentence for who comes second: who took it, and what is left that week."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from cabinet.actions.refusals import Refused
from cabinet.members import memberships_of
from cabinet.models import Cabinet, Membership, Person
from cabinet.tenancy.scope import scoped
from cabinet.text import WEEKDAYS, sentence
from planning.actions.place import PersonElsewhere, PersonThere, RoomTaken
from planning.models import Presence, Room
from planning.queries.calendar import read_calendar
from planning.rules.alternatives import Opening, free_rooms, joined, openings, what_is_free
from planning.rules.calendar_weeks import week_of
from planning.rules.half_days import Hours, instants

#: Under that age, a booking has « just » been made: the reader's page was still showing the day as free.
JUST_NOW = timedelta(minutes=15)
PERIODS = {"day": "toute la journée", "morning": "le matin", "afternoon": "l’après-midi"}


class AlreadyTaken(Refused):
    """409. `rooms` are free at that very time; `openings` are the days of that week without a doctor."""

    def __init__(
        self,
        sentence: str,
        *,
        field: str | None = None,
        rooms: Sequence[Room] = (),
        openings: Sequence[Opening] = (),
    ) -> None:
        super().__init__(sentence, field=field)
        self.rooms = list(rooms)
        self.openings = list(openings)


def taken(
    error: RoomTaken, *, cabinet: Cabinet, on: date, period: str, room: Room | None, at: datetime, today: date
) -> AlreadyTaken:
    """Said by who comes second to a room, or to the last room of a day."""
    week = week_of(on, range(7))
    calendar = read_calendar(cabinet, week.days[0], week.days[-1])
    rooms = {room.pk: room for room in Room.objects.all()}
    left = [rooms[pk] for pk in free_rooms(list(rooms), calendar.stays, on=on, period=period)]
    found = openings(
        [day for day in week.days if day >= today and day != on and calendar.is_open(day)],
        calendar.stays,
        roles=calendar.counting,
        rooms=list(rooms),
    )
    words = [_by_whom(error.holders, on=on, period=period, room=room if left else None, at=at)]
    if left:
        words.append(f"{joined([room.name for room in left])} {'restent' if len(left) > 1 else 'reste'} libre"
                     f"{'s' if len(left) > 1 else ''} à ce moment-là.")  # fmt: skip
    if found or not left:
        words.append(what_is_free(found))
    return AlreadyTaken(" ".join(words), field="room", rooms=left, openings=found)


def _by_whom(holders: Sequence[Presence], *, on: date, period: str, room: Room | None, at: datetime) -> str:
    names = list(dict.fromkeys(holder.membership.display_name for holder in holders))
    just = any(at - holder.booked_at < JUST_NOW for holder in holders)
    if room:  # « Bureau 1 », « Salle des fêtes »: a name says no gender
        one = len(names) == 1
        if just:
            took = "vient de prendre" if one else "viennent de prendre"
        else:
            took = "a déjà pris" if one else "ont déjà pris"
        return f"{joined(names)} {took} {room.name}."
    what = "Ce jour" if period == "day" else _half_day(on, period)
    return f"{what} {'vient d’être' if just else 'est déjà'} pris par {joined(names)}."


def _half_day(on: date, period: str) -> str:
    return f"{sentence(WEEKDAYS[on.weekday()])} {'matin' if period == 'morning' else 'après-midi'}"


def there_already(error: PersonThere, *, by: Membership) -> AlreadyTaken:
    held = error.presence
    if not held.is_sure:
        who = "Vous avez" if held.membership_id == by.pk else f"{held.membership.display_name} a"
        return AlreadyTaken(
            f"{who} déjà dit « en dernier recours » ce jour-là\u202f: {PERIODS[held.period]}.", field="period"
        )
    who = "Vous êtes" if held.membership_id == by.pk else f"{held.membership.display_name} est"
    return AlreadyTaken(
        f"{who} déjà là ce jour-là\u202f: {PERIODS[held.period]}, {held.room.name}.", field="period"
    )


def elsewhere(
    error: PersonElsewhere, *, membership: Membership, by: Membership, on: date, period: str, today: date
) -> AlreadyTaken:
    """Which practice is said only to who belongs to it; to anybody else, that the person is not free."""
    where = practice_of(membership.person, seen_by=by, on=on, period=period, today=today)
    if by.person_id == membership.person_id:
        place = where.name if where else "dans un autre cabinet"
        return AlreadyTaken(f"Vous êtes déjà ailleurs ce jour-là\u202f: {place}.", field="on")
    name = membership.display_name
    if where:
        return AlreadyTaken(f"{name} est déjà ailleurs ce jour-là\u202f: {where.name}.", field="on")
    return AlreadyTaken(f"{name} n’est pas libre ce jour-là.", field="on")


def practice_of(person: Person, *, seen_by: Membership, on: date, period: str, today: date) -> Cabinet | None:
    """The other practice in which `person` is at that time, if `seen_by` belongs to it."""
    for other in memberships_of(seen_by.person, on=today):
        if other.cabinet_id == seen_by.cabinet_id:
            continue
        with scoped(other.cabinet_id, person_id=seen_by.person_id):
            starts_at, ends_at = instants(on, period, Hours.of(seen_by.cabinet))
            held = Presence.objects.sure().filter(person=person, starts_at__lt=ends_at, ends_at__gt=starts_at)
            if held.exists():
                return other.cabinet
    return None
