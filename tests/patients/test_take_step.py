"""Every change of step goes through one action, which says what is allowed and keeps its line."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from cabinet.models import AuditEntry
from patients.actions.refused import ChangedMeanwhile, StepRefused
from patients.actions.steps import take_step
from patients.models import Patient, Step
from tests.patients.conftest import NOW, TODAY

LATER = NOW + timedelta(days=1)


def lines(patient):
    return [(step.before, step.after, step.reason) for step in patient.steps.all()]


def test_take_step_keeps_its_line(nieul, enter):
    patient = take_step(patient=enter(), after=Step.CALLED, by=nieul.bossard, at=LATER)
    assert (patient.step, patient.stepped_at, patient.version) == (Step.CALLED, LATER, 2)
    assert patient.last_contact_on == TODAY + timedelta(days=1)
    assert lines(patient) == [("", "waiting", ""), ("waiting", "called", "")]
    assert AuditEntry.objects.get(verb="take_step").details == {"before": "waiting", "after": "called"}


def test_take_step_twice_is_once(nieul, enter):
    patient = enter()
    for day in (1, 2):
        take_step(patient=patient, after=Step.CALLED, by=nieul.jaulin, at=NOW + timedelta(days=day))
    patient = Patient.objects.get()
    assert (patient.step, patient.stepped_at) == (Step.CALLED, LATER)
    assert patient.last_contact_on == TODAY + timedelta(days=2)
    assert len(lines(patient)) == 2


def test_take_step_refuses_what_does_not_follow(nieul, enter):
    with pytest.raises(StepRefused) as refused:
        take_step(patient=enter(), after=Step.FOLLOWED, by=nieul.jaulin, at=NOW)
    assert refused.value.sentence == (
        "GRELIER Thérèse est maintenant «\u00a0en attente\u00a0»\u202f: "
        "«\u00a0suivi\u00a0» ne peut pas suivre."
    )
    assert Patient.objects.get().step == Step.WAITING


def test_giving_up_asks_for_a_reason(nieul, enter):
    patient = enter()
    with pytest.raises(StepRefused) as refused:
        take_step(patient=patient, after=Step.GIVEN_UP, by=nieul.jaulin, at=NOW, reason="  ")
    assert refused.value.field == "reason"
    take_step(patient=patient, after=Step.GIVEN_UP, by=nieul.jaulin, at=NOW, reason="a  déménagé")
    assert lines(patient)[-1] == ("waiting", "given_up", "a déménagé")


def test_take_step_never_overwrites_another_desk(nieul, enter):
    patient = enter()
    take_step(patient=patient, after=Step.CALLED, by=nieul.jaulin, at=NOW, version=1)
    with pytest.raises(ChangedMeanwhile):
        take_step(patient=patient, after=Step.BOOKED, by=nieul.sorin, at=NOW, version=1)


def test_the_telesecretariat_calls_and_books_and_gives_nobody_up(nieul, enter):
    patient = enter()
    take_step(patient=patient, after=Step.BOOKED, by=nieul.bossard, at=NOW)
    with pytest.raises(PermissionDenied):
        take_step(patient=patient, after=Step.GIVEN_UP, by=nieul.bossard, at=NOW, reason="non")


@pytest.mark.parametrize("role", ["drapeau", "naulleau", "guilbaud", "ouvrard"])
def test_take_step_is_for_those_who_keep_the_list(nieul, enter, role):
    with pytest.raises(PermissionDenied):
        take_step(patient=enter(), after=Step.CALLED, by=getattr(nieul, role), at=NOW)
