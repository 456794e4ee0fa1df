import pytest

from retrocession.rules.closing import (
    AWAITED_LABELS,
    STATE_LABELS,
    STEP_LABELS,
    State,
    Step,
    can_step,
    has_reached,
    next_states,
    possible_steps,
    steps_until,
    target,
)

ALLOWED = {
    (State.OPEN, Step.PREPARE): State.PREPARED,
    (State.PREPARED, Step.PREPARE): State.PREPARED,
    (State.PREPARED, Step.VERIFY): State.VERIFIED,
    (State.VERIFIED, Step.SEND_BACK): State.PREPARED,
    (State.VERIFIED, Step.APPROVE): State.APPROVED,
    (State.APPROVED, Step.SEND_BACK): State.PREPARED,
    (State.APPROVED, Step.ISSUE): State.ISSUED,
    (State.ISSUED, Step.TRANSFER): State.TRANSFERRED,
    (State.TRANSFERRED, Step.TRANSFER): State.TRANSFERRED,
    (State.TRANSFERRED, Step.PAY): State.PAID,
    (State.ISSUED, Step.PAY): State.PAID,
    (State.PAID, Step.RETURN): State.TRANSFERRED,
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("step", Step)
def test_step_is_allowed_only_from_its_states(state, step):
    assert can_step(state, step) is ((state, step) in ALLOWED)
    if (state, step) in ALLOWED:
        assert target(step) == ALLOWED[state, step]


@pytest.mark.parametrize(
    ("state", "states"),
    [
        (State.OPEN, (State.PREPARED,)),
        (State.PREPARED, (State.VERIFIED, State.PREPARED)),
        (State.VERIFIED, (State.APPROVED, State.PREPARED)),
        (State.APPROVED, (State.ISSUED, State.PREPARED)),
        (State.ISSUED, (State.TRANSFERRED, State.PAID)),
        (State.TRANSFERRED, (State.PAID, State.TRANSFERRED)),
        (State.PAID, (State.TRANSFERRED,)),
    ],
)
def test_next_states_name_the_expected_one_first(state, states):
    assert next_states(state) == states


def test_steps_until_skip_nothing():
    assert steps_until(State.OPEN, State.ISSUED) == (
        Step.PREPARE,
        Step.VERIFY,
        Step.APPROVE,
        Step.ISSUE,
    )
    assert steps_until(State.VERIFIED, State.APPROVED) == (Step.APPROVE,)


@pytest.mark.parametrize("state", State)
def test_steps_until_a_state_already_reached_are_none(state):
    assert steps_until(state, State.OPEN) == ()
    assert steps_until(state, state) == ()


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("wanted", State)
def test_steps_until_lead_there_by_allowed_steps(state, wanted):
    reached = state
    for step in steps_until(state, wanted):
        assert can_step(reached, step)
        reached = target(step)
    assert has_reached(reached, wanted)


def test_issued_month_never_goes_back():
    after_issue = [state for state in State if has_reached(state, State.ISSUED)]
    assert after_issue == [State.ISSUED, State.TRANSFERRED, State.PAID]
    for state in after_issue:
        assert all(has_reached(following, State.ISSUED) for following in next_states(state))


@pytest.mark.parametrize("state", State)
def test_every_state_and_step_has_its_french_label(state):
    assert STATE_LABELS[state]
    assert AWAITED_LABELS[state]
    assert all(STEP_LABELS[step] for step in possible_steps(state))


def test_labels_say_what_is_done_and_what_is_awaited():
    assert (STATE_LABELS[State.VERIFIED], AWAITED_LABELS[State.VERIFIED]) == (
        "Vérifié",
        "À approuver",
    )
