from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from planning.rules.holidays import Span, spans, without_overlapped

FEBRUARY = date(2027, 2, 13)
WINTER = "Vacances d'hiver"


def days(first: date, count: int, name: str = WINTER) -> dict[date, str]:
    return {first + timedelta(days=offset): name for offset in range(count)}


def test_days_in_a_row_with_one_name_are_one_holiday():
    assert spans("school", "B", days(FEBRUARY, 16)) == [
        Span("school", "B", "Vacances d’hiver", FEBRUARY, date(2027, 2, 28))
    ]


def test_another_name_begins_another_holiday():
    names = {date(2027, 5, 6): "Ascension", date(2027, 5, 7): "Pont", date(2027, 5, 8): "Victoire 1945"}
    assert [span.name for span in spans("public", "", names)] == ["Ascension", "Pont", "Victoire 1945"]


def test_a_gap_begins_another_holiday_of_the_same_name():
    found = spans("school", "B", days(FEBRUARY, 3) | days(FEBRUARY + timedelta(days=4), 2))
    assert [(span.starts_on.day, span.ends_on.day) for span in found] == [(13, 15), (17, 18)]


@given(st.sets(st.dates(date(2026, 1, 1), date(2026, 12, 31))))
def test_spans_hold_each_day_once(some):
    found = spans("school", "A", dict.fromkeys(some, "Vacances"))
    held = [
        span.starts_on + timedelta(days=offset)
        for span in found
        for offset in range((span.ends_on - span.starts_on).days + 1)
    ]
    assert held == sorted(some)


def test_what_was_put_right_by_hand_hides_what_it_overlaps():
    found = spans("school", "B", days(FEBRUARY, 16) | days(date(2027, 4, 10), 16, "Printemps"))
    by_hand = Span("school", "B", "Hiver, corrigé", date(2027, 2, 20), date(2027, 3, 7))
    assert [span.name for span in without_overlapped(found, [by_hand])] == ["Printemps"]


def test_another_zone_or_kind_hides_nothing():
    found = spans("school", "B", days(FEBRUARY, 16))
    others = [
        Span("school", "A", "Hiver", FEBRUARY, FEBRUARY),
        Span("public", "", "Férié", FEBRUARY, FEBRUARY),
    ]
    assert without_overlapped(found, others) == found
