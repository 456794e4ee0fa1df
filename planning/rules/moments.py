"""A message about an astreinte is worth sending from its moment until it would be of no use any more.

Source: the reminders agreed for astreintes (the day before at 18:00, on the day at 07:30; a day without
anybody is announced seven and two days before, at 08:00).
"""

from datetime import date, datetime, time, timedelta

from cabinet.clock import PARIS, in_paris

EVE_AT, DAY_AT, HOLES_AT = time(18, 0), time(7, 30), time(8, 0)
FIRST_NOTICE, LAST_NOTICE = timedelta(days=7), timedelta(days=2)


def last_moment(at: datetime) -> datetime:
    """The latest hour of the house (07:30, 08:00, 18:00 in Paris) that has come at `at`."""
    today = at.astimezone(PARIS).date()
    moments = [
        in_paris(on, hour) for on in (today - timedelta(days=1), today) for hour in (DAY_AT, HOLES_AT, EVE_AT)
    ]
    return max(moment for moment in moments if moment <= at)


def eve_window(on: date) -> tuple[datetime, datetime]:
    """The reminder of the eve: from 18:00 until the one of the day takes over."""
    return in_paris(on - timedelta(days=1), EVE_AT), in_paris(on, DAY_AT)


def day_window(on: date, ends_at: datetime) -> tuple[datetime, datetime]:
    """The reminder of the day: from 07:30 until the duty ends."""
    return in_paris(on, DAY_AT), ends_at


def hole_notice(on: date, at: datetime) -> tuple[int, datetime, datetime] | None:
    """Which announcement of a day without anybody is due at `at`: its days before, its moment and its end.

    That of seven days is over when that of two days begins, which is over when the day has come.
    """
    first, last = in_paris(on - FIRST_NOTICE, HOLES_AT), in_paris(on - LAST_NOTICE, HOLES_AT)
    come = in_paris(on, time(0))
    if first <= at < last:
        return FIRST_NOTICE.days, first, last
    if last <= at < come:
        return LAST_NOTICE.days, last, come
    return None
