from datetime import date

import pytest

from planning.rules.feed_window import Window, feed_window


@pytest.mark.parametrize(
    ("today", "first", "last", "cancelled_since"),
    [
        (date(2027, 3, 1), date(2026, 11, 29), date(2029, 3, 1), date(2027, 1, 30)),
        (date(2028, 2, 29), date(2027, 11, 29), date(2030, 2, 28), date(2028, 1, 30)),
        (date(2026, 12, 31), date(2026, 9, 30), date(2028, 12, 28), date(2026, 12, 1)),
    ],
)
def test_feed_window_goes_three_months_back_and_two_years_ahead(today, first, last, cancelled_since):
    assert feed_window(today) == Window(first, last, cancelled_since)
