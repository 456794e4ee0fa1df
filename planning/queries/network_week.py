"""Who is where in the practices of a network: names of doctors by day, read as the mairie would read them.

Each practice is opened in turn under its own signed scope, in the database role that has no grant on patients
nor fees; which ones share the network is read from the practices themselves, at each page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cabinet.models import Cabinet
from cabinet.models.membership import CAREGIVERS
from cabinet.tenancy.scope import AGGREGATES_ROLE, current, scoped
from planning.queries.calendar import read_calendar

PERIODS = {"day": "", "morning": " (matin)", "afternoon": " (après-midi)"}


@dataclass(frozen=True)
class PracticeWeek:
    """`days`: for each day of the week, the doctors who are there, or nobody."""

    cabinet: Cabinet
    days: Sequence[tuple[date, Sequence[str]]]


def network_week(cabinet: Cabinet, monday: date) -> list[PracticeWeek]:
    """Two statements a practice; nothing for a practice without a network."""
    network = Cabinet.objects.filter(pk=cabinet.pk).values_list("network_id", flat=True).first()
    if network is None:
        return []
    person, weeks = current().person_id, []
    for one in Cabinet.objects.filter(network=network).order_by("name"):
        with scoped(one.pk, person_id=person, database_role=AGGREGATES_ROLE):
            weeks.append(_week(one, monday))
    return weeks


def _week(cabinet: Cabinet, monday: date) -> PracticeWeek:
    calendar = read_calendar(cabinet, monday, monday + timedelta(days=6))
    days = []
    for offset in range(7):
        on = monday + timedelta(days=offset)
        if on.weekday() not in calendar.weekdays:
            continue
        there = [
            f"{held.membership.display_name}{PERIODS[held.period]}"
            for held in calendar.by_day.get(on, [])
            if held.is_sure and held.membership.role in CAREGIVERS
        ]
        days.append((on, there))
    return PracticeWeek(cabinet, days)
