"""Fill the national calendar from the `holidays` package."""

from datetime import date

import holidays
from django.db import connection, transaction

from cabinet.models.cabinet import SCHOOL_ZONES
from planning.models import Holiday
from planning.rules.holidays import Span, spans, without_overlapped

#: This year and the two next ones, and one more so that the last school year is whole.
YEARS_AHEAD = 3


def load_holidays(*, today: date, since: date | None = None) -> int:
    """Bring the calendar up to date from `since` (this year by default); how many rows changed.

    Rows entered by hand are left alone; those of an older release of the package are replaced.
    """
    years = range((since or today).year, today.year + YEARS_AHEAD + 1)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('load_holidays'))")
        rows = {_span(row): row for row in Holiday.objects.filter(starts_on__year__range=_ends(years))}
        by_hand = [span for span, row in rows.items() if row.manual]
        wanted = without_overlapped(from_package(years), by_hand)
        stale = [row.pk for span, row in rows.items() if not row.manual and span not in wanted]
        new = [span for span in wanted if span not in rows]
        Holiday.objects.filter(pk__in=stale).delete()
        Holiday.objects.bulk_create(Holiday(**vars(span)) for span in new)
    return len(stale) + len(new)


def from_package(years: range) -> list[Span]:
    """The spans that start in these years; a year more on each side, so that none is cut at New Year."""
    asked = range(years.start - 1, years.stop + 1)
    public = holidays.country_holidays("FR", years=asked, language="fr")
    found = spans(Holiday.Kind.PUBLIC, "", public)
    for zone, _ in SCHOOL_ZONES:
        school = holidays.country_holidays(
            "FR", subdiv=f"Zone {zone}", categories=("school",), years=asked, language="fr"
        )
        found += spans(Holiday.Kind.SCHOOL, zone, school)
    return [span for span in found if span.starts_on.year in years]


def _ends(years: range) -> tuple[int, int]:
    return years.start, years.stop - 1


def _span(row: Holiday) -> Span:
    return Span(row.kind, row.zone, row.name, row.starts_on, row.ends_on)
