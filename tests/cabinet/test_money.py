from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cabinet.money import CENT, ZERO, euros, euros_text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("2900.6335"), "2900.63"),
        (Decimal("0.005"), "0.01"),
        (Decimal("-0.005"), "-0.01"),
        (Decimal("0.0049999"), "0.00"),
        (Decimal("-0.001"), "0.00"),
        (12, "12.00"),
        ("3.1", "3.10"),
    ],
)
def test_euros_rounds_half_up_to_the_cent(value, expected):
    assert str(euros(value)) == expected


def test_euros_refuses_a_float():
    with pytest.raises(TypeError):
        euros(0.1)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=6))
def test_euros_stays_within_half_a_cent_and_is_odd(value):
    rounded = euros(value)
    assert abs(rounded - value) <= CENT / 2
    assert euros(-value) == -rounded
    assert euros(rounded) == rounded


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (Decimal("1533.12"), "1\u202f533,12\u00a0€"),
        (Decimal("-25.5"), "-25,50\u00a0€"),
        (ZERO, "0,00\u00a0€"),
        (Decimal(1234567), "1\u202f234\u202f567,00\u00a0€"),
    ],
)
def test_euros_text_is_written_the_french_way(amount, expected):
    assert euros_text(amount) == expected
