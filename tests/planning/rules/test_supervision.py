"""Whom the intern may reach, and who ticks the debrief."""

from datetime import date, timedelta

import pytest

from planning.rules.supervision import may_tick, reach_said, supervisor_of

TODAY = date(2027, 3, 11)


@pytest.mark.parametrize(
    ("of_series", "of_intern", "expected"), [(1, 2, 1), (None, 2, 2), (1, None, 1), (None, None, None)]
)
def test_supervisor_is_that_of_the_series_else_of_the_intern(of_series, of_intern, expected):
    assert supervisor_of(of_series=of_series, of_intern=of_intern) == expected


@pytest.mark.parametrize(("days", "supervises", "expected"), [
    (-1, True, True), (0, True, True), (1, True, False), (-1, False, False),
])  # fmt: skip
def test_debrief_is_the_supervisor_s_from_the_day_on(days, supervises, expected):
    assert may_tick(TODAY + timedelta(days=days), today=TODAY, supervises=supervises) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, "Dr Texier, joignable par téléphone ce jour-là"),
        ({"present": "Bureau 1"}, "Dr Texier, au cabinet ce jour-là (Bureau 1)"),
        (
            {"absent": True, "present": "Bureau 1"},
            "Dr Texier, indisponible ce jour-là\u202f: demandez au secrétariat qui prend le relais",
        ),
    ],
)
def test_intern_is_told_where_to_find_the_supervisor(values, expected):
    assert reach_said("Dr Texier", **values) == expected
