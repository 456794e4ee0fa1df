from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from messaging.rules.misrouting import Arrival, Figures, misrouted, months_of

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


def test_misrouted_counts_both_ways_by_month():
    arrivals = [
        Arrival("Labo Océan", OCTOBER),
        Arrival("Labo Océan", OCTOBER, went=True),
        Arrival("Labo Océan", NOVEMBER, went=True),
        Arrival("Labo Océan", NOVEMBER, came=True),
        Arrival("CHD", NOVEMBER, came=True),
        Arrival("CHD", NOVEMBER, came=True, went=True),
        Arrival("Dr Avril", NOVEMBER),
    ]
    found = misrouted(arrivals)
    assert found == [
        Figures("Labo Océan", addressed=3, here=2, elsewhere=1, by_month={OCTOBER: 1, NOVEMBER: 2}),
        Figures("CHD", addressed=0, here=0, elsewhere=1, by_month={NOVEMBER: 1}),
    ]
    assert months_of(found) == [OCTOBER, NOVEMBER]


def test_misrouted_of_nothing_is_nothing():
    assert misrouted([]) == []
    assert months_of([]) == []


ARRIVALS = st.lists(
    st.builds(
        Arrival, st.sampled_from("abc"), st.sampled_from([OCTOBER, NOVEMBER]), st.booleans(), st.booleans()
    )
)


@given(ARRIVALS)
def test_misrouted_loses_and_invents_none(arrivals):
    found = misrouted(arrivals)
    assert sum(one.wrong for one in found) == sum(one.came != one.went for one in arrivals)
    assert all(sum(one.by_month.values()) == one.wrong > 0 for one in found)
    assert [one.wrong for one in found] == sorted((one.wrong for one in found), reverse=True)
