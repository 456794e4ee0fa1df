"""Treatments that run out among those who were never seen, soonest first."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Min, Q

from cabinet.clock import PARIS
from patients.models import COMING, Patient, Step
from patients.rules.renewals import ENDED, RENEWALS_AHEAD, RUNS_OUT, Renewal, renewal_of

#: Once seen, a treatment is renewed by who follows them, in the medical record.
_NOT_SEEN = (Step.WAITING, Step.CALLED, Step.BOOKED)


@dataclass(frozen=True)
class RenewalLine:
    """`first_at`: their next appointment, None without one."""

    patient: Patient
    first_at: datetime | None
    renewal: Renewal


@dataclass(frozen=True)
class Renewals:
    lines: list[RenewalLine]

    @property
    def ended(self) -> int:
        return sum(line.renewal.state == ENDED for line in self.lines)

    @property
    def running_out(self) -> int:
        return sum(line.renewal.state == RUNS_OUT for line in self.lines)

    @property
    def patients(self) -> list[Patient]:
        return [line.patient for line in self.lines]


def renewals(today: date, at: datetime) -> Renewals:
    """One statement, whatever the number of people."""
    coming = Q(appointments__state__in=COMING, appointments__starts_at__gte=at)
    rows = (
        Patient.objects.filter(step__in=_NOT_SEEN, renewal_until_on__lte=today + RENEWALS_AHEAD)
        .annotate(first_at=Min("appointments__starts_at", filter=coming))
        .order_by("renewal_until_on", "identity", "pk")
    )
    return Renewals([_line(row, today) for row in rows])


def _line(patient: Patient, today: date) -> RenewalLine:
    first_at = patient.first_at  # type: ignore[attr-defined]
    first_on = first_at.astimezone(PARIS).date() if first_at else None
    until_on = patient.renewal_until_on or today  # the query leaves out those who have none
    return RenewalLine(patient, first_at, renewal_of(until_on, first_on=first_on, today=today))
