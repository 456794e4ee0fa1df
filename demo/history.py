"""What took place before today, for reports to count: days of presence, the desk's hours, astreintes."""

from datetime import date, datetime, time, timedelta

from cabinet.clock import in_paris
from cabinet.models import Membership
from demo.calendar import HABITS
from planning.models import Astreinte, Holiday, Presence, Room, Shift
from planning.rules.astreintes import duty_span
from planning.rules.calendar_weeks import monday_of
from planning.rules.half_days import Hours, instants

#: The people of the demo are there from this day on; a year of it is enough.
OPENED = date(2026, 10, 1)
LONGEST = timedelta(weeks=52)
#: In school holidays fewer people come.
EVEN_IN_HOLIDAYS = {"noemie", "jeanne", "helene", "kevin"}
#: Who keeps the desk: from when to when, on which weekdays.
DESK = {
    "nieul-le-dolent": [
        ("baptiste", time(8, 30), time(12, 30), {0, 1, 2, 4}),
        ("tiphaine", time(14), time(17), {0, 1, 3}),
    ],
    "aubigny": [("maelle", time(9), time(12), {0, 1, 4})],
}
ON_CALL = {"nieul-le-dolent": ["gael", "ulysse", "zoe", "noemie"], "aubigny": ["lucie", "romane"]}


def remember(members: dict[str, Membership], *, slug: str, today: date, at: datetime) -> None:
    """Fill what nobody has written in the past of the open practice. Twice is once."""
    first = max(OPENED, today - LONGEST)
    days = [first + timedelta(days=n) for n in range((today - first).days)]
    public = _days_off(Holiday.Kind.PUBLIC, first, today, members)
    school = _days_off(Holiday.Kind.SCHOOL, first, today, members)
    written = {monday_of(on) for on in _dates(Presence.objects.filter(series=None), first, today)}
    empty = [on for on in days if on not in public and monday_of(on) not in written]
    _presences(members, HABITS[slug], empty, school, at)
    _desk(members, DESK[slug], [on for on in days if on not in public], at)
    there = set(
        _dates(Presence.objects.counting().exclude(membership__role="infirmiere_asalee"), first, today)
    )
    holes = [on for on in days if on.weekday() < 6 and on not in public | there]
    _astreintes(members, ON_CALL[slug], holes, at)


def _presences(members, habits, days: list[date], school: set[date], at: datetime) -> None:
    rooms, found = list(Room.objects.all()), []
    for on in days:
        coming = [
            (members[name], period)
            for weekday, name, period, weeks in habits
            if weekday == on.weekday()
            and on.isocalendar().week % 4 in weeks
            and (on not in school or name in EVEN_IN_HOLIDAYS)
            and members[name].is_open_on(on)
        ]
        for room, (member, period) in zip(rooms, coming, strict=False):
            starts_at, ends_at = instants(on, period, Hours.of(member.cabinet))
            found.append(
                Presence(
                    membership=member, room=room, on=on, period=period,
                    starts_at=starts_at, ends_at=ends_at, booked_at=at,
                )
            )  # fmt: skip
    Presence.objects.bulk_create(found, ignore_conflicts=True)


def _desk(members, desk, days: list[date], at: datetime) -> None:
    if Shift.objects.standing().filter(on__in=days).exists():
        return
    Shift.objects.bulk_create(
        Shift(
            membership=members[name], on=on, written_at=at,
            starts_at=in_paris(on, opens), ends_at=in_paris(on, closes),
        )
        for on in days
        for name, opens, closes, weekdays in desk
        if on.weekday() in weekdays and members[name].is_open_on(on)
    )  # fmt: skip


def _astreintes(members, names: list[str], days: list[date], at: datetime) -> None:
    """In turn; every ninth day had none, as happens."""
    found = []
    for n, on in enumerate(days):
        member = members[names[n % len(names)]]
        starts_at, ends_at = duty_span(on, member.cabinet.astreinte_starts, member.cabinet.astreinte_ends)
        if n % 9 != 8 and member.is_open_on(on):
            found.append(
                Astreinte(membership=member, on=on, starts_at=starts_at, ends_at=ends_at, assigned_at=at)
            )
    Astreinte.objects.bulk_create(found, ignore_conflicts=True)


def _days_off(kind: str, first: date, last: date, members: dict[str, Membership]) -> set[date]:
    zone = next(iter(members.values())).cabinet.school_zone
    return {
        holiday.starts_on + timedelta(days=n)
        for holiday in Holiday.objects.between(first, last).of_zone(zone).filter(kind=kind)
        for n in range((holiday.ends_on - holiday.starts_on).days + 1)
    }


def _dates(presences, first: date, last: date) -> list[date]:
    return list(presences.standing().filter(on__gte=first, on__lt=last).values_list("on", flat=True))
