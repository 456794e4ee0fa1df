from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.rules.intake_counts import count_told, told_between


@pytest.mark.parametrize(
    ("count", "told", "expected"),
    [
        (10, [], None),
        (11, [], 11),
        (15, [11], 11),
        (22, [11], 22),
        (1, [22], None),
        (12, [22], 22),
        (11, [22], 11),
        (19, [20, 31], 20),
        (26, [20, 31], 31),
        (25, [20, 30], 20),
    ],
)
def test_count_told_moves_by_steps_of_the_floor(count, told, expected):
    assert count_told(count, told=told, floor=11) == expected


@given(st.lists(st.integers(0, 200), min_size=2, max_size=60), st.integers(2, 30))
def test_no_two_counts_told_give_a_smaller_one(counts, floor):
    told: set[int] = set()
    for count in counts:
        said = count_told(count, told=told, floor=floor)
        assert (said is None) == (count < floor)
        assert said is None or abs(said - count) < floor
        told |= {said} - {None}
    assert all(after - before >= floor for before, after in pairwise([0, *sorted(told)]))


@pytest.mark.parametrize(
    ("before", "after", "began", "expected"),
    [
        (None, None, True, (None, False)),
        (None, 24, True, (24, True)),
        (None, 24, False, (24, False)),
        (24, 24, True, (None, False)),
        (24, 40, True, (16, False)),
    ],
)
def test_span_tells_a_difference_never_under_the_floor(before, after, began, expected):
    assert told_between(before, after, began=began) == expected
