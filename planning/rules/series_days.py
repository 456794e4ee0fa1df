"""A series falls on one weekday over a span; public holidays and closures are skipped, each with its reason.

Source: the intern's fixed day for six months, the ASALÉE nurse's day, the desk's hours (product, §3).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class SeriesDay:
    """A day of the series; `reason` says why it is not made, in the words shown, and is empty otherwise."""

    on: date
    reason: str = ""


def weekdays_between(weekday: int, first: date, last: date) -> list[date]:
    """Each such weekday (Monday is 0) from `first` to `last`, both included."""
    start = first + timedelta(days=(weekday - first.weekday()) % 7)
    return [start + timedelta(weeks=week) for week in range(max(0, (last - start).days // 7 + 1))]


def series_days(
    weekday: int,
    first: date,
    last: date,
    *,
    holidays: Mapping[date, str],
    closures: Mapping[date, str],
) -> list[SeriesDay]:
    """Every day of the series, in order, those off with their reason."""
    return [
        SeriesDay(on, day_off_reason(on, holidays=holidays, closures=closures))
        for on in weekdays_between(weekday, first, last)
    ]


def day_off_reason(on: date, *, holidays: Mapping[date, str], closures: Mapping[date, str]) -> str:
    """« férié : Armistice », « fermeture : travaux », or nothing; a public holiday is said first."""
    if on in holidays:
        return f"férié\u202f: {holidays[on]}"
    if on in closures:
        return closure_reason(closures[on])
    return ""


def closure_reason(reason: str) -> str:
    """How a closed day is said, wherever it is: « fermeture : travaux »."""
    return f"fermeture\u202f: {reason}"
