"""What leaves the practice: doctors' names, the word for the intern, and so many months."""

from datetime import date

from planning.rules.half_days import Stay
from planning.rules.opening import Seen, seen_on, shown_months

ON = date(2027, 3, 10)


def stay(who: str, role: str = "remplacant", period: str = "day", **values) -> Stay:
    return Stay(ON, period, role, who=who, **values)


def test_doctors_are_named_and_the_intern_is_a_word():
    stays = [stay("Anaïs Hervouet", "interne"), stay("Dr Fradin"), stay("Dr Texier", "titulaire")]
    assert seen_on(stays) == [Seen("Dr Fradin", "day"), Seen("Dr Texier", "day"), Seen("interne", "day")]


def test_nobody_else_is_shown():
    stays = [
        stay("Hélène Drapeau", "infirmiere_asalee"),
        stay("Dr Fradin", firm=False),
        stay("Dr Sorin", firm=False, holds=False),
    ]
    assert seen_on(stays) == []


def test_morning_comes_before_afternoon_and_two_halves_are_a_day():
    stays = [
        stay("Dr Sorin", period="afternoon"),
        stay("Dr Fradin", period="morning"),
        stay("Dr Texier", "titulaire", "morning"),
        stay("Dr Texier", "titulaire", "afternoon"),
    ]
    assert seen_on(stays) == [
        Seen("Dr Fradin", "morning"),
        Seen("Dr Texier", "day"),
        Seen("Dr Sorin", "afternoon"),
    ]


def test_months_go_from_the_last_one_to_the_third_to_come():
    assert shown_months(date(2026, 11, 30)) == [
        date(2026, 10, 1),
        date(2026, 11, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
        date(2027, 2, 1),
    ]
