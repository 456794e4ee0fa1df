"""How a practice takes people in: points, communes, lengths of appointments, how long a name is kept."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from cabinet import audit
from cabinet.actions.settings import changes_of, refuse_stale
from cabinet.constraints_text import constraint_of
from cabinet.models import Membership
from patients.actions.live import patient_changed
from patients.models import PatientSettings
from patients.permissions import require_intake


def update_patient_settings(
    *, values: dict[str, Any], read: dict[str, Any], by: Membership, at: datetime
) -> PatientSettings:
    """Write the settings that differ. `read`: what the person had before their eyes, by field.

    Raises `cabinet.actions.settings.ChangedMeanwhile` when one is no longer what it was then.
    """
    require_intake(by)
    settings = _locked()
    refuse_stale(settings, values, read)
    changes = changes_of(settings, values)
    if changes:
        settings.save()
        patient_changed()
        audit.record("update_patient_settings", settings, by=by, at=at, changes=changes)
    return settings


def _locked() -> PatientSettings:
    """The row of the practice, locked; made with what is usual when nobody changed anything yet."""
    try:
        with transaction.atomic():
            if not PatientSettings.objects.exists():
                PatientSettings().save()
    except IntegrityError as error:
        if constraint_of(error) != "patient_settings_one_per_practice":
            raise
    return PatientSettings.objects.select_for_update().get()
