import pytest

from patients.rules.records import RECORD_LABELS, next_record_states, record_may_become


@pytest.mark.parametrize(
    ("state", "following"),
    [
        ("asked", ("received", "impossible")),
        ("received", ("integrated", "impossible")),
        ("integrated", ()),
        ("impossible", ("asked",)),
    ],
)
def test_states_follow(state, following):
    assert next_record_states(state) == following
    allowed = {after for after in RECORD_LABELS if record_may_become(state, after)}
    assert allowed == {state, *following}
