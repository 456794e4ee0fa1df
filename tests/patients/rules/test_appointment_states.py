"""Which state may follow which, and when it may be said."""

from datetime import date

import pytest

from patients.models import AppointmentState
from patients.rules.appointment_states import (
    STATE_LABELS,
    may_follow,
    may_take_back,
    taken_back,
    too_early,
)

MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)

FOLLOWS = {
    "booked": {"arrived", "moved", "no_show", "cancelled", "to_move"},
    "arrived": {"in_consultation", "done", "cancelled", "to_move"},
    "in_consultation": {"done", "to_move"},
    "done": set(),
    "no_show": {"moved", "arrived"},
    "cancelled": set(),
    "moved": set(),
    "to_move": {"moved", "cancelled", "booked"},
}


def test_states_are_those_of_the_table():
    assert {state.value: state.label for state in AppointmentState} == STATE_LABELS


@pytest.mark.parametrize("before", FOLLOWS)
def test_state_follows_those_that_lead_to_it(before):
    assert {after for after in STATE_LABELS if may_follow(before, after)} == FOLLOWS[before]


@pytest.mark.parametrize(
    ("after", "on", "started", "early"),
    [
        ("arrived", TUESDAY, False, False),
        ("arrived", WEDNESDAY, False, True),
        ("done", WEDNESDAY, False, True),
        ("arrived", MONDAY, True, False),
        ("no_show", TUESDAY, False, True),
        ("no_show", TUESDAY, True, False),
        ("no_show", MONDAY, True, False),
        ("cancelled", WEDNESDAY, False, False),
    ],
)
def test_what_is_not_known_yet_is_not_said(after, on, started, early):
    assert too_early(after, on=on, today=TUESDAY, started=started) is early


@pytest.mark.parametrize(
    ("state", "started", "arrived", "before"),
    [
        ("arrived", False, True, "booked"),
        ("in_consultation", True, True, "arrived"),
        ("done", True, True, "in_consultation"),
        ("done", False, True, "arrived"),
        ("no_show", False, False, "booked"),
        ("cancelled", False, False, "booked"),
        ("cancelled", False, True, "arrived"),
        ("booked", False, False, None),
        ("moved", False, False, None),
        ("to_move", False, False, None),
    ],
)
def test_click_is_taken_back_one_step(state, started, arrived, before):
    assert taken_back(state, was_started=started, was_arrived=arrived) == before


def test_click_is_taken_back_that_day_only():
    assert may_take_back("arrived", said_on=TUESDAY, today=TUESDAY)
    assert not may_take_back("arrived", said_on=MONDAY, today=TUESDAY)
    assert not may_take_back("booked", said_on=TUESDAY, today=TUESDAY)
    assert not may_take_back("arrived", said_on=None, today=TUESDAY)
