from dataclasses import replace
from datetime import date, timedelta

import pytest

from planning.rules.coverage import AT_TARGET, BELOW_FLOOR, BELOW_TARGET, CLOSED, NOBODY, Week
from planning.rules.words import Said, days_words, missing_said, week_said

MONDAY = date(2027, 3, 8)
FULL = Week(state=AT_TARGET, covered=8, intern_only=0, target=4, floor=2, missing=0)


def said(state: str, covered: int, *, weeks_ahead: int = 0) -> Said:
    week = replace(FULL, state=state, covered=covered, missing=8 - covered)
    return week_said(week, monday=MONDAY + timedelta(weeks=weeks_ahead), today=MONDAY)


@pytest.mark.parametrize(
    ("halves", "words"),
    [
        (0, "aucun jour"),
        (1, "une demi-journée"),
        (2, "1 jour"),
        (3, "1,5 jour"),
        (4, "2 jours"),
        (7, "3,5 jours"),
    ],
)
def test_cover_is_said_in_days_and_halves(halves, words):
    assert days_words(halves) == words


@pytest.mark.parametrize(
    ("state", "covered", "badge"),
    [
        (AT_TARGET, 8, Said("4 jours, complet", "covered")),
        (AT_TARGET, 0, Said("complet", "covered")),
        (BELOW_TARGET, 6, Said("3 jours sur 4", "gap")),
        (BELOW_FLOOR, 2, Said("1 jour sur 4", "alert")),
        (NOBODY, 0, Said("aucun jour sur 4", "alert")),
        (CLOSED, 0, Said("fermé")),
    ],
)
def test_week_has_one_word_and_one_colour(state, covered, badge):
    assert said(state, covered) == badge


def test_week_beyond_the_calls_for_cover_is_never_red():
    assert said(NOBODY, 0, weeks_ahead=8).kind == "gap"


def test_past_week_is_grey_from_its_monday_after():
    assert said(BELOW_FLOOR, 2, weeks_ahead=-1) == Said("1 jour sur 4")


def test_what_is_missing_is_said_or_nothing():
    assert (missing_said(2), missing_said(0)) == ("il manque 1 jour", "")
