from datetime import date, timedelta

import pytest

from retrocession.rules.contract_kind import Kind, needs_letter, proposed_kind
from retrocession.rules.contracts import (
    Alert,
    State,
    Step,
    alert_of,
    can_step,
    filing_due_on,
    is_news,
    is_signed,
    target,
)

FIRST = date(2027, 3, 17)
UNSIGNED = {State.DRAFT, State.SENT, State.WITHDRAWN}


@pytest.mark.parametrize(
    ("thesis", "licence", "kind"),
    [
        (True, True, Kind.ASSISTANT),
        (True, False, Kind.ASSISTANT),
        (False, True, Kind.ADJOINT),
        (False, False, Kind.ADJOINT),
        (None, True, Kind.ADJOINT),
        (None, False, None),
    ],
)
def test_kind_follows_the_status(thesis, licence, kind):
    assert proposed_kind(thesis=thesis, licence=licence) is kind


def test_other_kind_needs_a_letter():
    assert [needs_letter(kind, Kind.ASSISTANT) for kind in Kind] == [True, False, True]
    assert needs_letter(Kind.ADJOINT, None)


def test_signed_contract_is_never_a_draft_again():
    reached, todo = set(), [State.SIGNED]
    while todo:
        state = todo.pop()
        reached.add(state)
        todo += [target(step) for step in Step if can_step(state, step) and target(step) not in reached]
    assert reached == set(State) - UNSIGNED
    assert {state for state in State if is_signed(state)} == reached


def test_life_of_a_contract_goes_from_draft_to_closed():
    state = State.DRAFT
    for step in (Step.SEND, Step.SIGN, Step.FILE, Step.DEEM, Step.END, Step.CLOSE):
        assert can_step(state, step)
        state = target(step)
    assert state is State.CLOSED


@pytest.mark.parametrize(
    ("state", "days", "alert"),
    [
        (State.DRAFT, 16, Alert.NONE),
        (State.DRAFT, 15, Alert.TO_SEND),
        (State.DRAFT, 4, Alert.TO_SEND),
        (State.DRAFT, 3, Alert.UNSIGNED),
        (State.SENT, 15, Alert.NONE),
        (State.SENT, 3, Alert.UNSIGNED),
        (State.SENT, 2, Alert.UNSIGNED),
        (State.SENT, 1, Alert.UNSIGNED_EVE),
        (State.SENT, -4, Alert.UNSIGNED_EVE),
        (State.SIGNED, 1, Alert.NONE),
        (State.WITHDRAWN, 1, Alert.NONE),
    ],
)
def test_alert_comes_before_the_first_day(state, days, alert):
    assert alert_of(state, first_day=FIRST, today=FIRST - timedelta(days=days)) is alert


@pytest.mark.parametrize(
    ("days", "filed", "alert"),
    [(29, False, Alert.NONE), (30, False, Alert.OVERDUE), (400, True, Alert.NONE)],
)
def test_contract_kept_from_the_cdom_is_overdue_after_thirty_days(days, filed, alert):
    today = FIRST + timedelta(days=days)
    assert filing_due_on(FIRST) == FIRST + timedelta(days=30)
    assert alert_of(State.SIGNED, first_day=FIRST, today=today, signed_on=FIRST, filed=filed) is alert


@pytest.mark.parametrize(
    ("signed", "days", "alert"),
    [
        (20, 16, Alert.NONE),
        (20, 15, Alert.TO_FILE),
        (20, 2, Alert.TO_FILE),
        (20, 1, Alert.UNFILED_EVE),
        (20, 0, Alert.UNFILED_EVE),
        (20, -1, Alert.NONE),
        (20, -10, Alert.OVERDUE),
        (10, 9, Alert.NONE),
        (10, 1, Alert.UNFILED_EVE),
    ],
)
def test_signed_contract_is_to_be_filed_before_its_first_day(signed, days, alert):
    today, signed_on = (FIRST - timedelta(days=n) for n in (days, signed))
    assert alert_of(State.SIGNED, first_day=FIRST, today=today, signed_on=signed_on) is alert
    assert alert_of(State.FILED, first_day=FIRST, today=today, signed_on=signed_on, filed=True) is Alert.NONE


def test_contract_without_a_day_left_has_no_alert():
    assert alert_of(State.SENT, first_day=None, today=FIRST) is Alert.NONE


def test_alert_is_given_once_and_in_order():
    given = [(a, b) for a in Alert for b in Alert if is_news(a, b)]
    assert len(given) == 21
    assert not is_news(Alert.TO_SEND, Alert.UNSIGNED)
    assert not is_news(Alert.UNSIGNED, Alert.UNSIGNED)
