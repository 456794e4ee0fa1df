from datetime import UTC, datetime, timedelta

import pytest

from messaging.rules.edits import may_edit

SENT = datetime(2026, 3, 29, 0, 50, tzinfo=UTC)  # ten minutes before clocks change in Paris


@pytest.mark.parametrize(
    ("after", "may"),
    [
        (timedelta(seconds=-1), False),
        (timedelta(0), True),
        (timedelta(minutes=15), True),
        (timedelta(minutes=15, microseconds=1), False),
        (timedelta(hours=1), False),
    ],
)
def test_edit_for_fifteen_minutes(after, may):
    assert may_edit(sent_at=SENT, at=SENT + after) is may
