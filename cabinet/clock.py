"""The two edges of time: instants are UTC in the database, days are days in Paris."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

PARIS = ZoneInfo("Europe/Paris")


def today_in_paris() -> date:
    return timezone.now().astimezone(PARIS).date()


def in_paris(day: date, hour: time) -> datetime:
    """The instant at which clocks in Paris show `hour` on `day`; of two, the first one."""
    return datetime.combine(day, hour, tzinfo=PARIS)


def first_of_month(day: date) -> date:
    return day.replace(day=1)


def next_month(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def previous_month(month: date) -> date:
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)


#: No month of a practice lies outside, and every one of them has a month before and after.
YEARS = range(2000, 2101)


def parse_month(text: str) -> date:
    """« 2026-10 » → 1 October 2026. Raises ValueError with a French sentence."""
    try:
        month = date.fromisoformat(f"{text}-01")
        if month.year not in YEARS:
            raise ValueError
        return month
    except ValueError:
        raise ValueError(f"« {text} » n’est pas un mois : écrivez-le AAAA-MM, par exemple 2026-10.") from None
