"""Waves open and close with names and times; somebody is moved with a reason."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from cabinet.models import AuditEntry
from patients.actions.refused import ChangedMeanwhile
from patients.actions.waves import WaveRefused, close_wave, move_to_wave, open_wave
from patients.models import Patient, WaveOpening
from tests.patients.conftest import NOW, at_once


def test_a_wave_opened_twice_is_opened_once(nieul):
    first = open_wave(wave=1, by=nieul.jaulin, at=NOW)
    assert open_wave(wave=1, by=nieul.texier, at=NOW + timedelta(hours=1)) == first
    assert [entry.details for entry in AuditEntry.objects.filter(verb="open_wave")] == [{"wave": 1}]


def test_a_wave_closes_and_opens_again(nieul):
    open_wave(wave=2, by=nieul.jaulin, at=NOW)
    closed = close_wave(wave=2, by=nieul.texier, at=NOW + timedelta(days=1))
    assert (closed.closed_by, closed.closed_at) == (nieul.texier, NOW + timedelta(days=1))
    assert close_wave(wave=2, by=nieul.texier, at=NOW) is None
    open_wave(wave=2, by=nieul.jaulin, at=NOW + timedelta(days=2))
    assert WaveOpening.objects.count() == 2


def test_two_people_open_one_wave_once(living_cast):
    def opened():
        return open_wave(wave=1, by=living_cast.jaulin, at=NOW).pk

    assert len({*at_once(living_cast, opened, opened)}) == 1


def test_there_are_three_waves(nieul):
    with pytest.raises(WaveRefused):
        open_wave(wave=4, by=nieul.jaulin, at=NOW)


@pytest.mark.parametrize("role", ["fradin", "hervouet", "bossard", "guilbaud"])
def test_waves_are_kept_by_titulaires_and_secretary(nieul, role):
    with pytest.raises(PermissionDenied):
        open_wave(wave=1, by=getattr(nieul, role), at=NOW)


def test_move_to_wave_keeps_its_reason_and_can_be_undone(nieul, enter):
    patient = move_to_wave(patient=enter(), wave=2, reason="aidante", version=1, by=nieul.jaulin, at=NOW)
    assert (patient.wave, patient.wave_reason, patient.version) == (2, "aidante", 2)
    patient = move_to_wave(patient=patient, wave=None, reason="", version=2, by=nieul.jaulin, at=NOW)
    patient = Patient.objects.get()
    assert (patient.wave, patient.wave_reason) == (None, "")
    assert [entry.details for entry in AuditEntry.objects.filter(verb="move_to_wave").order_by("pk")] == [
        {"wave": 2},
        {"wave": None},
    ]


def test_move_to_wave_asks_for_a_reason_and_the_version_that_was_read(nieul, enter):
    patient = enter()
    with pytest.raises(WaveRefused) as refused:
        move_to_wave(patient=patient, wave=3, reason=" ", version=1, by=nieul.jaulin, at=NOW)
    assert refused.value.field == "wave_reason"
    move_to_wave(patient=patient, wave=3, reason="aidante", version=1, by=nieul.jaulin, at=NOW)
    with pytest.raises(ChangedMeanwhile):
        move_to_wave(patient=patient, wave=2, reason="voisin", version=1, by=nieul.sorin, at=NOW)
