"""Who answers the phone on each day of a span."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from cabinet.clock import in_paris
from cabinet.models import Cabinet
from planning.models import Shift
from planning.rules.desk import Answering, Attendance, answering, unanswered


@dataclass(frozen=True)
class DeskDay:
    """The hours of the desk on a day. Whether the practice is open on that day, the calendar knows."""

    on: date
    shifts: Sequence[Shift]
    spans: Sequence[Answering]

    @cached_property
    def unanswered(self) -> list[Answering]:
        """The stretches of the practice's hours with neither the secretary nor the télésecrétariat."""
        return unanswered(self.spans)


def desk_of(cabinet: Cabinet, first: date, last: date) -> dict[date, DeskDay]:
    """Every day from `first` to `last`, in one statement."""
    shifts = Shift.objects.standing().between(first, last).select_related("membership__person")
    by_day: dict[date, list[Shift]] = {first + timedelta(days=n): [] for n in range((last - first).days + 1)}
    for shift in shifts:
        by_day[shift.on].append(shift)
    return {on: desk_day(cabinet, on, found) for on, found in by_day.items()}


def desk_day(cabinet: Cabinet, on: date, shifts: Sequence[Shift]) -> DeskDay:
    attendances = [
        Attendance(shift.membership.role, shift.membership.display_name, shift.starts_at, shift.ends_at)
        for shift in shifts
    ]
    spans = answering(
        attendances,
        opens_at=in_paris(on, cabinet.morning_starts),
        closes_at=in_paris(on, cabinet.afternoon_ends),
    )
    return DeskDay(on, shifts, spans)
