"""Enough for any day's work, too little to copy a practice page by page."""

import pytest

from cabinet.rules.page_limits import Limits, seconds_before_next_page

LIMITS = Limits(pages_a_minute=600, files_an_hour=300)
#: 14:59:50.
NOW = 14 * 3600 + 59 * 60 + 50


@pytest.mark.parametrize(
    ("pages", "files", "wait"),
    [(0, 0, 0), (600, 300, 0), (601, 0, 10), (1, 301, 10), (601, 301, 10), (10_000, 1, 10)],
)
def test_one_waits_for_the_next_minute_or_hour(pages, files, wait):
    assert seconds_before_next_page(pages=pages, files=files, limits=LIMITS, now=NOW) == wait


def test_hour_is_waited_for_when_both_are_passed():
    assert seconds_before_next_page(pages=601, files=301, limits=LIMITS, now=14 * 3600 + 5) == 3595
    assert seconds_before_next_page(pages=601, files=300, limits=LIMITS, now=14 * 3600 + 5) == 55


@pytest.mark.parametrize("limits", [Limits(0, 0), Limits(0, 300), Limits(600, 0)])
def test_nought_is_without_limit(limits):
    pages, files = (601, 0) if limits.files_an_hour else (0, 301)
    if limits.are_none:
        pages, files = 10_000, 10_000
    assert seconds_before_next_page(pages=pages, files=files, limits=limits, now=NOW) == 0
