from datetime import date
from decimal import Decimal

import pytest

from retrocession.rules.payment import (
    Mark,
    TransferState,
    is_received,
    month_is_paid,
    paid_on,
    transfer_state,
)

SIXTH, EIGHTH, TENTH = (date(2026, 11, day) for day in (6, 8, 10))


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([], None),
        ([Mark("debited", SIXTH)], SIXTH),
        ([Mark("debited", SIXTH), Mark("received", EIGHTH)], SIXTH),
        ([Mark("debited", SIXTH), Mark("returned", EIGHTH)], None),
        ([Mark("debited", SIXTH), Mark("returned", EIGHTH), Mark("debited", TENTH)], TENTH),
    ],
)
def test_paid_on_is_the_last_debit_that_stayed(marks, expected):
    assert paid_on(marks) == expected


def test_received_is_the_last_word():
    assert is_received([Mark("debited", SIXTH), Mark("received", EIGHTH)]) is True
    assert is_received([Mark("debited", SIXTH)]) is False
    assert is_received([]) is False


def test_month_is_paid_when_every_positive_net_is():
    paid = [Mark("debited", SIXTH)]
    assert month_is_paid([(Decimal("100.00"), paid), (Decimal("-3.00"), []), (Decimal("0.00"), [])]) is True
    assert month_is_paid([(Decimal("100.00"), paid), (Decimal("0.01"), [])]) is False


@pytest.mark.parametrize(
    ("kinds", "state"),
    [
        ([], TransferState.WAITING),
        (["handed_in"], TransferState.HANDED_IN),
        (["handed_in", "debited"], TransferState.DEBITED),
        (["handed_in", "returned"], TransferState.RETURNED),
        (["debited", "returned", "handed_in"], TransferState.HANDED_IN),
        (["debited", "received"], TransferState.RECEIVED),
    ],
)
def test_transfer_stands_where_it_was_last_said(kinds, state):
    assert transfer_state([Mark(kind, SIXTH) for kind in kinds]) is state
