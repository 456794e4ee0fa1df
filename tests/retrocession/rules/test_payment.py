from datetime import date
from decimal import Decimal

import pytest

from retrocession.rules.payment import Mark, is_received, month_is_paid, paid_on

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
