import pytest

from patients.rules.referrals import may_close, may_say_session, session_state_of, state_after_session


@pytest.mark.parametrize(
    ("state", "after"), [("asked", "followed"), ("followed", "followed"), ("closed", "closed")]
)
def test_session_makes_it_followed(state, after):
    assert state_after_session(state) == after


@pytest.mark.parametrize(
    ("state", "past", "may"),
    [("planned", True, True), ("planned", False, False), ("held", True, False), ("missed", True, False)],
)
def test_session_is_said_once_and_not_before_its_day(state, past, may):
    assert may_say_session(state=state, on_is_past_or_today=past) is may


@pytest.mark.parametrize(
    ("state", "planned", "may"),
    [("asked", 0, True), ("followed", 0, True), ("followed", 1, False), ("closed", 0, False)],
)
def test_it_closes_when_nothing_is_planned(state, planned, may):
    assert may_close(state=state, sessions_planned=planned) is may


@pytest.mark.parametrize(
    ("appointment", "session"),
    [
        ("booked", "planned"),
        ("arrived", "planned"),
        ("in_consultation", "planned"),
        ("to_move", "planned"),
        ("done", "held"),
        ("no_show", "missed"),
        ("cancelled", None),
        ("moved", None),
    ],
)
def test_session_state_follows_its_appointment(appointment, session):
    assert session_state_of(appointment) == session
