"""The proposal: fair over a year, never somebody who is not free, never two days running when avoidable."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.rules.rota import Candidate, counted, fair_rota, in_order, six_months_before

MONDAY = date(2027, 3, 1)
TEAM = [f"L{n}" for n in range(1, 13)] + [f"T{n}" for n in range(1, 5)]


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def candidates(*names: str, **busy: set[date]) -> list[Candidate]:
    return [Candidate(name, frozenset(busy.get(name, ()))) for name in names]


@pytest.mark.parametrize(
    ("on", "before"),
    [
        (date(2027, 3, 1), date(2026, 9, 1)),
        (date(2026, 8, 31), date(2026, 2, 28)),
        (date(2028, 8, 31), date(2028, 2, 29)),
        (date(2027, 6, 30), date(2026, 12, 30)),
        (date(2026, 12, 31), date(2026, 6, 30)),
    ],
)
def test_six_months_before_is_the_same_day_or_the_last_of_the_month(on, before):
    assert six_months_before(on) == before


def test_counted_are_the_last_six_months_and_what_is_to_come():
    duties = {date(2026, 8, 31), date(2026, 9, 1), day(-1), day(10)}
    assert counted(duties, MONDAY) == 3


def test_fewest_duties_come_first_then_longest_ago_then_the_order_given():
    duties = {"A": [day(-10), day(-20)], "B": [day(-5)], "C": [day(-30)]}
    found = in_order(candidates("A", "B", "C", "D", "E"), duties, on=MONDAY)
    assert [one.who for one in found] == ["D", "E", "C", "B", "A"]


def test_who_is_not_free_is_never_asked():
    found = fair_rota([day(0), day(1)], candidates("A", A={day(0)}), {})
    assert found == {day(0): None, day(1): "A"}


def test_two_days_running_only_when_there_is_nobody_else():
    assert fair_rota([day(0), day(1)], candidates("A", "B"), {"B": [day(-9), day(-8)]}) == {
        day(0): "A",
        day(1): "B",
    }
    assert fair_rota([day(0), day(1)], candidates("A"), {}) == {day(0): "A", day(1): "A"}


def test_the_day_before_one_already_held_is_spared_too():
    assert fair_rota([day(0)], candidates("A", "B"), {"A": [day(1)], "B": [day(-3), day(-5)]}) == {
        day(0): "B"
    }


def test_proposal_is_the_same_whatever_the_order_of_the_days():
    days = [day(n) for n in (4, 0, 9, 2)]
    team = candidates("A", "B", "C")
    assert fair_rota(days, team, {}) == fair_rota(sorted(days), team, {})


def year_of_duties(team: list[Candidate], days: list[date]) -> Counter:
    """A year proposed week by week, as a secretary would."""
    duties: dict[object, set[date]] = {one.who: set() for one in team}
    for start in range(0, len(days), 6):
        for on, who in fair_rota(days[start : start + 6], team, duties).items():
            if who is not None:
                duties[who].add(on)
    return Counter({who: len(held) for who, held in duties.items()})


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_nobody_has_more_than_one_duty_above_the_mean_of_the_equally_available(data):
    """A year of 12 locums and 4 titulaires in three groups, each with its own days off."""
    every = [MONDAY + timedelta(days=n) for n in range(364)]
    days = data.draw(st.lists(st.sampled_from(every), unique=True, min_size=60, max_size=200).map(sorted))
    off = [
        frozenset(data.draw(st.lists(st.sampled_from(days), unique=True, max_size=len(days) // 2)))
        for _ in range(3)
    ]
    group = {who: data.draw(st.integers(0, 2)) for who in TEAM}
    held = year_of_duties([Candidate(who, off[group[who]]) for who in TEAM], days)
    for number in range(3):
        shares = [held[who] for who in TEAM if group[who] == number]
        if shares:
            assert max(shares) <= sum(shares) / len(shares) + 1


def test_a_year_of_everybody_free_is_shared_to_one_duty():
    days = [
        MONDAY + timedelta(days=n) for n in range(364) if (MONDAY + timedelta(days=n)).weekday() in (2, 4, 5)
    ]
    held = year_of_duties(candidates(*TEAM), days)
    assert sum(held.values()) == len(days) == 156
    assert max(held.values()) - min(held.values()) <= 1


@settings(deadline=None)
@given(st.sets(st.integers(0, 60), min_size=1), st.integers(2, 16))
def test_nobody_does_two_days_running_when_two_are_free(offsets, size):
    found = fair_rota([day(n) for n in offsets], candidates(*TEAM[:size]), {})
    assert all(found[on] != found.get(on + timedelta(days=1)) for on in found)
