from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.rules.spans import (
    Span,
    SpanRefused,
    date_said,
    kind_of,
    neighbours,
    span_of,
    span_said,
    usual_spans,
    whole_months,
)

DAYS = st.dates(date(2001, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (
            date(2027, 1, 1),
            {
                "month": (date(2027, 1, 1), date(2027, 1, 31)),
                "quarter": (date(2027, 1, 1), date(2027, 3, 31)),
                "year": (date(2027, 1, 1), date(2027, 12, 31)),
                "school_year": (date(2026, 9, 1), date(2027, 8, 31)),
            },
        ),
        (
            date(2028, 2, 29),
            {
                "month": (date(2028, 2, 1), date(2028, 2, 29)),
                "quarter": (date(2028, 1, 1), date(2028, 3, 31)),
                "year": (date(2028, 1, 1), date(2028, 12, 31)),
                "school_year": (date(2027, 9, 1), date(2028, 8, 31)),
            },
        ),
        (
            date(2026, 12, 31),
            {
                "month": (date(2026, 12, 1), date(2026, 12, 31)),
                "quarter": (date(2026, 10, 1), date(2026, 12, 31)),
                "year": (date(2026, 1, 1), date(2026, 12, 31)),
                "school_year": (date(2026, 9, 1), date(2027, 8, 31)),
            },
        ),
    ],
)
def test_usual_spans_hold_their_day(day, expected):
    assert {kind: (span.first, span.last) for kind, span in usual_spans(day).items()} == expected


@given(DAYS)
def test_usual_spans_follow_each_other_without_a_hole(day):
    for kind, span in usual_spans(day).items():
        before, after = neighbours(span)
        assert (kind_of(span), kind_of(before), kind_of(after)) == (kind, kind, kind)
        assert (before.last + timedelta(days=1), after.first - timedelta(days=1)) == (span.first, span.last)
        assert span.first <= day <= span.last


def test_neighbours_of_a_free_span_are_as_long():
    before, after = neighbours(Span(date(2026, 12, 30), date(2027, 1, 2)))
    assert (before, after) == (
        Span(date(2026, 12, 26), date(2026, 12, 29)),
        Span(date(2027, 1, 3), date(2027, 1, 6)),
    )


@pytest.mark.parametrize(
    ("first", "last", "sentence", "end"),
    [
        (date(2027, 3, 2), date(2027, 3, 1), "La fin vient avant le début.", True),
        (date(2027, 1, 1), date(2030, 1, 1), "Trois ans au plus à la fois.", True),
        (date(2028, 2, 29), date(2031, 3, 1), "Trois ans au plus à la fois.", True),
        (date(1999, 1, 1), date(2000, 1, 1), "L’année 1999 est hors du calendrier.", False),
        (date(2100, 1, 1), date(2101, 1, 1), "L’année 2101 est hors du calendrier.", True),
    ],
)
def test_impossible_span_is_refused_with_its_reason(first, last, sentence, end):
    with pytest.raises(SpanRefused) as refused:
        span_of(first, last)
    assert (refused.value.sentence, refused.value.end) == (sentence, end)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2027, 1, 1), date(2029, 12, 31)),
        (date(2028, 2, 29), date(2031, 2, 28)),
        (date(2027, 3, 1), date(2027, 3, 1)),
    ],
)
def test_three_whole_years_and_a_single_day_are_accepted(first, last):
    assert span_of(first, last) == Span(first, last)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 11, 1), date(2026, 11, 30), "novembre 2026"),
        (date(2026, 1, 1), date(2026, 3, 31), "1er trimestre 2026"),
        (date(2026, 10, 1), date(2026, 12, 31), "4e trimestre 2026"),
        (date(2026, 1, 1), date(2026, 12, 31), "année 2026"),
        (date(2026, 9, 1), date(2027, 8, 31), "année scolaire 2026-2027"),
        (date(2026, 11, 1), date(2026, 11, 9), "du 1er au 9 novembre 2026"),
        (date(2026, 10, 3), date(2026, 11, 9), "du 3 octobre au 9 novembre 2026"),
        (date(2026, 12, 3), date(2027, 1, 9), "du 3 décembre 2026 au 9 janvier 2027"),
        (date(2026, 11, 3), date(2026, 11, 3), "mardi 3 novembre 2026"),
    ],
)
def test_span_is_named(first, last, words):
    assert span_said(Span(first, last)) == words


def test_date_is_said_in_full():
    assert date_said(date(2028, 2, 29)) == "29 février 2028"


def test_whole_months_lie_wholly_between_two_days():
    assert whole_months(date(2026, 1, 15), date(2026, 4, 29)) == [date(2026, 2, 1), date(2026, 3, 1)]
    assert whole_months(date(2026, 1, 1), date(2026, 1, 31)) == [date(2026, 1, 1)]
    assert whole_months(date(2026, 1, 2), date(2026, 1, 31)) == []
