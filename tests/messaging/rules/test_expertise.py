from datetime import UTC, datetime, timedelta

import pytest

from messaging.rules.expertise import delay_of, delay_said, progress_said, state_of

ASKED = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("answered_at", "closed_at", "state"),
    [(None, None, "asked"), (ASKED, None, "answered"), (ASKED, ASKED, "closed"), (None, ASKED, "closed")],
)
def test_state_of(answered_at, closed_at, state):
    assert state_of(answered_at=answered_at, closed_at=closed_at) == state


@pytest.mark.parametrize(
    ("answered", "closed", "hours"), [(None, None, 9), (3, None, 3), (3, 5, 3), (None, 5, 5)]
)
def test_delay_of(answered, closed, hours):
    instants = [None if one is None else ASKED + one * HOUR for one in (answered, closed)]
    delay = delay_of(opened_at=ASKED, answered_at=instants[0], closed_at=instants[1], at=ASKED + 9 * HOUR)
    assert delay == hours * HOUR


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (0.9, "moins d’une heure"),
        (1, "1\u202fh"),
        (47.9, "47\u202fh"),
        (48, "2\u202fjours"),
        (200, "8\u202fjours"),
    ],
)
def test_delay_said(hours, said):
    assert delay_said(hours * HOUR) == said


@pytest.mark.parametrize(
    ("answered", "closed", "said"),
    [
        (None, None, "attend une réponse depuis 9\u202fh"),
        (3, None, "répondu en 3\u202fh"),
        (3, 5, "clos, répondu en 3\u202fh"),
        (None, 5, "clos, sans réponse"),
    ],
)
def test_progress_said(answered, closed, said):
    instants = [None if one is None else ASKED + one * HOUR for one in (answered, closed)]
    found = progress_said(
        opened_at=ASKED, answered_at=instants[0], closed_at=instants[1], at=ASKED + 9 * HOUR
    )
    assert found == said
