"""A patient for whom one doctor over years is better: to a titulaire's own practice, or elsewhere."""

from datetime import date, datetime

from cabinet import audit
from cabinet.actions.refusals import Refused
from cabinet.clock import PARIS
from cabinet.models import Membership, Role
from patients.actions.enter import locked
from patients.actions.steps import take_step
from patients.models import Orientation, OrientationMotive, Patient, Step
from patients.permissions import require_files

ELSEWHERE_LIMIT = 120


class OrientationRefused(Refused):
    """422: where to, or why, is missing."""


def orient_patient(
    *,
    patient: Patient,
    motive: str,
    on: date,
    by: Membership,
    at: datetime,
    to_doctor: Membership | None = None,
    elsewhere: str = "",
    leaves: bool = False,
) -> Orientation:
    """Write it in the log; `leaves`: the practice does not follow them any more, which is a step.

    The same motive, place and day is written once. Raises `OrientationRefused`, `StepRefused`,
    PermissionDenied.
    """
    require_files(by)
    elsewhere = " ".join(elsewhere.split())
    if motive not in OrientationMotive.values:
        raise OrientationRefused("Choisissez un motif.", field="motive")
    if (to_doctor is None) == (not elsewhere):
        raise OrientationRefused(
            "Dites chez quel titulaire, ou bien où\u202f: l’un des deux.", field="elsewhere"
        )
    if len(elsewhere) > ELSEWHERE_LIMIT:
        raise OrientationRefused(f"{ELSEWHERE_LIMIT} caractères au plus.", field="elsewhere")
    if to_doctor is not None and (to_doctor.role != Role.TITULAIRE or not to_doctor.is_open_on(on)):
        raise OrientationRefused("Choisissez un titulaire qui exerce au cabinet.", field="to_doctor")
    if on > at.astimezone(PARIS).date():
        raise OrientationRefused("Cette date n’est pas encore arrivée.", field="on")
    patient = locked(patient, version=None)
    where = {"motive": motive, "to_doctor": to_doctor, "elsewhere": elsewhere, "on": on}
    row = Orientation.objects.filter(patient=patient, **where).first()
    if row is None:
        row = Orientation.objects.create(patient=patient, written_at=at, written_by=by, **where)
        audit.record("orient_patient", row, by=by, at=at, patient=str(patient.pk), motive=str(motive))
    if leaves:
        place = f"cabinet du {to_doctor.display_name}" if to_doctor else elsewhere
        reason = f"{OrientationMotive(motive).label}, {place}"
        take_step(patient=patient, after=Step.ORIENTED, by=by, at=at, reason=reason)
    return row
