from datetime import date, timedelta

import pytest

from planning.rules.special_periods import Closure, Target, TargetPeriod, closed_days, target_of

MONDAY = date(2027, 3, 1)
WEEK = [MONDAY + timedelta(days=n) for n in range(5)]
USUAL = Target(4, 2)
LOW = Target(2, 1, "vacances d’hiver")


def test_closed_days_are_each_day_with_its_reason():
    assert closed_days([Closure(WEEK[2], WEEK[3], "travaux")]) == {WEEK[2]: "travaux", WEEK[3]: "travaux"}


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (WEEK[0], WEEK[4], LOW),
        (WEEK[0], WEEK[2], LOW),
        (WEEK[3], WEEK[4], USUAL),
        (WEEK[4], WEEK[4] + timedelta(days=30), USUAL),
        (date(2027, 1, 1), date(2027, 12, 31), LOW),
    ],
)
def test_target_of_a_week_is_another_when_half_of_it_is_covered(first, last, expected):
    assert target_of(WEEK, [TargetPeriod(first, last, LOW)], usual=USUAL) == expected


def test_target_of_a_week_between_two_periods_follows_the_longer_part():
    early = TargetPeriod(WEEK[0], WEEK[1], Target(1, 0, "travaux"))
    late = TargetPeriod(WEEK[2], WEEK[4], LOW)
    assert target_of(WEEK, [early, late], usual=USUAL) == LOW


def test_target_of_a_week_without_open_day_is_the_usual_one():
    assert target_of([], [TargetPeriod(WEEK[0], WEEK[4], LOW)], usual=USUAL) == USUAL
