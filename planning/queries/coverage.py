"""The weeks of a span with their state: the home page, the API."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cabinet.models import Cabinet
from planning.queries.calendar import read_calendar
from planning.rules.calendar_weeks import CalendarWeek, monday_of, week_of
from planning.rules.coverage import Week
from planning.rules.forecast import Forecast, without_doctor


@dataclass(frozen=True)
class WeekCover:
    week: CalendarWeek
    state: Week


def weeks_between(cabinet: Cabinet, first: date, last: date) -> Sequence[WeekCover]:
    """Every week that the span touches, whole, in two statements."""
    monday, sunday = monday_of(first), monday_of(last) + timedelta(days=6)
    calendar = read_calendar(cabinet, monday, sunday)
    mondays = [monday + timedelta(weeks=n) for n in range((sunday - monday).days // 7 + 1)]
    weeks = [week_of(on, range(7)) for on in mondays]
    return [WeekCover(week, calendar.week(week)) for week in weeks]


def forecast(cabinet: Cabinet, weeks: Sequence[CalendarWeek], today: date) -> list[Forecast]:
    """What is to be told of these weeks, which follow each other; in three statements."""
    calendar = read_calendar(cabinet, weeks[0].monday, weeks[-1].monday + timedelta(days=6))
    return [
        Forecast(
            week=week,
            state=calendar.week(week),
            free=without_doctor(filter(calendar.is_open, week.days), calendar.held, today=today),
            school_holiday=calendar.school_holiday(week.days) is not None,
        )
        for week in weeks
    ]
