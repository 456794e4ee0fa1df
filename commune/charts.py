"""The council's chart of costs: a month's two years side by side, in thousands of euros."""

from collections.abc import Sequence
from decimal import Decimal

from cabinet.text import SHORT_MONTHS, number
from commune.queries.council import MonthOfCosts
from planning.charts import BOTTOM, LEFT, PAPER, RIGHT, TOP, Bar, Chart, Size, Word, at

STEPS = (500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000)


def costs_chart(months: Sequence[MonthOfCosts], year: int, size: Size = PAPER) -> Chart:
    """This year's bar over last year's, month by month."""
    highest = max([*(m.now for m in months), *(m.before for m in months), Decimal(1000)])
    every = next((step for step in STEPS if highest / step <= 5), STEPS[-1])
    bottom = size.height - BOTTOM
    step = (size.width - LEFT - RIGHT) / max(len(months), 1)
    width = min(step * 0.36, 22)

    def height(euros: Decimal) -> float:
        return float(euros) * (bottom - TOP) / float(highest)

    def bar(kind: str, x: float, euros: Decimal) -> Bar:
        return Bar(kind, at(x), at(bottom - height(euros)), at(width), at(height(euros)))

    bars, names = [], []
    for rank, month in enumerate(months):
        middle = LEFT + (rank + 0.5) * step
        bars += [bar("below_target", middle - width, month.before), bar("held", middle, month.now)]
        names.append(Word(at(middle), at(bottom + 17), SHORT_MONTHS[month.month.month - 1]))
    levels = [
        Word(at(LEFT - 6), at(bottom - height(Decimal(euros))), _thousands(euros))
        for euros in range(0, int(highest) + 1, every)
    ]
    return Chart(
        key="costs",
        title="Coût du cabinet, mois par mois",
        description=f"En milliers d’euros, {year} à côté de {year - 1}.",
        size=size,
        bars=[one for one in bars if one.height != "0.0"],
        names=names,
        levels=levels,
        legend={"below_target": f"{year - 1}", "held": f"{year}"},
    )


def _thousands(euros: int) -> str:
    """« 0 », « 2 », « 0,5 »."""
    return number(Decimal(euros) / 1000, 1 if euros % 1000 else 0)
