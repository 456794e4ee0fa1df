"""The weeks around today: who usually comes, with the holes that a real calendar has."""

from datetime import date, datetime, timedelta

from cabinet.models import Membership
from planning.actions.place import PersonElsewhere, PersonThere, RoomTaken, place_presence
from planning.models import Holiday, Presence

WEEKS_BEFORE, WEEKS_AFTER = 3, 12

#: By practice: (weekday, first name of the e-mail, period, weeks of a cycle of four in which they come).
HABITS = {
    "nieul-le-dolent": [
        (0, "gael", "day", {0, 1, 3}),
        (1, "noemie", "day", {0, 1, 2}),
        (2, "kevin", "day", {0, 2}),
        (2, "valentine", "morning", {1}),
        (3, "fanny", "day", {1, 3}),
        (3, "anais", "day", {0, 1, 2, 3}),
        (4, "valentine", "day", {0, 2}),
        (4, "gael", "afternoon", {1}),
        (4, "ulysse", "morning", {3}),
        (1, "helene", "day", {0, 1, 2, 3}),
    ],
    "aubigny": [
        (0, "kevin", "day", {0, 1, 2}),
        (1, "jeanne", "day", {0, 1, 2, 3}),
        (3, "lucie", "morning", {1, 2}),
        (4, "jeanne", "afternoon", {0, 2}),
    ],
}


def fill(members: dict[str, Membership], *, slug: str, today: date, at: datetime) -> int:
    """Book the habits of the practice in the open scope, in weeks that nobody has touched; how many."""
    monday = today - timedelta(days=today.weekday())
    booked = 0
    for week in range(-WEEKS_BEFORE, WEEKS_AFTER + 1):
        start = monday + timedelta(weeks=week)
        if _is_touched(start):
            continue
        cycle = start.isocalendar().week % 4
        for weekday, name, period, weeks in HABITS[slug]:
            on = start + timedelta(days=weekday)
            if cycle in weeks and not _is_public_holiday(on):
                booked += _book(members[name], on, period, at)
    return booked


def _is_touched(monday: date) -> bool:
    """Somebody booked in that week: whoever plays with the demo finds their days as they left them."""
    end = monday + timedelta(days=7)
    return Presence.objects.filter(on__gte=monday, on__lt=end, series=None).exists()


def _is_public_holiday(on: date) -> bool:
    return Holiday.objects.filter(kind=Holiday.Kind.PUBLIC).between(on, on).exists()


def _book(member: Membership, on: date, period: str, at: datetime) -> int:
    try:
        place_presence(
            cabinet=member.cabinet, membership=member, on=on, period=period, room=None, by=None, at=at
        )
    except (PersonElsewhere, PersonThere, RoomTaken):
        return 0
    return 1
