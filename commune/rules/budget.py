"""A year's forecast is what was spent, and for each month missing that of last year, else the mean.

Source: the council's question « où en serons-nous au 31 décembre ? »; each forecast says what it rests on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cabinet.money import ZERO, euros

LAST_YEAR, MEAN, BOTH, KNOWN, NOTHING = "last_year", "mean", "both", "known", "nothing"
SAID = {
    LAST_YEAR: "mois restants\u202f: ceux de l’an dernier",
    MEAN: "mois restants\u202f: moyenne des mois saisis",
    BOTH: "mois restants\u202f: ceux de l’an dernier, sinon la moyenne des mois saisis",
    KNOWN: "les douze mois sont saisis",
    NOTHING: "rien de saisi, ni cette année ni l’an dernier",
}


@dataclass(frozen=True)
class Course:
    """A kind over a year, in euros. `budget` None: none was voted; `forecast` None: nothing to base it on."""

    budget: Decimal | None
    spent: Decimal
    forecast: Decimal | None
    source: str

    @property
    def said(self) -> str:
        return SAID[self.source]

    @property
    def left(self) -> Decimal | None:
        """What the budget leaves at the end of the year; negative when it is exceeded."""
        return None if self.budget is None or self.forecast is None else self.budget - self.forecast


def course_of(
    year: int, entered: Mapping[date, Decimal], last_year: Mapping[date, Decimal], budget: Decimal | None
) -> Course:
    """Where a kind of cost stands in `year`: `entered` and `last_year` are its months, by their first day.

    Source: the council's question; the mean is of the months entered, rounded once, for each month missing.
    """
    months = [date(year, month, 1) for month in range(1, 13)]
    known = {month: entered[month] for month in months if month in entered}
    spent = sum(known.values(), ZERO)
    missing = [month for month in months if month not in known]
    if not missing:
        return Course(budget, spent, spent, KNOWN)
    before = {month: last_year.get(month.replace(year=year - 1)) for month in missing}
    mean = euros(spent / len(known)) if known else None
    if any(before[month] is None for month in missing) and mean is None:
        return Course(budget, spent, None, NOTHING)
    forecast = spent + sum(
        (amount if (amount := before[month]) is not None else mean or ZERO for month in missing), ZERO
    )
    used = {before[month] is not None for month in missing}
    source = BOTH if len(used) == 2 else LAST_YEAR if used == {True} else MEAN
    return Course(budget, spent, forecast, source)


def sum_of(courses: Mapping[str, Course]) -> Course:
    """All kinds together; the forecast of those that have one, nothing when none has.

    Source: the total of the budget's table.
    """
    budgets = [course.budget for course in courses.values() if course.budget is not None]
    forecasts = [course.forecast for course in courses.values() if course.forecast is not None]
    sources = {course.source for course in courses.values() if course.forecast is not None}
    source = sources.pop() if len(sources) == 1 else BOTH if sources else NOTHING
    return Course(
        sum(budgets, ZERO) if budgets else None,
        sum((course.spent for course in courses.values()), ZERO),
        sum(forecasts, ZERO) if forecasts else None,
        source,
    )
