from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cabinet.money import CENT
from retrocession.rules.share import DEFAULT_RATE, kept, share

amounts = st.decimals(min_value=-(10**8), max_value=10**8, places=2)
rates = st.decimals(min_value=0, max_value=100, places=2)


@pytest.mark.parametrize(
    ("base", "rate", "share_", "kept_"),
    [
        # The worked example of the contract's annex.
        ("3412.51", "85.00", "2900.63", "511.88"),
        ("1074.00", "85.00", "912.90", "161.10"),
        ("2639.08", "80.00", "2111.26", "527.82"),
        ("1189.52", "85.00", "1011.09", "178.43"),
        ("0.10", "85.00", "0.09", "0.01"),
        ("-30.00", "85.00", "-25.50", "-4.50"),
        ("0.00", "85.00", "0.00", "0.00"),
        ("100.00", "100.00", "100.00", "0.00"),
    ],
)
def test_share_and_kept_of_worked_examples(base, rate, share_, kept_):
    assert str(share(Decimal(base), Decimal(rate))) == share_
    assert str(kept(Decimal(base), Decimal(rate))) == kept_


def test_default_rate_is_that_of_the_practice():
    assert str(DEFAULT_RATE) == "85.00"


@given(amounts, rates)
def test_share_and_kept_add_up_to_the_base(base, rate):
    assert share(base, rate) + kept(base, rate) == base


@given(amounts, rates)
def test_share_of_a_cancellation_undoes_the_share(base, rate):
    assert share(-base, rate) == -share(base, rate)


@given(amounts, rates)
def test_share_is_rounded_once(base, rate):
    assert abs(share(base, rate) - base * rate / 100) <= CENT / 2
