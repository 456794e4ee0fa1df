"""The declared médecin traitant is proposed across a month boundary; a declaration is never rewritten."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cabinet.models import Access, AuditEntry
from cabinet.tenancy.scope import scoped
from patients.actions.declarations import (
    DeclarationRefused,
    DeclaredMeanwhile,
    declare_doctor,
    end_declaration,
    tell_patient,
)
from patients.actions.steps import take_step
from patients.models import Declaration, Patient
from patients.queries.declarations import proposed_for, register
from retrocession.models import Designation
from tests.cast import confirmed
from tests.patients.conftest import NOW, TODAY, at_once

PARIS = ZoneInfo("Europe/Paris")
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)


@pytest.fixture
def designated(nieul):
    """Texier in November, Sorin in December."""
    for month, doctor in ((NOVEMBER, nieul.texier), (DECEMBER, nieul.sorin)):
        Designation.objects.create(month=month, titulaire=doctor, designated_at=NOW)
    return nieul


@pytest.fixture
def seen(nieul, enter):
    """Somebody seen on that instant."""

    def seen_at(at=NOW, **said):
        patient = enter(**said, at=at - timedelta(days=3))
        return take_step(patient=patient, after="seen", by=nieul.jaulin, at=at)

    return seen_at


@pytest.mark.parametrize(
    ("at", "today", "key", "reason"),
    [
        (datetime(2026, 11, 30, 23, 30, tzinfo=PARIS), date(2026, 12, 2), "texier", "de novembre 2026"),
        (datetime(2026, 12, 1, 0, 30, tzinfo=PARIS), date(2026, 12, 2), "sorin", "de décembre 2026"),
    ],
)
def test_proposed_is_the_remplace_of_the_month_of_the_first_consultation(
    designated, seen, at, today, key, reason
):
    found = proposed_for(seen(at), today)
    assert found.doctor == getattr(designated, key)
    assert found.proposal.reason == f"médecin remplacé {reason}"


def test_proposed_says_when_nobody_is_designated(nieul, seen):
    found = proposed_for(seen(), TODAY)
    assert (found.doctor, found.proposal.reason) == (
        None,
        "aucun médecin remplacé n’est désigné pour le mois de novembre 2026",
    )


def declare(nieul, patient, doctor=None, **said):
    said = {"declared_on": TODAY, "by": nieul.jaulin, "at": NOW} | said
    return declare_doctor(patient=patient, doctor=doctor or nieul.texier, **said)


def test_declaring_says_who_proposed_and_who_told(designated, seen):
    patient = seen()
    row = declare(designated, patient, designated.sorin, informed=True, leaflet_given=True)
    assert (row.proposed, row.informed_by, row.informed_at) == (designated.texier, designated.jaulin, NOW)
    patient.refresh_from_db()
    assert (patient.step, patient.without_doctor) == ("followed", False)
    assert AuditEntry.objects.filter(verb="declare_doctor").count() == 1


def test_declaring_twice_is_declaring_once(designated, seen):
    patient = seen()
    assert declare(designated, patient) == declare(designated, patient)
    assert Declaration.objects.count() == 1


def test_declaring_again_ends_the_one_that_was_read(designated, seen):
    patient = seen()
    first = declare(designated, patient, declared_on=TODAY - timedelta(days=2))
    with pytest.raises(DeclaredMeanwhile) as refused:
        declare(designated, patient, designated.sorin)
    assert refused.value.now == first
    again = declare(designated, patient, designated.sorin, read=str(first.pk))
    first.refresh_from_db()
    assert (first.ended_on, first.end_reason) == (TODAY, "déclaré avec Dr Sorin")
    assert list(Declaration.objects.filter(ended_on=None)) == [again]


def test_only_a_titulaire_of_today_is_declared(designated, seen):
    patient = seen()
    with pytest.raises(DeclarationRefused):
        declare(designated, patient, designated.fradin)
    designated.sorin.ends_on = TODAY - timedelta(days=1)
    designated.sorin.save()
    with pytest.raises(DeclarationRefused):
        declare(designated, patient, designated.sorin)
    with pytest.raises(DeclarationRefused):
        declare(designated, patient, declared_on=TODAY + timedelta(days=1))


def test_telesecretariat_declares_nobody(designated, seen):
    with pytest.raises(PermissionDenied):
        declare(designated, seen(), by=designated.bossard)


def test_two_desks_declare_once(living_cast):
    cast = living_cast
    from patients.actions.enter import enter_patient
    from tests.patients.conftest import an_entry

    with scoped(cast.cabinet.pk):
        patient = enter_patient(entry=an_entry(), by=cast.jaulin, at=NOW)
    answers = at_once(
        cast,
        lambda: declare(cast, patient, cast.texier),
        lambda: declare(cast, patient, cast.sorin),
    )
    assert sorted(type(one).__name__ for one in answers) == ["Declaration", "DeclaredMeanwhile"]


def test_patient_is_told_once_and_the_leaflet_may_follow(designated, seen):
    row = declare(designated, seen())
    later = NOW + timedelta(days=1)
    tell_patient(declaration=row, leaflet_given=False, by=designated.jaulin, at=NOW)
    row = tell_patient(declaration=row, leaflet_given=True, by=designated.fradin, at=later)
    assert (row.informed_by, row.informed_at, row.leaflet_given) == (designated.jaulin, NOW, True)


def test_end_asks_why_and_is_kept(designated, seen):
    patient = seen()
    row = declare(designated, patient)
    said = {"declaration": row, "by": designated.jaulin, "at": NOW}
    with pytest.raises(DeclarationRefused):
        end_declaration(**said, ended_on=TODAY, reason=" ")
    with pytest.raises(DeclarationRefused):
        end_declaration(**said, ended_on=TODAY - timedelta(days=1), reason="parti")
    end_declaration(**said, ended_on=TODAY, reason="a déménagé")
    row = end_declaration(**said, ended_on=TODAY, reason="autre")
    assert (row.end_reason, Patient.objects.get(pk=patient.pk).without_doctor) == ("a déménagé", True)


@pytest.mark.parametrize("number", [1, 30])
def test_register_is_read_in_three_statements(designated, enter, django_assert_num_queries, number):
    for n in range(number):
        declare(designated, enter(f"NEAU {n:02d}", "Abel"), designated.sorin if n % 2 else designated.texier)
    with django_assert_num_queries(3):
        found = register(TODAY)
        assert [line.declaration.patient.display_name for line in found.lines][:1] == ["NEAU 00 Abel"]
        assert [(one.display_name, share.patients) for one, share in found.shares] == [
            ("Dr Sorin", number // 2),
            ("Dr Texier", number - number // 2),
        ]


def test_register_lists_those_to_declare_again(designated, seen):
    declare(designated, seen())
    assert register(TODAY).again == []
    designated.texier.ends_on = TODAY + timedelta(days=8)
    designated.texier.save()
    assert [line.again for line in register(TODAY).again] == ["part dans 8 jours"]
    assert [line.again for line in register(TODAY + timedelta(days=9)).again] == ["a quitté le cabinet"]


def test_screen_proposes_keeps_what_was_typed_and_declares(signed_in, as_member):
    from patients.actions.enter import enter_patient
    from tests.patients.conftest import an_entry

    with scoped(signed_in.cabinet.pk):
        patient = enter_patient(entry=an_entry(), by=signed_in.jaulin, at=NOW)
        take_step(patient=patient, after="seen", by=signed_in.jaulin, at=NOW)
        Designation.objects.create(month=NOVEMBER, titulaire=signed_in.texier, designated_at=NOW)
    client, path = as_member(signed_in.jaulin), reverse("patients:declare", args=["nieul", patient.pk])
    page = client.get(path)
    assert page.context["form"]["doctor"].value() == str(signed_in.texier.pk)
    assert "Proposé\u202f: Dr Texier, médecin remplacé de novembre 2026." in page.content.decode()
    typed = {"doctor": str(signed_in.sorin.pk), "declared_on": "2027-01-01", "informed": "on"}
    refused = client.post(path, typed)
    assert (refused.status_code, refused.context["form"]["informed"].value()) == (422, True)
    answer = client.post(path, typed | {"declared_on": "2026-11-23"})
    assert answer.status_code == 302
    assert (
        client.post(
            path, typed | {"declared_on": "2026-11-23", "doctor": str(signed_in.texier.pk)}
        ).status_code
        == 409
    )
    file_page = client.get(reverse("patients:file", args=["nieul", patient.pk])).content.decode()
    assert "<strong>Dr Sorin</strong>, déclaré le lundi 23 novembre 2026" in file_page


def test_export_is_defused_and_traced(signed_in, as_member):
    from patients.actions.enter import enter_patient
    from tests.patients.conftest import an_entry

    with scoped(signed_in.cabinet.pk):
        patient = enter_patient(entry=an_entry("GRELIER", "Thérèse"), by=signed_in.jaulin, at=NOW)
        row = declare(signed_in, patient)
        end_declaration(declaration=row, ended_on=TODAY, reason="=2+3", by=signed_in.jaulin, at=NOW)
    path = reverse("patients:register-file", args=["nieul"])
    assert as_member(signed_in.fradin).get(path).status_code == 403
    text = confirmed(as_member(signed_in.jaulin)).get(path).content.decode("utf-8-sig")
    with scoped(signed_in.cabinet.pk):
        [line] = Access.objects.all()
    assert (line.verb, line.subjects, line.screen) == ("exported", [patient.pk], "patients:register-file")
    assert text.splitlines()[1] == ("GRELIER;Thérèse;12/03/1948;Dr Texier;23/11/2026;;;non;23/11/2026;'=2+3;")


def test_leaflet_names_the_titulaires(signed_in, as_member):
    answer = as_member(signed_in.jaulin).get(reverse("patients:leaflet", args=["nieul"]))
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
