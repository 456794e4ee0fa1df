"""Waves open when the practice has room, and close; a person is moved to another one with a reason."""

from datetime import datetime

from django.db import IntegrityError, transaction

from cabinet import audit
from cabinet.actions.refusals import Refused
from cabinet.constraints_text import constraint_of
from cabinet.models import Membership
from patients.actions.enter import locked, touch
from patients.actions.live import patient_changed
from patients.models import Patient, WaveOpening
from patients.permissions import require_intake
from patients.rules.waves import WAVES

REASON_LIMIT = 200


class WaveRefused(Refused):
    """422: there is no such wave, or the reason is missing."""


def open_wave(*, wave: int, by: Membership, at: datetime) -> WaveOpening:
    """The wave, open from now on; opened twice, it is opened once."""
    require_intake(by)
    _refuse_unknown(wave)
    opening = WaveOpening(wave=wave, opened_at=at, opened_by=by)
    try:
        with transaction.atomic():
            opening.save()
    except IntegrityError as error:
        if constraint_of(error) != "wave_is_opened_once":
            raise
        return WaveOpening.objects.get(wave=wave, closed_at=None)
    audit.record("open_wave", opening, by=by, at=at, wave=wave)
    patient_changed()
    return opening


def close_wave(*, wave: int, by: Membership, at: datetime) -> WaveOpening | None:
    """Close the wave; None when it was not open. Those who were called already keep their turn."""
    require_intake(by)
    _refuse_unknown(wave)
    opening = WaveOpening.objects.select_for_update().filter(wave=wave, closed_at=None).first()
    if opening is None:
        return None
    opening.closed_at, opening.closed_by = at, by
    opening.save(update_fields=["closed_at", "closed_by"])
    audit.record("close_wave", opening, by=by, at=at, wave=wave)
    patient_changed()
    return opening


def move_to_wave(
    *, patient: Patient, wave: int | None, reason: str, version: int, by: Membership, at: datetime
) -> Patient:
    """The patient in that wave, with the reason; `wave` None: back to the one that is computed.

    Raises `WaveRefused`, `ChangedMeanwhile`, PermissionDenied.
    """
    require_intake(by)
    reason = " ".join(reason.split())
    if wave is not None:
        _refuse_unknown(wave)
        if not reason:
            raise WaveRefused("Dites pourquoi la vague change.", field="wave_reason")
    if len(reason) > REASON_LIMIT:
        raise WaveRefused(
            f"La raison dépasse {REASON_LIMIT} caractères\u202f: gardez l’essentiel.", field="wave_reason"
        )
    patient = locked(patient, version=version)
    patient.wave, patient.wave_reason = wave, reason if wave else ""
    touch(patient, at=at)
    patient.save(update_fields=["wave", "wave_reason", "version", "last_contact_on"])
    audit.record("move_to_wave", patient, by=by, at=at, wave=wave)
    patient_changed(patient.pk)
    return patient


def _refuse_unknown(wave: int) -> None:
    if wave not in WAVES:
        raise WaveRefused("Il y a trois vagues\u202f: 1, 2 et 3.", field="wave")
