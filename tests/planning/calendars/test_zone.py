"""The VTIMEZONE of the feeds is Europe/Paris, every hour around every change of clocks from 2020 to 2040."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil.rrule import rrulestr

from planning.calendars.writing import at_paris
from planning.calendars.zone import VTIMEZONE

PARIS = ZoneInfo("Europe/Paris")


def offsets_told() -> list[tuple[datetime, timedelta]]:
    """(wall time before the change, offset after it) as the rules of the VTIMEZONE give them, in order."""
    zone = icalendar.Timezone.from_ical("\r\n".join(VTIMEZONE))
    found = []
    for part in zone.subcomponents:
        rule = rrulestr(part["RRULE"].to_ical().decode(), dtstart=part["DTSTART"].dt)
        for wall in rule.between(datetime(2019, 1, 1), datetime(2041, 12, 31)):  # noqa: DTZ001 (clocks on a wall)
            instant = (wall - part["TZOFFSETFROM"].td).replace(tzinfo=UTC)
            found.append((instant, part["TZOFFSETTO"].td))
    return sorted(found)


def told_at(instant: datetime) -> timedelta:
    return [offset for since, offset in offsets_told() if since <= instant][-1]


@pytest.mark.parametrize("year", range(2020, 2041))
def test_clocks_change_when_they_do_in_paris(year):
    told = offsets_told()
    for month in (3, 10):
        hours = [datetime(year, month, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(31 * 24)]
        wrong = [
            hour
            for hour in hours
            if [offset for since, offset in told if since <= hour][-1] != hour.astimezone(PARIS).utcoffset()
        ]
        assert wrong == []


@pytest.mark.parametrize(
    "day", [datetime(year, month, 15, tzinfo=UTC) for year in range(2020, 2041) for month in (1, 7)]
)
def test_winter_and_summer_are_those_of_paris(day):
    assert told_at(day) == day.astimezone(PARIS).utcoffset()


@pytest.mark.parametrize(
    ("instant", "written"),
    [
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), ";TZID=Europe/Paris:20260329T013000"),
        (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), ";TZID=Europe/Paris:20260329T033000"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), ";TZID=Europe/Paris:20261025T023000"),
        # 02:30 for the second time: the clocks of Paris cannot tell it from the first.
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), ":20261025T013000Z"),
        (datetime(2026, 10, 25, 2, 30, tzinfo=UTC), ";TZID=Europe/Paris:20261025T033000"),
        (datetime(2028, 2, 29, 8, 0, tzinfo=UTC), ";TZID=Europe/Paris:20280229T090000"),
    ],
)
def test_instant_is_written_on_the_clocks_of_paris(instant, written):
    assert at_paris(instant) == written
