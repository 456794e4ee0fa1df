"""When each wave will have been seen, and what one more day a week changes."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from patients.rules.forecast import (
    Placed,
    Week,
    pace_of,
    place,
    rooms,
    seen_by,
    still_waiting,
    weeks_of_counts,
)

MONDAY = date(2026, 11, 23)


def weeks(*halves: int, booked: int = 0) -> list[Week]:
    return [Week(MONDAY + timedelta(weeks=n), half, booked) for n, half in enumerate(halves)]


def monday(n: int) -> date:
    return MONDAY + timedelta(weeks=n)


def test_pace_of_is_the_mean_of_the_weeks_written():
    assert pace_of(weeks(4, 6, 0, 5), 2) == Fraction(15, 2)
    assert pace_of([], 2) == 0


def test_rooms_follow_the_calendar_then_its_pace():
    found = [room for _, room in rooms(weeks(1, 2), per_half=1)][:6]
    assert found == [1, 2, 1, 2, 1, 2]  # one and a half a week
    booked = [room for _, room in rooms(weeks(1, 3, booked=2), per_half=1)][:3]
    assert booked == [0, 1, 2]


def test_rooms_with_one_more_day_in_each_whole_week():
    begun = [Week(MONDAY, 1, whole=False), Week(monday(1), 1)]
    assert [room for _, room in rooms(begun, per_half=2, more_days=1)][:3] == [2, 6, 6]


def test_a_week_that_has_begun_says_nothing_of_the_pace():
    assert pace_of([Week(MONDAY, 1, whole=False), Week(monday(1), 6)], 2) == 12


def test_place_puts_each_in_the_week_of_their_turn():
    assert place("abcd", weeks(1, 0, 2), per_half=1) == [
        Placed("a", monday(0)), Placed("b", monday(2)), Placed("c", monday(2)), Placed("d", monday(3)),
    ]  # fmt: skip


def test_place_nobody_when_no_day_is_written():
    assert place("ab", weeks(0, 0), per_half=2) == [Placed("a", None), Placed("b", None)]
    assert place("ab", [], per_half=2) == [Placed("a", None), Placed("b", None)]


def test_seen_by_is_the_week_of_the_last():
    placed = place("abc", weeks(1, 1), per_half=1)
    assert seen_by(placed) == monday(2)
    assert seen_by([*placed, Placed("d", None)]) is None
    assert seen_by([]) is None


def test_still_waiting_at_the_end_of_each_week():
    assert still_waiting(place("abc", weeks(1, 1), per_half=1), [monday(0), monday(1), monday(2)]) == [
        2,
        1,
        0,
    ]


CALENDARS = st.lists(st.tuples(st.integers(0, 10), st.integers(0, 25)), max_size=8).map(
    lambda said: [Week(monday(n), halves, booked, n > 0) for n, (halves, booked) in enumerate(said)]
)


@given(st.integers(0, 400), CALENDARS, st.integers(0, 6))
def test_everyone_is_placed_once_and_in_order(number, calendar, per_half):
    queue = list(range(number))
    placed = place(queue, calendar, per_half=per_half)
    assert [one.who for one in placed] == queue
    far = date.max
    turns = [one.monday or far for one in placed]
    assert turns == sorted(turns)


@given(st.integers(0, 400), CALENDARS, st.integers(0, 6), st.integers(0, 3))
def test_nobody_is_seen_later_with_one_more_day(number, calendar, per_half, days):
    queue = list(range(number))
    now = place(queue, calendar, per_half=per_half, more_days=days)
    more = place(queue, calendar, per_half=per_half, more_days=days + 1)
    far = date.max
    assert all((b.monday or far) <= (a.monday or far) for a, b in zip(now, more, strict=True))


@given(st.integers(0, 400), CALENDARS, st.integers(0, 6))
def test_no_week_takes_in_more_than_its_room(number, calendar, per_half):
    placed = place(range(number), calendar, per_half=per_half)
    held = dict(rooms(calendar, per_half=per_half))
    for week in {one.monday for one in placed if one.monday}:
        assert sum(one.monday == week for one in placed) <= held[week]


def test_weeks_of_counts_leave_out_what_is_not_told():
    found = weeks_of_counts({1: 12, 2: None, 3: 11}, weeks(4, 4, 4, 4), per_half=2)
    assert found == {1: monday(1), 2: None, 3: monday(2)}
    sooner = weeks_of_counts({1: 12, 2: None, 3: 11}, weeks(4, 4, 4, 4), per_half=2, more_days=1)
    assert sooner == {1: monday(0), 2: None, 3: monday(1)}


def test_weeks_of_counts_have_no_end_without_a_doctor():
    assert weeks_of_counts({1: 12, 2: 0}, weeks(0, 0), per_half=2) == {1: None, 2: None}
