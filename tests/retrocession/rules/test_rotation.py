"""The coming year is shared evenly; what is already said stays."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrocession.rules.rotation import Stay, rotation

SINCE = date(2020, 1, 1)


def months(first: date, count: int) -> list[date]:
    start = first.year * 12 + first.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(start, start + count)]


YEAR = months(date(2027, 1, 1), 12)
TEXIER, SORIN, GUERIN = (Stay(name, SINCE) for name in ("texier", "sorin", "guerin"))


def proposed(*stays, held=None, among=YEAR):
    return [(month.month, person) for month, person in rotation(among, stays=stays, held=held or {}).items()]


def in_turn(*names):
    return list(enumerate(names, start=1))


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ({}, ["texier", "sorin", "texier", "sorin"]),
        # longest ago first
        ({date(2026, 11, 1): "sorin", date(2026, 12, 1): "texier"}, ["sorin", "texier", "sorin", "texier"]),
        # who never had one comes before who had one
        ({date(2026, 12, 1): "texier"}, ["sorin", "texier", "sorin", "texier"]),
        # the fewest over the year before, even when it was last month
        (
            {date(2026, 10, 1): "texier", date(2026, 11, 1): "texier", date(2026, 12, 1): "sorin"},
            ["sorin", "texier", "sorin", "texier"],
        ),
        # what is more than a year old no longer counts, but is still « longest ago »
        (
            {date(2025, 10, 1): "texier", date(2025, 11, 1): "texier", date(2025, 12, 1): "sorin"},
            ["texier", "sorin", "texier", "sorin"],
        ),
    ],
)
def test_rotation_looks_at_what_came_before(held, expected):
    assert proposed(TEXIER, SORIN, held=held, among=YEAR[:4]) == in_turn(*expected)


def test_rotation_keeps_and_counts_what_is_designated():
    held = {date(2027, 2, 1): "texier", date(2027, 4, 1): "texier"}
    assert proposed(TEXIER, SORIN, held=held, among=YEAR[:6]) == [
        (1, "sorin"),
        (3, "sorin"),
        (5, "sorin"),
        (6, "texier"),
    ]


def test_rotation_skips_who_is_not_a_member_that_month():
    leaver = Stay("sorin", SINCE, date(2027, 2, 1))
    newcomer = Stay("guerin", date(2027, 3, 31))
    assert proposed(TEXIER, leaver, newcomer, among=YEAR[:5]) == in_turn(
        "texier", "sorin", "guerin", "texier", "guerin"
    )


def test_rotation_sees_one_person_in_two_stays():
    back = (Stay("sorin", SINCE, date(2027, 1, 31)), Stay("sorin", date(2027, 3, 1)))
    assert proposed(*back, TEXIER, among=YEAR[:4]) == in_turn("sorin", "texier", "sorin", "texier")


def test_rotation_leaves_out_a_month_without_titulaire():
    assert proposed(Stay("sorin", date(2027, 3, 1)), among=YEAR[:4]) == [(3, "sorin"), (4, "sorin")]


PAST = st.dictionaries(st.sampled_from(months(date(2024, 1, 1), 36)), st.sampled_from("abcdef"))


@given(titulaires=st.integers(1, 6), past=PAST, length=st.integers(1, 13))
def test_rotation_over_a_year_gives_nobody_two_months_more_than_another(titulaires, past, length):
    names = "abcdef"[:titulaires]
    year = months(date(2027, 1, 1), length)
    given_to = list(rotation(year, stays=[Stay(name, SINCE) for name in names], held=past).values())
    counts = [given_to.count(name) for name in names]
    assert sum(counts) == length
    assert max(counts) - min(counts) <= 1


@given(
    held=st.dictionaries(st.sampled_from(YEAR), st.sampled_from("abc")),
    ends=st.lists(st.sampled_from([None, *YEAR]), min_size=3, max_size=3),
)
def test_rotation_never_touches_a_held_month_nor_names_somebody_who_left(held, ends):
    stays = [Stay(name, SINCE, end) for name, end in zip("abc", ends, strict=True)]
    result = rotation(YEAR, stays=stays, held=held)
    assert result == rotation(YEAR, stays=stays, held=held | result) | result
    assert not set(result) & set(held)
    for month, person in result.items():
        assert any(stay.person == person and stay.touches(month) for stay in stays)
    assert set(YEAR) - set(held) - set(result) == {
        month for month in YEAR if month not in held and not any(stay.touches(month) for stay in stays)
    }
