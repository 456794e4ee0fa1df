from datetime import date, timedelta

import pytest

from planning.rules.release import Terms, release_terms

TODAY = date(2027, 3, 8)


@pytest.mark.parametrize(
    ("days_before", "keeps_calendar", "terms"),
    [
        (30, False, Terms(allowed=True, needs_reason=False, late=False)),
        (7, False, Terms(allowed=True, needs_reason=False, late=False)),
        (6, False, Terms(allowed=True, needs_reason=True, late=True)),
        (0, False, Terms(allowed=True, needs_reason=True, late=True)),
        (-1, False, Terms(allowed=False, needs_reason=True, late=False)),
        (7, True, Terms(allowed=True, needs_reason=False, late=False)),
        (2, True, Terms(allowed=True, needs_reason=True, late=True)),
        (-1, True, Terms(allowed=True, needs_reason=True, late=False)),
    ],
)
def test_terms_of_a_release(days_before, keeps_calendar, terms):
    on = TODAY + timedelta(days=days_before)
    assert release_terms(on, today=TODAY, notice_days=7, keeps_calendar=keeps_calendar) == terms


def test_notice_of_no_day_leaves_every_coming_day_free():
    terms = release_terms(TODAY, today=TODAY, notice_days=0, keeps_calendar=False)
    assert terms == Terms(allowed=True, needs_reason=False, late=False)
