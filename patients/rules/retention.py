"""Somebody who was never seen is forgotten after the years without contact that the practice set.

Source: retention of intake files (GDPR, minimal data): `intake_years` of the settings, 1 to 5, usually 2.
"""

from datetime import date, datetime, timedelta

#: A list looked at and never confirmed is of no use to anybody a week later.
PREVIEWS_KEPT = timedelta(days=7)
#: Who looked at whose file: kept by the database itself for twelve months.
ACCESSES_KEPT_MONTHS = 12


def forgotten_before(today: date, years: int) -> date:
    """Those never seen whose last contact is before this day are forgotten; 29 February counts as 28.

    Source: retention of intake files.
    """
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return today.replace(year=today.year - years, day=28)


def is_forgotten(*, seen: bool, last_contact_on: date, years: int, today: date) -> bool:
    """Never seen, and nobody heard of them for so many years.

    Source: retention of intake files.
    """
    return not seen and last_contact_on < forgotten_before(today, years)


def previews_before(at: datetime) -> datetime:
    """A list still to be confirmed from before this instant is emptied.

    Source: retention of imports: seven days.
    """
    return at - PREVIEWS_KEPT


def accesses_before(at: datetime) -> datetime:
    """The trace of accesses from before this instant is deleted: twelve months, and a day to be sure.

    Source: retention of the trace of accesses.
    """
    before = forgotten_before(at.date(), ACCESSES_KEPT_MONTHS // 12) - timedelta(days=1)
    return at.replace(year=before.year, month=before.month, day=before.day)
