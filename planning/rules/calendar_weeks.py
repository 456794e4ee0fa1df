"""A month is shown as whole weeks of its open weekdays, with their ISO numbers.

Source: ISO 8601 (a week belongs to the year of its Thursday; 2026 has a week 53).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from cabinet.clock import next_month


@dataclass(frozen=True)
class CalendarWeek:
    """Its ISO year and number, and its days that are shown."""

    year: int
    number: int
    days: tuple[date, ...]

    @property
    def monday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)


def first_monday(today: date) -> date:
    """The first week that can still be filled from its Monday: the next one, or this one on a Monday.

    Source: ISO 8601; a practice opens on a Monday.
    """
    return monday_of(today + timedelta(days=6))


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week_of(day: date, weekdays: Collection[int]) -> CalendarWeek:
    """The ISO week of `day`, reduced to these weekdays (Monday is 0)."""
    monday = monday_of(day)
    year, number, _ = monday.isocalendar()
    return CalendarWeek(year, number, tuple(monday + timedelta(days=offset) for offset in sorted(weekdays)))


def weeks_of_month(month: date, weekdays: Collection[int]) -> list[CalendarWeek]:
    """The weeks with at least one open day in the month of `month`; edge weeks are whole."""
    first, end = month.replace(day=1), next_month(month)
    weeks, monday = [], monday_of(first)
    while monday < end:
        week = week_of(monday, weekdays)
        if any(first <= day < end for day in week.days):
            weeks.append(week)
        monday += timedelta(days=7)
    return weeks
