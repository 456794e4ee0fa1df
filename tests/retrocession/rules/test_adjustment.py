from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cabinet.money import ZERO
from retrocession.rules.adjustment import adjustment, total

amounts = st.decimals(min_value=-(10**6), max_value=10**6, places=2)


@pytest.mark.parametrize(
    ("amount", "rate", "act", "expected"),
    [
        ("-30.00", "85.00", "GS", "-25.50"),
        ("-7.00", "85.00", "MD", "-5.95"),
        ("-30.00", "80.00", "GS", "-24.00"),
        ("-21.00", "80.00", "VG", "-16.80"),
        ("-5.00", "85.00", "MEG", "-4.25"),
        ("30.00", "85.00", "G", "25.50"),
        ("-3.05", "85.00", "IK", "-3.05"),
    ],
)
def test_adjustment_carries_the_rate_of_its_statement(amount, rate, act, expected):
    assert str(adjustment(Decimal(amount), Decimal(rate), act=act)) == expected


def test_adjustments_are_rounded_one_by_one():
    # 3 × 0.10 × 85 % is 0.26 together, and 0.27 rounded one by one.
    each = adjustment(Decimal("0.10"), Decimal("85.00"), act="G")
    assert total([each, each, each]) == Decimal("0.27")


def test_total_of_no_adjustment_is_zero():
    assert str(total([])) == "0.00"


@given(amounts)
def test_adjustment_undone_sums_to_nothing(amount):
    rate = Decimal("85.00")
    assert total([adjustment(amount, rate, act="G"), adjustment(-amount, rate, act="G")]) == ZERO
