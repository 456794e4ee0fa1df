from datetime import UTC, date, datetime

import pytest

from patients.rules.retention import accesses_before, forgotten_before, is_forgotten, previews_before


@pytest.mark.parametrize(
    ("today", "years", "before"),
    [
        (date(2026, 11, 23), 2, date(2024, 11, 23)),
        (date(2028, 2, 29), 1, date(2027, 2, 28)),
        (date(2028, 2, 29), 4, date(2024, 2, 29)),
    ],
)
def test_years_are_counted_on_the_calendar(today, years, before):
    assert forgotten_before(today, years) == before


@pytest.mark.parametrize(
    ("seen", "last", "forgotten"),
    [
        (False, date(2024, 11, 22), True),
        (False, date(2024, 11, 23), False),
        (True, date(2010, 1, 1), False),
    ],
)
def test_only_those_never_seen_are_forgotten(seen, last, forgotten):
    assert is_forgotten(seen=seen, last_contact_on=last, years=2, today=date(2026, 11, 23)) is forgotten


def test_previews_are_kept_a_week_and_accesses_a_year():
    at = datetime(2028, 2, 29, 3, tzinfo=UTC)
    assert previews_before(at) == datetime(2028, 2, 22, 3, tzinfo=UTC)
    assert accesses_before(at) == datetime(2027, 2, 27, 3, tzinfo=UTC)
