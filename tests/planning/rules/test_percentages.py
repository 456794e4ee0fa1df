import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.rules.percentages import percent, shares


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(1, 3, 33), (2, 3, 67), (1, 200, 1), (1, 201, 0), (1, 8, 13), (5, 4, 125), (0, 7, 0), (0, 0, None)],
)
def test_percentage_is_rounded_once_half_up(part, whole, expected):
    assert percent(part, whole) == expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([1, 1, 1], [34, 33, 33]),
        ([2, 1, 0], [67, 33, 0]),
        ([0, 0], [0, 0]),
        ([], []),
        ([13, 13, 13, 1], [33, 33, 32, 2]),
    ],
)
def test_shares_are_whole_numbers(parts, expected):
    assert shares(parts) == expected


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=8))
def test_shares_make_a_hundred_and_stay_within_one_of_the_truth(parts):
    found, whole = shares(parts), sum(parts)
    assert sum(found) == (100 if whole else 0)
    if whole:
        assert all(abs(share * whole - 100 * part) < whole for share, part in zip(found, parts, strict=True))
