"""When a call is tried again, and whose it is."""

from datetime import UTC, datetime, timedelta

import pytest

from cabinet.text import instant
from patients.rules.calls import HELD_FOR, Hold, hours_left, is_due, is_held, next_morning, next_try

#: Monday 23 November 2026, 10:00 in Paris; Friday at the same hour.
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
FRIDAY = MONDAY + timedelta(days=4)


def said(moment) -> str | None:
    return moment and instant(moment).replace("\u202f", " ")


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        ("reached", None),
        ("no_answer", "lun. 23 nov., 12 h"),
        ("call_later", "lun. 23 nov., 12 h"),
        ("left_message", "mar. 24 nov., 9 h"),
        ("wrong_number", "mar. 24 nov., 9 h"),
    ],
)
def test_next_try_follows_from_the_outcome(outcome, expected):
    assert said(next_try(outcome, at=MONDAY)) == expected


def test_next_try_is_the_hour_that_was_asked_for():
    asked = MONDAY + timedelta(hours=5)
    assert next_try("no_answer", at=MONDAY, asked=asked) == asked
    assert next_try("reached", at=MONDAY, asked=asked) is None


def test_next_morning_skips_the_weekend():
    assert said(next_morning(FRIDAY)) == "lun. 30 nov., 9 h"


def test_hours_left_are_those_to_come_then_the_next_morning():
    offered = [said(moment) for moment in hours_left(MONDAY + timedelta(hours=2))]
    assert offered == [
        "lun. 23 nov., 14 h",
        "lun. 23 nov., 16 h",
        "lun. 23 nov., 17 h 30",
        "mar. 24 nov., 9 h",
    ]


def test_is_due_at_its_hour():
    assert is_due(None, at=MONDAY)
    assert is_due(MONDAY, at=MONDAY)
    assert not is_due(MONDAY + timedelta(minutes=1), at=MONDAY)


def test_is_held_by_another_desk_for_a_quarter_of_an_hour():
    hold = Hold("baptiste", MONDAY)
    assert is_held(hold, by="tiphaine", at=MONDAY + timedelta(minutes=14))
    assert not is_held(hold, by="tiphaine", at=MONDAY + HELD_FOR)
    assert not is_held(hold, by="baptiste", at=MONDAY)
    assert not is_held(None, by="tiphaine", at=MONDAY)
