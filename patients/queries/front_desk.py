"""What the cards of the front desk say of people, of what came in and of what waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from cabinet.clock import PARIS
from cabinet.text import clock, count, long_day
from patients.queries.desk_day import DeskDay
from planning.models import Event, HandOver, Presence
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
    icon: str = "bell"


def people_here(
    day: DeskDay, waiting: Mapping[UUID, int], busy: Mapping[UUID, str] | None = None
) -> list[Here]:
    """In the order of the calendar; `waiting`: how many have arrived for each practitioner."""
    hours = Hours.of(day.member.cabinet)
    told = []
    for held in day.people:
        starts, ends = hours.of_period(held.period)
        clock_now = day.at.astimezone(PARIS).time()
        until = f"dès {clock(starts)}" if clock_now < starts else f"jusqu’à {clock(ends)}"
        told.append(
            Here(held, until, waiting.get(held.membership_id, 0), (busy or {}).get(held.membership_id, ""))
        )
    return told


def came_in(day: DeskDay) -> list[News]:
    """Days given back late, lines left by the doctor on call, the next event; the newest first."""
    news = [*released_lately(day), *(lines_left(day) if day.member.may("see_mail") else [])]
    return [*news, *events_near(day)]


def released_lately(day: DeskDay) -> list[News]:
    """Coming days that were given back in the last two days, inside the notice of the practice."""
    notice = timedelta(days=day.member.cabinet.release_notice_days)
    rows = Presence.objects.filter(
        released_at__gte=day.at - CAME_SINCE, on__gte=day.on, on__lt=day.on + notice, strength="sure"
    )
    return [
        News(
            key=f"release-{row.pk}",
            title=f"{row.membership.display_name} libère {long_day(row.on)}",
            note=row.release_reason or clock_said(row),
            route="planning:day",
            argument=row.on,
            icon="calendar-x",
        )
        for row in rows.select_related("membership__person").order_by("-released_at")[:3]
    ]


def clock_said(row: Presence) -> str:
    assert row.released_at is not None
    return f"{long_day(row.released_at)} à {clock(row.released_at)}"


def lines_left(day: DeskDay) -> list[News]:
    """That there are some, and whose: what they say is for the doctor who comes, not for this screen."""
    rows = HandOver.objects.filter(read_at=None).select_related("written_by__person")
    writers: dict[UUID, list[HandOver]] = {}
    for row in rows:
        writers.setdefault(row.written_by_id, []).append(row)
    return [
        News(
            key=f"hand-over-{lines[0].pk}",
            title=f"{count(len(lines), 'consigne', 'consignes')} de {lines[0].written_by.display_name}",
            note="pas encore lue par un médecin" if len(lines) == 1 else "pas encore lues par un médecin",
            route="planning:astreintes",
            icon="message-square-text",
        )
        for lines in writers.values()
    ]


def events_near(day: DeskDay) -> list[News]:
    rows = Event.objects.standing().between(day.at, day.at + EVENTS_AHEAD).order_by("starts_at")
    return [
        News(
            key=f"event-{row.pk}",
            title=row.title,
            note=when_said(row.starts_at, row.ends_at),
            route="planning:event",
            argument=row.pk,
            icon="users",
        )
        for row in rows[:2]
    ]
