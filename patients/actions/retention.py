"""What has passed its time is forgotten, and counted without a name."""

from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError, RestrictedError

from cabinet import audit
from cabinet.clock import PARIS
from cabinet.models import Access
from patients.models import (
    AppointmentState,
    Patient,
    PatientImport,
    PatientSettings,
    Purge,
    Step,
)
from patients.models.words import TAKEN_IN_STEPS
from patients.rules.retention import accesses_before, forgotten_before, is_forgotten, previews_before


def forget_what_is_past(*, at: datetime) -> Purge | None:
    """Patients never seen, lists never confirmed, old accesses: counted. None: nothing to forget.

    Somebody whom a letter or a conversation names is kept, and counted as « held ».
    """
    patients, held = _forget_patients(at)
    counts = {
        "patients": patients,
        "held": held,
        "previews": _empty_previews(at),
        "accesses": Access.objects.filter(at__lt=accesses_before(at)).delete()[0],
    }
    if not any(counts[key] for key in ("patients", "previews", "accesses")):
        return None
    purge = Purge.objects.create(at=at, counts=counts)
    audit.record("forget_what_is_past", purge, by=None, at=at, **counts)
    return purge


def _forget_patients(at: datetime) -> tuple[int, int]:
    today, years = at.astimezone(PARIS).date(), PatientSettings.current().intake_years
    late = Patient.objects.filter(last_contact_on__lt=forgotten_before(today, years)).order_by("pk")
    seen = set(late.filter(steps__after__in=(Step.SEEN, Step.FOLLOWED)).values_list("pk", flat=True))
    seen |= set(late.filter(appointments__state=AppointmentState.DONE).values_list("pk", flat=True))
    forgotten = held = 0
    for patient in late:
        was_seen = patient.pk in seen or patient.step in TAKEN_IN_STEPS
        if not is_forgotten(seen=was_seen, last_contact_on=patient.last_contact_on, years=years, today=today):
            continue
        try:
            with transaction.atomic():
                patient.delete()
        except (ProtectedError, RestrictedError):
            held += 1
        else:
            forgotten += 1
    return forgotten, held


def _empty_previews(at: datetime) -> int:
    """The file and what was said of its lines; its name and its counts stay."""
    stale = PatientImport.objects.filter(
        state=PatientImport.State.PREVIEW, uploaded_at__lt=previews_before(at)
    )
    return stale.update(
        state=PatientImport.State.ABANDONED, content=b"", set_aside={}, kept_apart=[], settled_at=at
    )
