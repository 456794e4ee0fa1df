"""A first appointment moves its patient along: taken, seen, or to be called again."""

from datetime import datetime

from cabinet.models import Membership
from patients.actions.steps import take_step
from patients.models import Appointment, AppointmentKind, AppointmentState, Patient, Step
from patients.models.words import WAITING_STEPS
from patients.rules.steps import may_step

_LOST = (AppointmentState.CANCELLED, AppointmentState.NO_SHOW)


def follow_step(
    appointment: Appointment, *, by: Membership | None, at: datetime, taken_back: bool = False
) -> None:
    """After any change of a first appointment; those who are further on their way stay there.

    `taken_back`: the change undoes a click, « vu » perhaps.
    """
    if appointment.kind != AppointmentKind.FIRST:
        return
    wanted: Step
    froms: tuple[Step, ...]
    if appointment.state == AppointmentState.DONE:
        wanted, froms = Step.SEEN, (*WAITING_STEPS, Step.BOOKED)
    elif appointment.state in _LOST:
        wanted, froms = Step.CALLED, (Step.BOOKED,)
    else:
        wanted, froms = Step.BOOKED, (*WAITING_STEPS, Step.SEEN) if taken_back else WAITING_STEPS
    now = Patient.objects.only("step").get(pk=appointment.patient_id).step
    if now == Step.SEEN and _seen_otherwise(appointment):
        return
    if now in froms and may_step(now, wanted):
        take_step(patient=appointment.patient, after=wanted, by=by, at=at)


def _seen_otherwise(appointment: Appointment) -> bool:
    """Whether another first consultation was held: taking this one back changes nothing to that."""
    others = Appointment.objects.filter(
        patient_id=appointment.patient_id, kind=AppointmentKind.FIRST, state=AppointmentState.DONE
    )
    return others.exclude(pk=appointment.pk).exists()
