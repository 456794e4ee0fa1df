"""Who answers the phone over a day, and when nobody does."""

from datetime import date, time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cabinet.clock import in_paris
from planning.rules.desk import REMOTE, SECRETARY, Answering, Attendance, answering, unanswered

ON = date(2027, 3, 11)


def at(hour: float, on: date = ON):
    return in_paris(on, time(int(hour), round(hour % 1 * 60)))


def there(role, first, last, who="") -> Attendance:
    return Attendance(role, who or role, at(first), at(last))


def hours(spans: list[Answering]) -> list[tuple]:
    def hour(moment):
        local = moment.astimezone(at(0).tzinfo)
        return local.hour + local.minute / 60

    return [(span.role, hour(span.starts_at), hour(span.ends_at)) for span in spans]


def phones(*attendances, opens=8.5, closes=18.5):
    return hours(answering(attendances, opens_at=at(opens), closes_at=at(closes)))


@pytest.mark.parametrize(
    ("attendances", "expected"),
    [
        ([], [("", 8.5, 18.5)]),
        ([there(SECRETARY, 8.5, 18.5)], [(SECRETARY, 8.5, 18.5)]),
        (
            [there(SECRETARY, 9, 13)],
            [("", 8.5, 9), (SECRETARY, 9, 13), ("", 13, 18.5)],
        ),
        # The secretary first, the télésecrétariat when she is away.
        (
            [there(SECRETARY, 9, 13), there(REMOTE, 8, 19)],
            [(REMOTE, 8, 9), (SECRETARY, 9, 13), (REMOTE, 13, 19)],
        ),
        # Before the hours and after them, nobody is not said.
        ([there(REMOTE, 7, 8)], [(REMOTE, 7, 8), ("", 8.5, 18.5)]),
        (
            [there(SECRETARY, 8.5, 12.5), there(SECRETARY, 14, 18.5), there(REMOTE, 12.5, 13)],
            [(SECRETARY, 8.5, 12.5), (REMOTE, 12.5, 13), ("", 13, 14), (SECRETARY, 14, 18.5)],
        ),
    ],
)
def test_phone_goes_from_one_to_the_other(attendances, expected):
    assert phones(*attendances) == expected


def test_two_secretaries_at_once_are_both_named():
    spans = answering(
        [there(SECRETARY, 8.5, 18.5, "Baptiste Jaulin"), there(SECRETARY, 10, 18.5, "Maud Roy")],
        opens_at=at(8.5),
        closes_at=at(18.5),
    )
    assert [span.who for span in spans] == ["Baptiste Jaulin", "Baptiste Jaulin et Maud Roy"]


def test_stretches_without_anybody_are_told():
    spans = answering([there(SECRETARY, 9, 13)], opens_at=at(8.5), closes_at=at(18.5))
    assert hours(unanswered(spans)) == [("", 8.5, 9), ("", 13, 18.5)]


@pytest.mark.parametrize(
    "on",
    [date(year, month, day) for year, month, day in
     [(2026, 3, 29), (2026, 10, 25), (2027, 3, 28), (2027, 10, 31), (2028, 3, 26), (2028, 10, 29)]],
)  # fmt: skip
def test_hours_are_those_of_paris_on_the_days_when_clocks_change(on):
    spans = answering(
        [Attendance(REMOTE, "t", at(0, on), at(9, on))], opens_at=at(8.5, on), closes_at=at(18.5, on)
    )
    assert hours(spans) == [(REMOTE, 0, 9), ("", 9, 18.5)]


half_hours = st.integers(0, 47).map(lambda n: n / 2)
shifts = st.tuples(st.sampled_from([SECRETARY, REMOTE]), half_hours, half_hours).filter(lambda s: s[1] < s[2])


@given(st.lists(shifts, max_size=6))
def test_practice_hours_are_told_whole_and_once(found):
    spans = hours(answering([there(*shift) for shift in found], opens_at=at(8.5), closes_at=at(18.5)))
    inside = [(max(first, 8.5), min(last, 18.5)) for _, first, last in spans if first < 18.5 and last > 8.5]
    assert sum(last - first for first, last in inside) == 10
    assert all(one[2] <= two[1] for one, two in pairwise(spans))
