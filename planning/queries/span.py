"""A span of a practice's calendar with all that stands around it, as the month and the week show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.urls import reverse

from cabinet.clock import in_paris
from cabinet.models import Cabinet
from planning.queries.around import Around, read_around
from planning.queries.calendar import Calendar, read_calendar
from planning.rules.astreintes import Laboratory, answered_by, days_to_cover
from planning.rules.desk import Answering, answering, unanswered
from planning.rules.half_days import AFTERNOON, MORNING, Hours


@dataclass(frozen=True)
class Span:
    """Presences, holidays and periods; astreintes, desk, events and calls; and today."""

    calendar: Calendar
    around: Around
    today: date

    @cached_property
    def _pattern(self) -> str:
        return reverse("planning:day", args=[self.calendar.cabinet.slug, self.today])

    def url_of(self, on: date) -> str:
        """The day's own page; asked of the router once, not for each cell."""
        return self._pattern.replace(f"{self.today}", f"{on}")

    def week_url_of(self, on: date) -> str:
        return self._week_pattern.replace(f"{self.today}", f"{on}")

    @cached_property
    def _week_pattern(self) -> str:
        return reverse("planning:week", args=[self.calendar.cabinet.slug, self.today])

    @cached_property
    def to_cover(self) -> frozenset[date]:
        """The days that need somebody on call."""
        first, last = self.calendar.first, self.calendar.last
        days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
        return frozenset(
            days_to_cover(
                days,
                answered_by(self.calendar.stays),
                laboratory=Laboratory.of(self.calendar.cabinet),
                public_holidays=self.calendar.public,
            )
        )

    @property
    def keeps_desk_hours(self) -> bool:
        """Where nobody has written the hours of the desk, nothing says that the phone is not answered."""
        return bool(self.around.desk)

    def opening(self, on: date) -> list[tuple[datetime, datetime]]:
        """The morning and the afternoon of an open day, as instants."""
        hours = Hours.of(self.calendar.cabinet)
        return [
            (in_paris(on, starts), in_paris(on, ends))
            for starts, ends in (hours.of_period(MORNING), hours.of_period(AFTERNOON))
        ]

    def answered(self, on: date) -> list[Answering]:
        """Who answers the phone on an open day, in order; nobody is missed at lunch time."""
        if not self.keeps_desk_hours or not self.calendar.is_open(on):
            return []
        opening = self.opening(on)
        there = self.around.desk.get(on, [])
        found: list[Answering] = []
        for stretch in answering(there, opens_at=opening[0][0], closes_at=opening[-1][-1]):
            found += [stretch] if stretch.role else within(stretch, opening)
        return found

    def desk_gaps(self, on: date) -> list[Answering]:
        return unanswered(self.answered(on))

    def is_whole_day(self, on: date, gaps: Sequence[Answering]) -> bool:
        """Whether nobody answers from the first to the last minute."""
        return [(gap.starts_at, gap.ends_at) for gap in gaps] == self.opening(on)


def within(gap: Answering, opening: Sequence[tuple[datetime, datetime]]) -> list[Answering]:
    """The parts of `gap` during which the practice is open."""
    parts = [(max(gap.starts_at, opens_at), min(gap.ends_at, closes_at)) for opens_at, closes_at in opening]
    return [
        Answering(gap.role, gap.who, starts_at, ends_at)
        for starts_at, ends_at in parts
        if starts_at < ends_at
    ]


def read_span(cabinet: Cabinet, first: date, last: date, today: date) -> Span:
    """Three statements, whatever the span."""
    return Span(read_calendar(cabinet, first, last), read_around(cabinet, first, last), today)
