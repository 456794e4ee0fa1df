from datetime import UTC, datetime, timedelta

import pytest

from messaging.models import MailKind, MailState
from messaging.rules.mail_states import NEXT, may_follow, may_read, may_take_back, state_before

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_states_are_those_of_the_table():
    assert list(NEXT) == list(MailState.values)


@pytest.mark.parametrize(
    ("state", "after"),
    [("received", {"read", "routed"}), ("read", {"filed", "routed"}), ("filed", set()), ("routed", set())],
)
def test_may_follow(state, after):
    assert {one for one in MailState.values if may_follow(state, one)} == after


@pytest.mark.parametrize(
    ("state", "was_read", "before"),
    [
        ("received", False, None),
        ("read", True, "received"),
        ("filed", True, "read"),
        ("routed", False, "received"),
        ("routed", True, "read"),
    ],
)
def test_state_before_a_wrong_click(state, was_read, before):
    assert state_before(state, was_read=was_read) == before


@pytest.mark.parametrize(
    ("since", "touched", "may"),
    [
        (timedelta(minutes=1), False, True),
        (timedelta(hours=24), False, True),
        (timedelta(hours=24, seconds=1), False, False),
        (timedelta(minutes=1), True, False),
    ],
)
def test_may_take_back_within_a_day(since, touched, may):
    assert may_take_back(AT, AT + since, touched_there=touched) is may


@pytest.mark.parametrize("role", ["titulaire", "remplacant", "interne"])
def test_caregivers_read_everything(role):
    assert [may_read(kind, role) for kind in MailKind.values] == [True] * 4


def test_the_secretary_reads_what_is_not_clinical():
    assert {kind: may_read(kind, "secretaire") for kind in MailKind.values} == {
        "result": False, "letter": False, "imaging": False, "other": True,
    }  # fmt: skip
