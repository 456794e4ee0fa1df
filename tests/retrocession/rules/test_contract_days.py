from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from retrocession.rules.contract_days import Changes, Day, changes, merged, number_of_days

MONDAY = date(2027, 3, 8)
DAYS = st.frozensets(
    st.builds(
        Day,
        st.integers(0, 27).map(lambda n: MONDAY + timedelta(days=n)),
        st.sampled_from(["day", "morning", "afternoon"]),
    ),
    max_size=12,
)


def test_morning_and_afternoon_make_a_day():
    assert merged([Day(MONDAY, "afternoon"), Day(MONDAY, "morning")]) == (Day(MONDAY, "day"),)


def test_day_cut_to_a_morning_drops_the_afternoon():
    assert changes([Day(MONDAY)], [Day(MONDAY, "morning")]) == Changes(dropped=(Day(MONDAY, "afternoon"),))


def test_swapped_day_is_dropped_and_another_added():
    other = Day(MONDAY + timedelta(days=9))
    assert changes([Day(MONDAY)], [other]) == Changes(added=(other,), dropped=(Day(MONDAY),))


def test_half_days_count_for_a_half():
    assert number_of_days([Day(MONDAY), Day(MONDAY + timedelta(days=1), "morning")]) == Decimal("1.5")


@given(DAYS, DAYS)
def test_changes_lead_from_one_calendar_to_the_other(before, after):
    found = changes(before, after)
    assert number_of_days(before) + number_of_days(found.added) - number_of_days(
        found.dropped
    ) == number_of_days(after)
    assert bool(found) is (merged(before) != merged(after))
    kept = number_of_days(before) - number_of_days(found.dropped)
    assert number_of_days([*after]) == kept + number_of_days(found.added)


@given(DAYS)
def test_same_days_make_no_avenant(days):
    assert not changes(days, merged(days))
