from datetime import date, timedelta

import pytest

from planning.rules.coverage import Week
from planning.rules.words import Said, days_of_period, days_words, missing_said, week_said

TODAY = date(2027, 3, 10)
MONDAY = date(2027, 3, 8)


def week(state: str, covered: int, target: int = 4) -> Week:
    return Week(state=state, covered=covered, intern_only=0, target=target, floor=2, missing=0)


@pytest.mark.parametrize(
    ("halves", "said"),
    [
        (0, "aucun jour"),
        (1, "une demi-journée"),
        (2, "1 jour"),
        (3, "1,5 jour"),
        (4, "2 jours"),
        (7, "3,5 jours"),
        (10, "5 jours"),
    ],
)
def test_days_are_said_in_days_and_halves(halves, said):
    assert days_words(halves) == said


@pytest.mark.parametrize(
    ("state", "covered", "monday", "said"),
    [
        ("at_target", 8, MONDAY, Said("4 jours, complet", "covered")),
        ("at_target", 0, MONDAY, Said("complet", "covered")),
        ("below_target", 6, MONDAY, Said("3 jours sur 4", "gap")),
        ("below_floor", 2, MONDAY, Said("1 jour sur 4", "alert")),
        ("nobody", 0, MONDAY, Said("aucun jour sur 4", "alert")),
        ("nobody", 0, date(2027, 5, 3), Said("aucun jour sur 4", "alert")),
        ("nobody", 0, date(2027, 5, 10), Said("aucun jour sur 4", "gap")),
        ("below_floor", 2, date(2027, 3, 1), Said("1 jour sur 4")),
        ("at_target", 8, date(2027, 3, 1), Said("4 jours, complet")),
        ("closed", 0, MONDAY, Said("fermé")),
    ],
)
def test_week_is_said_with_its_colour(state, covered, monday, said):
    assert week_said(week(state, covered), first=monday, last=monday + timedelta(days=4), today=TODAY) == said


def test_missing_is_said_or_not():
    assert (missing_said(2), missing_said(0)) == ("il manque 1 jour", "")


def test_week_is_past_on_its_weekend():
    sunday = date(2027, 3, 14)
    said = week_said(week("nobody", 0), first=MONDAY, last=date(2027, 3, 12), today=sunday)
    assert said == Said("aucun jour sur 4")


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2027, 3, 1), date(2027, 3, 1), "le lundi 1er mars 2027"),
        (date(2027, 3, 1), date(2027, 3, 7), "du lundi 1er au dimanche 7 mars 2027"),
        (date(2027, 3, 29), date(2027, 4, 2), "du lundi 29 mars au vendredi 2 avril 2027"),
        (date(2026, 12, 28), date(2027, 1, 1), "du lundi 28 décembre 2026 au vendredi 1er janvier 2027"),
    ],
)
def test_period_is_said_without_repeating_itself(first, last, words):
    assert days_of_period(first, last) == words
