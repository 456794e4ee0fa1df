from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.rules.coverage import held_halves, week_state
from planning.rules.half_days import Stay

MONDAY = date(2027, 3, 8)
WEEK = [MONDAY + timedelta(days=offset) for offset in range(5)]


def stay(day: int, role: str = "remplacant", period: str = "day") -> Stay:
    return Stay(on=MONDAY + timedelta(days=day), period=period, role=role)


def state(*stays, target=4, floor=2, intern_counts=True, holidays=()):
    return week_state(WEEK, stays, target=target, floor=floor, intern_counts=intern_counts, holidays=holidays)


@pytest.mark.parametrize(
    ("stays", "name", "days", "missing"),
    [
        ([], "nobody", "0", 8),
        ([stay(0)], "below_floor", "1", 6),
        ([stay(0), stay(1, period="morning")], "below_floor", "1.5", 5),
        ([stay(0), stay(1)], "below_target", "2", 4),
        ([stay(0), stay(1), stay(2), stay(3, period="afternoon")], "below_target", "3.5", 1),
        ([stay(0), stay(1), stay(2), stay(3)], "at_target", "4", 0),
        ([stay(day) for day in range(5)], "at_target", "5", 0),
    ],
)
def test_state_counts_days_with_a_doctor(stays, name, days, missing):
    week = state(*stays)
    assert (week.state, week.days, week.missing) == (name, Decimal(days), missing)


def test_two_doctors_on_one_day_cover_it_once():
    assert state(stay(0), stay(0, "titulaire")).covered == 2


def test_morning_and_afternoon_by_two_doctors_make_a_day():
    week = state(stay(0, period="morning"), stay(0, "titulaire", "afternoon"))
    assert week.covered == 2


@pytest.mark.parametrize("role", ["infirmiere_asalee", "secretaire", "paramedical"])
def test_others_never_cover(role):
    assert state(stay(0, role)).state == "nobody"


@pytest.mark.parametrize(("counts", "covered"), [(True, 4), (False, 2)])
def test_intern_counts_if_the_practice_says_so_and_is_shown_apart(counts, covered):
    week = state(stay(0), stay(1, "interne"), intern_counts=counts)
    assert (week.covered, week.intern_only) == (covered, 2)


def test_intern_beside_a_doctor_is_not_alone():
    assert state(stay(0), stay(0, "interne")).intern_only == 0


def test_public_holiday_closes_its_day():
    week = state(stay(0), stay(1), stay(2), stay(3), holidays={WEEK[0]})
    assert (week.covered, week.target, week.state) == (6, 4, "below_target")


def test_target_and_floor_never_exceed_the_open_days():
    week = state(stay(4), holidays=set(WEEK[:4]))
    assert (week.target, week.floor, week.state) == (1, 1, "at_target")


def test_week_of_holidays_is_closed():
    assert state(holidays=set(WEEK)).state == "closed"


def test_presence_outside_the_open_days_counts_for_nothing():
    assert state(stay(5)).state == "nobody"


def test_target_of_nothing_is_always_met():
    assert state(target=0, floor=0).state == "at_target"


stays = st.builds(
    stay,
    st.integers(0, 6),
    st.sampled_from(["titulaire", "remplacant", "interne", "infirmiere_asalee"]),
    st.sampled_from(["day", "morning", "afternoon"]),
)


@given(st.lists(stays), st.integers(0, 5), st.integers(0, 5), st.booleans(), st.sets(st.sampled_from(WEEK)))
def test_covered_and_missing_hold_together(stays, target, floor, intern_counts, holidays):
    floor, target = sorted([floor, target])
    week = state(*stays, target=target, floor=floor, intern_counts=intern_counts, holidays=holidays)
    assert 0 <= week.covered <= 2 * (5 - len(holidays))
    assert week.missing == max(0, 2 * week.target - week.covered)
    assert (week.missing == 0) == (week.state in ("at_target", "closed"))


@given(st.lists(stays), stays)
def test_one_more_presence_never_lowers_the_cover(some, one_more):
    assert state(*some, one_more).covered >= state(*some).covered


def test_held_halves_counts_each_half_once_and_only_these_roles():
    stays = [stay(0), stay(0, period="morning"), stay(1, "infirmiere_asalee"), stay(2, period="afternoon")]
    assert held_halves(stays, {"remplacant"}) == {
        (WEEK[0], "morning"),
        (WEEK[0], "afternoon"),
        (WEEK[2], "afternoon"),
    }
