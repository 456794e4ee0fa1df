"""A batch made under the CPE is to be synchronised in three working days; after eight it is late.

Source: CPE → CPS: the titulaire's CPS synchronises within 3 working days what the CPE made, and the caisse
refuses it after 8; working days are Monday to Friday, public holidays excepted.
"""

from collections.abc import Collection
from datetime import date, timedelta

SOON, LATE = 3, 8
FRESH, DUE, OVERDUE = "fresh", "due", "overdue"


def working_days_between(first: date, last: date, holidays: Collection[date]) -> int:
    """Working days after `first`, up to `last` included; zero when `last` is not after it.

    Source: jours ouvrés.
    """
    days = (last - first).days
    return sum(is_working_day(first + timedelta(days=n), holidays) for n in range(1, days + 1))


def is_working_day(on: date, holidays: Collection[date]) -> bool:
    """Monday to Friday, but for public holidays.

    Source: jours ouvrés.
    """
    return on.weekday() < 5 and on not in holidays


def day_after(first: date, working_days: int, holidays: Collection[date]) -> date:
    """The day on which so many working days have passed since `first`.

    Source: jours ouvrés.
    """
    on = first
    while working_days:
        on += timedelta(days=1)
        working_days -= is_working_day(on, holidays)
    return on


def age_of(made_on: date, today: date, holidays: Collection[date]) -> str:
    """A batch is fresh for three working days, due until the eighth, overdue afterwards.

    Source: 3 and 8 working days.
    """
    age = working_days_between(made_on, today, holidays)
    return FRESH if age < SOON else DUE if age <= LATE else OVERDUE


def age_said(made_on: date, today: date, holidays: Collection[date]) -> str:
    """« fait aujourd’hui », « 2 jours ouvrés », « 9 jours ouvrés, en retard ».

    Source: 3 and 8 working days.
    """
    age = working_days_between(made_on, today, holidays)
    if not age:
        return "fait aujourd’hui" if made_on == today else "moins d’un jour ouvré"
    said = f"{age} jour{'s ouvrés' if age >= 2 else ' ouvré'}"
    return (
        said + {FRESH: "", DUE: ", à synchroniser", OVERDUE: ", en retard"}[age_of(made_on, today, holidays)]
    )
