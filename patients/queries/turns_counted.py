"""How many wait in each wave, and how many were taken in since the practice opened."""

from collections import Counter
from datetime import date

from cabinet.models import Cabinet
from patients.models import Patient, PatientSettings
from patients.models.words import TAKEN_IN_STEPS, WAITING_STEPS
from patients.queries.turns import facts_of
from patients.rules.waves import wave_of


def counted_by_wave(cabinet: Cabinet, today: date) -> tuple[Counter[int], Counter[int]]:
    """(waiting, taken in), by wave; those whom no wave takes in are in neither. Two statements.

    Somebody who was taken in has a doctor since: their wave is that of before.
    """
    wider = PatientSettings.current().wider_communes
    waiting: Counter[int] = Counter()
    taken_in: Counter[int] = Counter()
    rows = Patient.objects.filter(step__in=(*WAITING_STEPS, *TAKEN_IN_STEPS))
    for patient in rows.iterator(chunk_size=2000):
        was_taken_in = patient.step in TAKEN_IN_STEPS
        if was_taken_in:
            patient.without_doctor = True
        facts = facts_of(patient)
        wave = wave_of(facts, today=today, commune=cabinet.commune, wider_communes=wider).number
        if wave is not None:
            (taken_in if was_taken_in else waiting)[wave] += 1
    return waiting, taken_in
