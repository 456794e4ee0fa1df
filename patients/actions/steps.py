"""The one place where somebody goes from a step to another."""

from datetime import datetime

from django.core.exceptions import PermissionDenied

from cabinet import audit
from cabinet.models import Membership
from patients.actions.enter import locked, touch
from patients.actions.live import patient_changed
from patients.actions.refused import StepRefused
from patients.models import Patient, PatientStep, Step
from patients.permissions import keeps_appointments, sees_files
from patients.rules.steps import STEP_LABELS, may_step, needs_reason

REASON_LIMIT = 200
#: What the télésecrétariat may say: that they were called, or have an appointment, or lost it.
_PHONE_STEPS = frozenset({Step.WAITING, Step.CALLED, Step.BOOKED, Step.SEEN})


def take_step(
    *,
    patient: Patient,
    after: Step,
    by: Membership | None,
    at: datetime,
    reason: str = "",
    version: int | None = None,
) -> Patient:
    """The patient, now at `after`; already there, only the last contact moves. `by` None: a job.

    `version` is the one that a person had before their eyes, None for what follows from another act (an
    appointment, a call). Raises `StepRefused`, `ChangedMeanwhile`, PermissionDenied.
    """
    _refuse_role(by, after)
    patient, reason = locked(patient, version=version), " ".join(reason.split())
    before = Step(patient.step)
    if not may_step(before, after):
        raise StepRefused(
            f"{patient.display_name} est maintenant «\u00a0{STEP_LABELS[before]}\u00a0»\u202f: "
            f"«\u00a0{STEP_LABELS[after]}\u00a0» ne peut pas suivre."
        )
    if needs_reason(before, after) and not reason:
        raise StepRefused("Dites pourquoi\u202f: la raison reste dans l’historique.", field="reason")
    if len(reason) > REASON_LIMIT:
        raise StepRefused(
            f"La raison dépasse {REASON_LIMIT} caractères\u202f: gardez l’essentiel.", field="reason"
        )
    touch(patient, at=at)
    changed = ["version", "last_contact_on"]
    if before != after:
        patient.step, patient.stepped_at = after, at
        changed += ["step", "stepped_at"]
        PatientStep.objects.create(patient=patient, before=before, after=after, at=at, by=by, reason=reason)
        audit.record("take_step", patient, by=by, at=at, before=before.value, after=Step(after).value)
    patient.save(update_fields=changed)
    patient_changed(patient.pk)
    return patient


def _refuse_role(by: Membership | None, after: Step) -> None:
    if by is None or sees_files(by) or (keeps_appointments(by) and after in _PHONE_STEPS):
        return
    raise PermissionDenied("Votre rôle ne permet pas de changer cette étape.")
