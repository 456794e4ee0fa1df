"""Open pages of the desk hear that somebody, or a day of an agenda, changed; never what changed."""

from typing import Any

from cabinet import live
from cabinet.clock import PARIS
from cabinet.models import Role
from patients.models import Appointment, CallBack

#: Those who keep the agenda, and the ASALÉE nurse, who has hers.
LISTENERS = live.roles(
    Role.TITULAIRE,
    Role.REMPLACANT,
    Role.INTERNE,
    Role.SECRETAIRE,
    Role.TELESECRETAIRE,
    Role.INFIRMIERE_ASALEE,
)
#: Those who read whole files; the télésecrétariat hears that something changed, and reads what it may.
DESK = live.who_may("see_patients") + live.roles(Role.TELESECRETAIRE)


def appointment_changed(appointment: Appointment) -> None:
    """Kind « appointment », subject the day: in the transaction of the change, many of one day heard once."""
    on = appointment.starts_at.astimezone(PARIS).date()
    live.tell(kind="appointment", subject=on, audience=LISTENERS)


def patient_changed(subject: Any = "") -> None:
    """Kind « patient », subject their id: in the transaction; without a subject, many of them."""
    live.tell(kind="patient", subject=subject, audience=DESK)


def call_changed(call: CallBack) -> None:
    """Kind « call », subject its id: asked for, in somebody's hand, tried or settled."""
    live.tell(kind="call", subject=call.pk, audience=DESK)
