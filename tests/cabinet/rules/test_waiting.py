"""Growing waits, of which there is a longest."""

from hypothesis import given
from hypothesis import strategies as st

from cabinet.rules.waiting import LONGEST_WAIT, seconds_before_next_try


def test_wait_grows_from_the_fifth_try():
    assert [seconds_before_next_try(tries) for tries in range(1, 13)] == [
        *(0, 0, 0, 0),
        *(15, 30, 60, 120, 240, 480),
        *(900, 900),
    ]


@given(st.integers(0, 10**9))
def test_wait_never_shrinks_nor_passes_the_longest(tries):
    assert seconds_before_next_try(tries) <= seconds_before_next_try(tries + 1) <= LONGEST_WAIT
