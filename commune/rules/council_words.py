"""The council reads a figure with last year's beside it, at the same date: more, less, or the same.

Source: comparisons of the council's report, in words an elected person understands.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from cabinet.text import amount, number

LAST_YEAR = "l’an dernier à la même date"


def year_before(on: date) -> date:
    """The same date a year earlier; 28 February for a 29 that has none.

    Source: the same days of both years are compared.
    """
    try:
        return on.replace(year=on.year - 1)
    except ValueError:
        return on.replace(year=on.year - 1, day=28)


def compared_span(first: date, until: date) -> tuple[date, date]:
    """What a span is compared with: the same dates of last year.

    Source: a year that is under way is not compared with a whole one.
    """
    last = year_before(until)
    whole_month = (until + timedelta(days=1)).day == 1
    if whole_month:  # the whole of a February, leap year or not
        following = (until + timedelta(days=1)).replace(year=(until + timedelta(days=1)).year - 1)
        last = following - timedelta(days=1)
    return year_before(first), last


def compared(now: Decimal | int | None, before: Decimal | int | None, said: Callable = number) -> str:
    """« 12 de plus que l’an dernier à la même date », « autant que… »; empty when one of them is not known.

    Source: comparisons of the council's report.
    """
    if now is None or before is None:
        return ""
    if now == before:
        return f"autant que {LAST_YEAR}"
    more = "de plus" if now > before else "de moins"
    return f"{said(abs(now - before))} {more} que {LAST_YEAR}"


def forecast_said(forecast: Decimal | None, budget: Decimal | None, year: int) -> str:
    """Where the year will end, against what was voted; empty without a forecast.

    Source: the council's question « où en serons-nous au 31 décembre ? ».
    """
    if forecast is None:
        return ""
    said = f"À ce rythme, {year} coûtera {amount(forecast)}"
    if budget is None:
        return f"{said}."
    left = budget - forecast
    if left < 0:
        return f"{said}, soit {amount(-left)} au-dessus du budget voté ({amount(budget)})."
    return f"{said}, pour un budget voté de {amount(budget)}\u202f: il en resterait {amount(left)}."


def waves_closed(told: Sequence[Sequence[int | None]]) -> int:
    """Waves that had people waiting and now have fewer than the floor: each is told from first to last.

    Source: « le bilan »: waves closed; a count under the floor is not told, its wave is over.
    """
    return sum(bool(wave) and wave[-1] is None and any(count is not None for count in wave) for wave in told)
