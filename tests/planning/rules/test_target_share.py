from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.rules.target_share import target_by_day

MONDAY = date(2027, 3, 8)


def week(count: int) -> list[date]:
    return [MONDAY + timedelta(days=n) for n in range(count)]


@pytest.mark.parametrize(
    ("open_days", "target", "expected"),
    [
        (5, 4, [1, 2, 1, 2, 2]),
        (5, 5, [2, 2, 2, 2, 2]),
        (4, 4, [2, 2, 2, 2]),
        (3, 4, [2, 2, 2]),
        (5, 0, [0, 0, 0, 0, 0]),
        (5, 2, [0, 1, 1, 1, 1]),
        (0, 4, []),
    ],
)
def test_week_shares_its_target_out(open_days, target, expected):
    assert list(target_by_day(week(open_days), target).values()) == expected


@given(st.integers(0, 7), st.integers(0, 7))
def test_parts_of_a_week_add_up_to_its_target(open_days, target):
    parts = target_by_day(week(open_days), target).values()
    assert sum(parts) == 2 * min(target, open_days)
    assert set(parts) <= {0, 1, 2}
