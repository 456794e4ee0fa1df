"""Open agendas hear that a day of theirs changed: kind « appointment », subject the day."""

from cabinet import live
from cabinet.clock import PARIS
from cabinet.models import Role
from patients.models import Appointment

#: Those who keep the agenda, and the ASALÉE nurse, who has hers.
LISTENERS = live.roles(
    Role.TITULAIRE,
    Role.REMPLACANT,
    Role.INTERNE,
    Role.SECRETAIRE,
    Role.TELESECRETAIRE,
    Role.INFIRMIERE_ASALEE,
)


def appointment_changed(appointment: Appointment) -> None:
    """In the transaction of the change; many changes of one day are heard once."""
    on = appointment.starts_at.astimezone(PARIS).date()
    live.tell(kind="appointment", subject=on, audience=LISTENERS)
