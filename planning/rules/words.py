"""Cover is said in days and halves, with one word and one colour for each state.

Source: how the practice says it (« 3 jours sur 4 », « 4 jours, complet »); red only where somebody could be
harmed: a week below its floor in the horizon of the calls for cover. Past weeks go grey and stay.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from cabinet.text import WEEKDAYS, day_number, full_day, long_day, number
from planning.rules.coverage import AT_TARGET, BELOW_TARGET, CLOSED, Week

#: A week further ahead than the longest call for cover is still to be filled: nobody is harmed yet.
HORIZON = timedelta(weeks=8)


@dataclass(frozen=True)
class Said:
    """Words, and the kind of badge that bears them (empty: grey)."""

    words: str
    kind: str = ""


def days_words(halves: int) -> str:
    """« 1 jour », « 3,5 jours », « une demi-journée », « aucun jour »."""
    if halves == 1:
        return "une demi-journée"
    if not halves:
        return "aucun jour"
    days = number(Decimal(halves) / 2, halves % 2)
    return f"{days} jour{'s' if halves >= 4 else ''}"


def week_said(week: Week, *, first: date, last: date, today: date) -> Said:
    """The badge of a week whose open days go from `first` to `last`."""
    if week.state == CLOSED:
        return Said("fermé")
    if week.state == AT_TARGET:
        words = f"{days_words(week.covered)}, complet" if week.covered else "complet"
    else:
        words = f"{days_words(week.covered)} sur {week.target}"
    if last < today:
        return Said(words)
    if week.state == AT_TARGET:
        return Said(words, "covered")
    urgent = week.state != BELOW_TARGET and first < today + HORIZON
    return Said(words, "alert" if urgent else "gap")


def missing_said(halves: int) -> str:
    """« il manque 1 jour », or nothing."""
    return f"il manque {days_words(halves)}" if halves else ""


def days_of_period(first: date, last: date) -> str:
    """« le lundi 1er mars 2027 », « du lundi 1er au dimanche 7 mars 2027 »."""
    if first == last:
        return f"le {full_day(first)}"
    if (first.year, first.month) == (last.year, last.month):
        return f"du {WEEKDAYS[first.weekday()]} {day_number(first.day)} au {full_day(last)}"
    if first.year == last.year:
        return f"du {long_day(first)} au {full_day(last)}"
    return f"du {full_day(first)} au {full_day(last)}"
