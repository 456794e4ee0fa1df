"""Closures, other targets and absences to come, and the bookings that wait for a yes."""

from dataclasses import dataclass
from datetime import date

from cabinet.members import Member
from planning.models import Absence, Astreinte, Presence, SpecialPeriod
from planning.permissions import keeps_calendar
from planning.rules.words import days_of_period


@dataclass(frozen=True)
class PeriodLine:
    period: SpecialPeriod
    days: str


@dataclass(frozen=True)
class AbsenceLine:
    """`astreintes`: those of that person inside, which somebody must take over."""

    absence: Absence
    name: str
    days: str
    mine: bool
    astreintes: list[Astreinte]


def coming_periods(today: date) -> list[PeriodLine]:
    """Those that are not over, by their first day; one statement."""
    found = SpecialPeriod.objects.filter(withdrawn_at=None, ends_on__gte=today)
    return [PeriodLine(period, days_of_period(period.starts_on, period.ends_on)) for period in found]


def coming_absences(member: Member, today: date) -> list[AbsenceLine]:
    """One's own; everybody's for who keeps the calendar; two statements."""
    found = Absence.objects.standing().filter(ends_on__gte=today).select_related("membership__person")
    if not keeps_calendar(member.membership):
        found = found.filter(membership=member.membership)
    absences = list(found)
    calls = Astreinte.objects.standing().filter(
        on__gte=today, membership__in=[absence.membership_id for absence in absences]
    )
    on_call = list(calls)
    return [
        AbsenceLine(
            absence,
            absence.membership.display_name,
            days_of_period(absence.starts_on, absence.ends_on),
            absence.membership_id == member.membership.pk,
            [
                call
                for call in on_call
                if call.membership_id == absence.membership_id
                and absence.starts_on <= call.on <= absence.ends_on
            ],
        )
        for absence in absences
    ]


def to_confirm(today: date) -> list[Presence]:
    """The coming bookings that wait, soonest first; one statement."""
    return list(Presence.objects.standing().filter(to_confirm=True, on__gte=today).with_names())
