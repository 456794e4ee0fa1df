"""Somebody is entered once, looks like nobody unseen, and two desks never overwrite each other."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from cabinet.models import AuditEntry
from cabinet.tenancy.scope import scoped
from patients.actions.enter import change_patient, enter_patient, entry_of
from patients.actions.refused import AlreadyEntered, ChangedMeanwhile, EntryRefused, LooksLikeSomebody
from patients.models import Patient, PatientStep, Step
from patients.rules.identity import Likeness
from tests.patients.conftest import NOW, TODAY, an_entry, at_once


def test_enter_patient_keeps_what_was_said_and_computes_the_rest(nieul):
    entry = an_entry(
        " Hérieau ",
        "Jean-Marc",
        phone="06.12.34.56.78",
        second_phone="en rouge",
        criteria=("ehpad", "ald"),
        commune="Nieul-le-Dolent",
        renewal_until_on=date(2026, 12, 1),
    )
    patient = Patient.objects.get(pk=enter_patient(entry=entry, by=nieul.jaulin, at=NOW).pk)
    assert (patient.last_name, patient.display_name) == ("Hérieau", "HÉRIEAU Jean-Marc")
    assert patient.identity == "herieau jean marc"
    assert patient.search_key == " herieau jean marc 12031948 120348 19480312 0612345678"
    assert (patient.phone, patient.phone_typed) == ("+33612345678", "06.12.34.56.78")
    assert (patient.second_phone, patient.second_phone_typed) == ("", "en rouge")
    assert patient.criteria == ["ald", "ehpad"]
    assert (patient.step, patient.version, patient.last_contact_on) == (Step.WAITING, 1, TODAY)
    assert (patient.entered_at, patient.entered_by) == (NOW, nieul.jaulin)
    assert [(step.before, step.after, step.by) for step in patient.steps.all()] == [
        ("", "waiting", nieul.jaulin)
    ]
    entry = AuditEntry.objects.get(verb="enter_patient")
    assert (entry.subject, entry.details) == (f"patients.patient:{patient.pk}", {})


def test_enter_patient_twice_is_once(nieul):
    first = enter_patient(entry=an_entry(), by=nieul.jaulin, at=NOW)
    with pytest.raises(AlreadyEntered) as refused:
        enter_patient(entry=an_entry("Grelier", "THERESE"), by=nieul.jaulin, at=NOW, kept_apart=True)
    assert refused.value.patient == first
    assert Patient.objects.count() == 1


def test_enter_patient_shows_who_looks_like_them(nieul):
    first = enter_patient(entry=an_entry(), by=nieul.jaulin, at=NOW)
    with pytest.raises(LooksLikeSomebody) as refused:
        enter_patient(entry=an_entry("GRELLIER"), by=nieul.jaulin, at=NOW)
    assert [(one.patient, one.likeness) for one in refused.value.alike] == [(first, Likeness.NAME)]
    enter_patient(entry=an_entry("GRELLIER"), by=nieul.jaulin, at=NOW, kept_apart=True)
    assert Patient.objects.count() == 2


def test_enter_patient_refuses_what_cannot_be(nieul):
    with pytest.raises(EntryRefused) as refused:
        enter_patient(entry=an_entry("", birth_on=TODAY + timedelta(1)), by=nieul.jaulin, at=NOW)
    assert refused.value.faults == {
        "last_name": ["Le nom manque."],
        "birth_on": ["Cette date de naissance est à venir\u202f: 24/11/2026."],
    }
    assert not Patient.objects.exists()


@pytest.mark.parametrize("role", ["bossard", "drapeau", "naulleau", "guilbaud", "ouvrard"])
def test_enter_patient_is_for_those_who_keep_files(nieul, role):
    with pytest.raises(PermissionDenied):
        enter_patient(entry=an_entry(), by=getattr(nieul, role), at=NOW)


def test_two_desks_enter_one_person_once(living_cast):
    def enter():
        return enter_patient(entry=an_entry(), by=living_cast.jaulin, at=NOW)

    outcomes = at_once(living_cast, enter, enter)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlreadyEntered", "Patient"]
    with scoped(living_cast.cabinet.pk):
        assert Patient.objects.count() == PatientStep.objects.count() == 1


def test_change_patient_writes_what_differs(nieul, enter):
    patient = enter(commune="Nieul-le-Dolent")
    later = NOW + timedelta(days=3)
    changed = change_patient(
        patient=patient,
        values={"commune": "Aubigny", "phone": "06 12 34 56 78", "first_name": "Thérèse"},
        version=1,
        by=nieul.sorin,
        at=later,
    )
    assert (changed.commune, changed.phone, changed.version) == ("Aubigny", "+33612345678", 2)
    assert changed.search_key.endswith("0612345678")
    assert changed.last_contact_on == TODAY + timedelta(days=3)
    assert AuditEntry.objects.get(verb="change_patient").details == {"fields": ["phone", "commune"]}


def test_change_patient_writes_nothing_when_nothing_differs(nieul, enter):
    patient = enter()
    change_patient(patient=patient, values={"first_name": "Thérèse"}, version=1, by=nieul.jaulin, at=NOW)
    assert Patient.objects.get().version == 1
    assert not AuditEntry.objects.filter(verb="change_patient").exists()


def test_change_patient_never_overwrites_another_desk(nieul, enter):
    patient = enter()
    change_patient(patient=patient, values={"commune": "Aubigny"}, version=1, by=nieul.jaulin, at=NOW)
    with pytest.raises(ChangedMeanwhile) as refused:
        change_patient(patient=patient, values={"commune": "Nantes"}, version=1, by=nieul.sorin, at=NOW)
    assert refused.value.now.commune == "Aubigny"
    assert Patient.objects.get().commune == "Aubigny"


def test_change_patient_asks_again_who_looks_like_the_new_name(nieul, enter):
    enter("GRELLIER")
    patient = enter("MARTIN")
    with pytest.raises(LooksLikeSomebody):
        change_patient(patient=patient, values={"last_name": "GRELIER"}, version=1, by=nieul.jaulin, at=NOW)
    with pytest.raises(AlreadyEntered):
        change_patient(patient=patient, values={"last_name": "GRELLIER"}, version=1, by=nieul.jaulin, at=NOW)
    assert Patient.objects.get(pk=patient.pk).last_name == "MARTIN"


def test_the_telesecretariat_puts_right_a_telephone_and_nothing_else(nieul, enter):
    patient = enter()
    change_patient(patient=patient, values={"phone": "06 12 34 56 78"}, version=1, by=nieul.bossard, at=NOW)
    with pytest.raises(PermissionDenied):
        change_patient(patient=patient, values={"criteria": ("ald",)}, version=2, by=nieul.bossard, at=NOW)


def test_entry_of_gives_back_what_was_said(nieul, enter):
    said = {"phone": "en rouge", "criteria": ("ald",), "remark": "=1+1", "on_former_list": True}
    assert entry_of(enter(**said)) == an_entry(**said)
