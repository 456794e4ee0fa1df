"""A grant binds from its first to its last day; a running one is spread evenly over its months.

Source: « la région a attribué 50 000 €… sous réserve que la destination du bien reste consacrée à l’activité
médicale au minimum 10 ans »: shown with the date it ends.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from cabinet.clock import first_of_month, next_month
from cabinet.money import ZERO, euros

RUNNING, INVESTMENT = "running", "investment"
#: The mairie is told a year before a condition ends, then a month before.
NOTICES = (365, 30)


@dataclass(frozen=True)
class Granted:
    """A grant as the rules see it; without an end, its conditions bind for ever."""

    amount: Decimal
    purpose: str
    starts_on: date
    ends_on: date | None


def years_later(on: date, years: int) -> date:
    """The last day of a commitment of so many years that begins on `on`.

    Source: ten years from 5 April 2022 end on 4 April 2032.
    """
    try:
        return on.replace(year=on.year + years) - timedelta(days=1)
    except ValueError:
        return date(on.year + years, 2, 28)


def months_of(first: date, last: date) -> list[date]:
    """The months touched by a span.

    Source: grants are spread by month.
    """
    found, month = [], first_of_month(first)
    while month <= last:
        found.append(month)
        month = next_month(month)
    return found


def granted_in(month: date, grants: Iterable[Granted]) -> Decimal:
    """The part of running grants that falls in `month`: each month takes its share, the last one the cents.

    Source: a running grant pays for a span; an investment does not lower what a month costs.
    """
    total = ZERO
    for grant in grants:
        if grant.purpose != RUNNING or grant.ends_on is None:
            continue
        months = months_of(grant.starts_on, grant.ends_on)
        if month in months:
            share = euros(grant.amount / len(months))
            last = grant.amount - share * (len(months) - 1)
            total += last if month == months[-1] else share
    return total


def notice_of(ends_on: date | None, today: date) -> int | None:
    """The notice that is due today about a condition that ends: 365 or 30 days; None when none is.

    Source: reminder before the end. A notice is due from its day until the next one's, and not once it ended.
    """
    if ends_on is None or today > ends_on:
        return None
    left = (ends_on - today).days
    return next((notice for notice in sorted(NOTICES) if left <= notice), None)


def left_said(ends_on: date | None, today: date) -> str:
    """« encore 5 ans et 4 mois », « encore 12 jours », « terminé », « sans fin ».

    Source: the grant's page.
    """
    if ends_on is None:
        return "sans fin"
    if today > ends_on:
        return "terminé"
    after = ends_on + timedelta(days=1)
    months = (after.year - today.year) * 12 + after.month - today.month - (after.day < today.day)
    if months < 1:
        days = (after - today).days
        return f"encore {days} jour{'s' if days >= 2 else ''}"
    years, rest = divmod(months, 12)
    parts = [f"{years} an{'s' if years >= 2 else ''}"] if years else []
    parts += [f"{rest} mois"] if rest else []
    return f"encore {' et '.join(parts)}"
