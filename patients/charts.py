"""How many still wait, week after week: the geometry of the forecast's chart and its table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cabinet.text import SHORT_MONTHS, count, day
from patients.queries.forecast import ForecastPage, Remaining
from patients.rules.waves import WAVES
from planning.charts import NARROW, WIDE, Bar, Chart, Scale, Size, Word, at

#: Full, pale, outlined: told apart without colour. The first wave is at the foot of the bars.
PAINT = {1: "held", 2: "whole", 3: "ahead"}
LINES = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 2500, 5000)


@dataclass(frozen=True)
class Column:
    label: str
    number: bool = False


@dataclass(frozen=True)
class Table:
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    total: Sequence[str] = ()


def both(page: ForecastPage) -> list[Chart]:
    """At a desk and on a phone."""
    return [remaining_chart(page, size) for size in (WIDE, NARROW)]


def remaining_chart(page: ForecastPage, size: Size) -> Chart:
    """A bar a week, a part a wave; the line is what would be left with one more day a week."""
    weeks = page.remaining
    highest = max((one.total for one in weeks), default=0)
    scale = Scale(size, among=len(weeks), highest=highest)
    bars = [bar for rank, one in enumerate(weeks) for bar in _stack(scale, rank, one)]
    used = {wave.number for wave in page.waves if wave.waiting}
    legend = {PAINT[number]: f"vague {number}" for number in WAVES if number in used}
    return Chart(
        key="waiting",
        title="Personnes en attente, semaine par semaine",
        description=f"{count(len(weeks), 'semaine', 'semaines')}\u202f: celles qui attendent encore à la fin "
        "de chacune, par vague. Le tableau qui suit donne chaque valeur.",
        size=size,
        bars=bars,
        names=scale.names(_months([one.monday for one in weeks])),
        levels=_levels(scale, highest),
        paths=[Word("", "", scale.steps([one.with_more for one in weeks]), "target")] if weeks else [],
        legend=legend | {"target": "avec un jour de plus par semaine"},
    )


def remaining_table(page: ForecastPage) -> Table:
    return Table(
        title="Personnes en attente à la fin de chaque semaine",
        columns=[
            Column("Semaine du"),
            *(Column(f"Vague {number}", number=True) for number in WAVES),
            Column("En tout", number=True),
            Column("Avec un jour de plus", number=True),
        ],
        rows=[
            [day(one.monday), *(str(left) for left in one.by_wave), str(one.total), str(one.with_more)]
            for one in page.remaining
        ],
    )


def _stack(scale: Scale, rank: int, one: Remaining) -> list[Bar]:
    low, bars = 0, []
    for wave, left in zip(WAVES, one.by_wave, strict=True):
        if left:
            bars.append(scale.column(PAINT[wave], rank, low, low + left))
            low += left
    return bars


def _levels(scale: Scale, highest: int) -> list[Word]:
    """A line every so many people, six at most."""
    every = next(step for step in LINES if highest / step <= 6 or step == LINES[-1])
    return [Word("24", at(scale.y(level)), str(level)) for level in range(0, highest + 1, every)]


def _months(mondays: Sequence[date]) -> list[str]:
    """The name of a month at the first of its weeks."""
    return [
        SHORT_MONTHS[monday.month - 1] if not n or mondays[n - 1].month != monday.month else ""
        for n, monday in enumerate(mondays)
    ]
