"""The rules of calls for cover."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cabinet.clock import PARIS, in_paris
from planning.rules.alternatives import Opening
from planning.rules.calls import (
    LAST_RESORT,
    MET,
    NOT_NEEDED,
    OVER,
    POOL,
    TITULAIRES,
    Rescues,
    ending,
    is_called_for,
    is_told,
    next_titulaire,
    order_of_titulaires,
    possible,
    stage_of,
    to_come,
    told_at,
)
from planning.rules.half_days import Hours

MONDAY = date(2027, 3, 1)
HOURS = Hours(time(8, 30), time(12, 30), time(14, 0), time(18, 30))
DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("before", "school_holiday", "called"),
    [
        (-4, False, True),  # the week that runs
        (0, False, True),
        (28, False, True),
        (29, False, False),
        (29, True, True),
        (56, True, True),
        (57, True, False),
    ],
)
def test_week_is_called_for_within_its_horizon(before, school_holiday, called):
    assert (
        is_called_for(
            MONDAY,
            today=MONDAY - timedelta(days=before),
            missing=1,
            left=True,
            school_holiday=school_holiday,
            weeks=4,
            holiday_weeks=8,
        )
        is called
    )


@pytest.mark.parametrize(("missing", "left"), [(0, True), (3, False), (0, False)])
def test_week_that_misses_nothing_or_has_nothing_left_is_not_called_for(missing, left):
    assert not is_called_for(
        MONDAY, today=MONDAY, missing=missing, left=left, school_holiday=True, weeks=4, holiday_weeks=8
    )


@pytest.mark.parametrize(
    ("missing", "last_open", "came", "today", "outcome"),
    [
        (2, date(2027, 3, 5), False, date(2027, 3, 5), ""),
        (2, date(2027, 3, 5), True, date(2027, 3, 6), OVER),
        (0, date(2027, 3, 5), True, date(2027, 2, 1), MET),
        (0, date(2027, 3, 5), True, date(2027, 3, 6), MET),
        (0, date(2027, 3, 5), False, date(2027, 2, 1), NOT_NEEDED),
        (0, None, False, date(2027, 2, 1), NOT_NEEDED),
    ],
)
def test_ending_says_why(missing, last_open, came, today, outcome):
    assert ending(missing=missing, last_open=last_open, came=came, today=today) == outcome


@pytest.mark.parametrize(
    ("stage", "days", "awaited", "below_floor", "reached"),
    [
        (LAST_RESORT, 0, True, True, LAST_RESORT),
        (LAST_RESORT, 0, False, True, POOL),
        (LAST_RESORT, 1, True, True, POOL),
        (LAST_RESORT, 5, True, True, TITULAIRES),
        (POOL, 4, False, True, POOL),
        (POOL, 5, False, True, TITULAIRES),
        (POOL, 5, False, False, POOL),
        (POOL, 30, False, False, POOL),
        (TITULAIRES, 0, True, False, TITULAIRES),
    ],
)
def test_stage_of_a_call_goes_on(stage, days, awaited, below_floor, reached):
    today = MONDAY + timedelta(days=days)
    assert (
        stage_of(stage, today=today, opened_on=MONDAY, awaited=awaited, below_floor=below_floor, patience=5)
        == reached
    )


@given(
    st.sampled_from([LAST_RESORT, POOL, TITULAIRES]),
    st.integers(0, 60),
    st.booleans(),
    st.booleans(),
    st.integers(0, 20),
)
def test_stage_of_never_goes_back_and_is_settled_at_once(stage, days, awaited, below_floor, patience):
    order = [LAST_RESORT, POOL, TITULAIRES]
    asked = {
        "today": MONDAY + timedelta(days=days), "opened_on": MONDAY, "awaited": awaited,
        "below_floor": below_floor, "patience": patience,
    }  # fmt: skip
    reached = stage_of(stage, **asked)
    assert order.index(reached) >= order.index(stage)
    assert stage_of(reached, **asked) == reached


def test_order_of_titulaires_is_fewest_rescue_days_first_then_longest_ago():
    rescues = {
        "texier": Rescues(2, date(2027, 1, 4), "texier"),
        "sorin": Rescues(1, date(2027, 2, 1), "sorin"),
        "gendron": Rescues(1, date(2026, 9, 1), "gendron"),
        "bouet": Rescues(0, None, "bouet"),
        "arnaud": Rescues(0, None, "arnaud"),
    }
    assert order_of_titulaires(rescues) == ["arnaud", "bouet", "gendron", "sorin", "texier"]


@pytest.mark.parametrize(
    ("asked", "last_asked_on", "chosen"),
    [
        (set(), None, "a"),
        ({"a"}, MONDAY - timedelta(days=1), "b"),
        ({"a"}, MONDAY, None),
        ({"a", "b", "c"}, MONDAY - timedelta(days=9), None),
        ({"b"}, None, "a"),
    ],
)
def test_next_titulaire_is_one_more_a_day(asked, last_asked_on, chosen):
    assert next_titulaire("abc", asked=asked, last_asked_on=last_asked_on, today=MONDAY) == chosen


@given(st.lists(st.booleans(), min_size=1, max_size=40), st.integers(1, 6))
def test_next_titulaire_never_asks_two_in_a_day_nor_one_twice(mornings, titulaires):
    """Whatever the mornings on which nobody looked, and looking twice on each."""
    order, asked, days = list(range(titulaires)), [], []
    for number, looked in enumerate(mornings):
        today = MONDAY + timedelta(days=number)
        for _ in range(2 * looked):
            last = days[-1] if days else None
            chosen = next_titulaire(order, asked=asked, last_asked_on=last, today=today)
            if chosen is not None:
                asked.append(chosen)
                days.append(today)
    assert asked == order[: sum(mornings)]
    assert len(set(days)) == len(days)


@pytest.mark.parametrize(
    ("answered", "last_told", "told"),
    [(True, None, False), (False, None, True), (False, 0, False), (False, 4, False), (False, 5, True)],
)
def test_is_told_once_then_after_the_patience(answered, last_told, told):
    last = None if last_told is None else MONDAY - timedelta(days=last_told)
    assert is_told(answered=answered, last_told_on=last, today=MONDAY, again_after=5) is told


@pytest.mark.parametrize(
    ("wanted", "leaves"),
    [
        ("2027-03-01T07:00", "2027-03-01T08:00"),
        ("2027-03-01T08:00", "2027-03-01T08:00"),
        ("2027-03-01T15:20", "2027-03-01T15:20"),
        ("2027-03-01T20:00", "2027-03-02T08:00"),
        ("2027-03-27T23:59", "2027-03-28T08:00"),  # the clocks change in that night
        ("2026-10-24T21:00", "2026-10-25T08:00"),
        ("2028-02-28T22:00", "2028-02-29T08:00"),
    ],
)
def test_told_at_is_between_eight_and_twenty(wanted, leaves):
    at, expected = (datetime.fromisoformat(said).replace(tzinfo=PARIS) for said in (wanted, leaves))
    assert told_at(at) == expected


@given(DAYS, st.times())
def test_told_at_is_never_before_nor_in_the_evening(on, hour):
    at = in_paris(on, hour)
    leaves = told_at(at)
    assert leaves >= at
    assert time(8) <= leaves.astimezone(PARIS).time() < time(20)
    assert told_at(leaves) == leaves


def span(on: date, first: time, last: time):
    return in_paris(on, first), in_paris(on, last)


@pytest.mark.parametrize(
    ("busy", "left"),
    [
        ([], [Opening(MONDAY, "day")]),
        ([span(MONDAY, time(8, 30), time(12, 30))], [Opening(MONDAY, "afternoon")]),
        ([span(MONDAY, time(14), time(18, 30))], [Opening(MONDAY, "morning")]),
        ([span(MONDAY, time(12, 30), time(14))], [Opening(MONDAY, "morning")]),
        ([span(MONDAY, time(0), time(23, 59))], []),
    ],
)
def test_possible_is_the_day_or_a_half_of_it(busy, left):
    assert possible([Opening(MONDAY, "day")], busy=busy, hours=HOURS) == left


@pytest.mark.parametrize(
    ("hour", "left"), [(time(8), "day"), (time(8, 31), "afternoon"), (time(14, 1), None)]
)
def test_to_come_leaves_what_has_begun(hour, left):
    found = to_come([Opening(MONDAY, "day")], at=in_paris(MONDAY, hour), hours=HOURS)
    assert found == ([Opening(MONDAY, left)] if left else [])


@given(DAYS, st.integers(0, 23))
def test_to_come_offers_nothing_of_the_past(on, hour):
    at = in_paris(on, time(hour))
    openings = [Opening(on + timedelta(days=shift), "day") for shift in (-1, 0, 1)]
    left = to_come(openings, at=at, hours=HOURS)
    assert all(opening.on >= on for opening in left)
    assert left[-1] == Opening(on + timedelta(days=1), "day")
