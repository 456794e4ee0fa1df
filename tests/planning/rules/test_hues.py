"""The colour of each practice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.rules.hues import HUES, hues_of


@pytest.mark.parametrize(
    ("practices", "hues"),
    [([], {}), ([1, 2], {1: 2, 2: 3}), ([6, 1], {1: 2, 6: 3}), ([4, 9], {4: 5, 9: 1})],
)
def test_practice_has_the_hue_of_its_number_or_the_next_one(practices, hues):
    assert hues_of(practices) == hues


@given(st.sets(st.integers(1, 10_000), max_size=HUES))
def test_practices_of_a_person_are_told_apart(practices):
    assert len(set(hues_of(practices).values())) == len(practices)


def test_more_practices_than_hues_share_them():
    assert set(hues_of(range(1, 20)).values()) == set(range(1, HUES + 1))
