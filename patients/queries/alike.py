"""Who, among those whom the practice knows, is that person or looks like them."""

from dataclasses import dataclass

from django.db.models import Q

from patients.models import Patient
from patients.rules.identity import Crowd, Known, Likeness


@dataclass(frozen=True)
class Alike:
    """Somebody of the practice, and why they may be the person in question."""

    patient: Patient
    likeness: Likeness


def known_of(patient: Patient) -> Known:
    return Known(
        patient.pk, patient.last_name, patient.first_name, patient.birth_on, birth_name=patient.birth_name
    )


def alike_of(somebody: Known) -> list[Alike]:
    """The double first, then those who look like them; `somebody.key` is left out. One statement."""
    same_name_or_birth = Q(birth_on=somebody.birth_on) | Q(identity__in=(somebody.identity, somebody.swapped))
    found = {
        patient.pk: patient
        for patient in Patient.objects.filter(same_name_or_birth).exclude(pk=_pk(somebody))
    }
    crowd = Crowd(map(known_of, found.values()))
    double = crowd.double_of(somebody)
    same = [Alike(found[double.key], Likeness.SAME)] if double else []
    return [*same, *(Alike(found[known.key], like) for known, like in crowd.look_alikes(somebody))]


def _pk(somebody: Known) -> object:
    return somebody.key or None
