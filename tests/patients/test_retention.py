"""What is past its time is forgotten, with all that hangs on it, and counted without a name."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from cabinet.jobs import expect_jobs
from cabinet.models import Access, Job
from cabinet.tenancy.scope import scoped
from messaging.models import Mail, MailKind, MailSender
from patients.actions.call_backs import Asked, ask_call_back
from patients.actions.care_team import add_to_care_team
from patients.actions.declarations import declare_doctor
from patients.actions.intake_counts import count_intake
from patients.actions.orientations import orient_patient
from patients.actions.records import ask_record
from patients.actions.referrals import plan_session, refer_patient
from patients.actions.retention import forget_what_is_past
from patients.actions.steps import take_step
from patients.models import IntakeCount, Patient, PatientImport, Purge
from patients.queries.intake_report import intake_tables
from tests.patients import agenda as made
from tests.patients.conftest import NOW, TODAY

LONG_AGO = datetime(2024, 11, 20, 9, tzinfo=UTC)


def test_never_seen_is_forgotten_with_all_that_hangs_on_it(nieul, enter):
    patient = enter("GRELIER", "Thérèse", at=LONG_AGO)
    kept = enter("NEAU", "Abel", at=LONG_AGO + timedelta(days=10))
    ask_call_back(asked=Asked(reason="other", patient=patient), by=nieul.jaulin, at=LONG_AGO)
    ask_record(patient=patient, holder="Dr Avril", asked_on=LONG_AGO.date(), by=nieul.jaulin, at=LONG_AGO)
    add_to_care_team(patient=patient, member=nieul.naulleau, by=nieul.texier, at=NOW)
    referral = refer_patient(patient=patient, motive="Sevrage tabagique", by=nieul.texier, at=NOW)
    plan_session(referral=referral, on=TODAY, by=nieul.drapeau, at=NOW)
    orient_patient(patient=patient, motive="heavy", on=TODAY, elsewhere="hôpital", by=nieul.texier, at=NOW)
    declare_doctor(patient=patient, doctor=nieul.texier, declared_on=TODAY, by=nieul.jaulin, at=NOW)
    Patient.objects.filter(pk=patient.pk).update(last_contact_on=LONG_AGO.date(), step="waiting")
    assert forget_what_is_past(at=NOW).counts == {"patients": 1, "held": 0, "previews": 0, "accesses": 0}
    assert list(Patient.objects.all()) == [kept]
    for model in Patient._meta.related_objects:
        assert model.related_model.objects.filter(**{model.field.name: patient.pk}).count() == 0
    connection.check_constraints()


def test_nothing_past_leaves_no_report(nieul, enter):
    enter()
    assert forget_what_is_past(at=NOW) is None
    assert Purge.objects.count() == 0


def test_somebody_who_was_seen_is_kept(nieul, enter):
    patient = enter(at=LONG_AGO)
    take_step(patient=patient, after="seen", by=nieul.jaulin, at=LONG_AGO)
    take_step(patient=patient, after="given_up", by=nieul.jaulin, at=LONG_AGO, reason="parti")
    assert forget_what_is_past(at=NOW) is None
    assert Patient.objects.count() == 1


def test_somebody_whom_a_letter_names_is_kept_and_counted(nieul, enter):
    patient, other = enter(at=LONG_AGO), enter("NEAU", "Abel", at=LONG_AGO)
    Mail.objects.create(
        kind=MailKind.values[0], sender=MailSender.objects.create(name="Clinique"), patient=other,
        received_at=NOW, entered_at=NOW, trace=uuid4(),
    )  # fmt: skip
    counts = forget_what_is_past(at=NOW).counts
    assert (counts["patients"], counts["held"]) == (1, 1)
    assert [one.pk for one in Patient.objects.exclude(pk=patient.pk)] == [other.pk]


@pytest.mark.parametrize(("days", "state"), [(6, "preview"), (8, "abandoned")])
def test_preview_is_emptied_after_a_week(nieul, days, state):
    row = PatientImport.objects.create(
        file_name="liste.csv", sha256="0" * 64, content=b"Nom", read_on=TODAY, set_aside={"2": "mort"},
        uploaded_at=NOW - timedelta(days=days),
    )  # fmt: skip
    forget_what_is_past(at=NOW)
    row.refresh_from_db()
    assert (row.state, bytes(row.content)) == (state, b"Nom" if state == "preview" else b"")


def test_accesses_are_kept_twelve_months(nieul, enter):
    patient = enter()
    said = {"by": nieul.jaulin, "verb": "read", "kind": "patients.patient", "subjects": [patient.pk]}
    Access.objects.create(at=datetime(2020, 1, 1, tzinfo=UTC), screen="a", **said)
    Access.objects.create(at=NOW - timedelta(days=300), screen="b", **said)
    assert forget_what_is_past(at=NOW).counts["accesses"] == 1
    assert [row.screen for row in Access.objects.all()] == ["b"]


def test_each_night_is_asked_for_once(signed_in):
    for _ in range(2):
        expect_jobs(datetime(2026, 11, 23, 3, 0, tzinfo=UTC))
    kinds = Job.objects.filter(
        tenant_id=signed_in.cabinet.pk, kind__in=("count_intake", "forget_what_is_past")
    )
    assert sorted(kinds.values_list("kind", "key")) == [
        ("count_intake", f"count_intake:{signed_in.cabinet.pk}:2026-11-22"),
        ("forget_what_is_past", f"forget_what_is_past:{signed_in.cabinet.pk}:2026-11-23"),
    ]


def test_counts_are_floored_and_told_once_a_day(nieul, enter):
    for n in range(12):
        enter(f"NEAU {n:02d}", "Abel", criteria=("ald",))
    for n in range(10):
        enter(f"PARE {n:02d}", "Abel", commune="Nieul-le-Dolent")
    rows = count_intake(cabinet=nieul.cabinet, on=TODAY)
    told = [(row.wave, row.waiting, row.taken_in) for row in IntakeCount.objects.order_by("wave")]
    assert told == [(1, 12, None), (2, None, None), (3, None, None)]
    assert len(rows) == len(count_intake(cabinet=nieul.cabinet, on=TODAY)) == 3
    for n in range(12, 16):
        enter(f"NEAU {n:02d}", "Abel", criteria=("ald",))
    count_intake(cabinet=nieul.cabinet, on=TODAY + timedelta(days=1))
    assert IntakeCount.objects.get(on=TODAY + timedelta(days=1), wave=1).waiting == 12


def test_report_says_counts_and_never_a_small_one(nieul):
    for on, waiting, taken in ((date(2026, 10, 31), 40, 22), (TODAY, 29, 36)):
        for wave in (1, 2, 3):
            small = wave > 1
            IntakeCount.objects.create(
                on=on, wave=wave, waiting=None if small else waiting, taken_in=None if small else taken,
                sooner_on=None if small else date(2026, 12, 14),
            )  # fmt: skip
    [table] = intake_tables(nieul.cabinet, date(2026, 11, 1), TODAY)
    assert [[str(cell) for cell in row] for row in table.rows] == [
        ["1, prioritaires", "29", "14", "36", "plus de deux ans", "semaine du lun. 14 déc."],
        ["2, sans médecin traitant dans la commune", "< 11", "< 11", "< 11", "–", "–"],
        ["3, territoire élargi", "< 11", "< 11", "< 11", "–", "–"],
    ]
    assert intake_tables(nieul.cabinet, date(2026, 12, 1), date(2026, 12, 31)) == []


def test_mairie_reads_the_counts_and_nobody(signed_in, as_member):
    with scoped(signed_in.cabinet.pk):
        IntakeCount.objects.create(on=TODAY, wave=1, waiting=29)
    client = as_member(signed_in.guilbaud)
    page = client.get("/c/nieul/occupation/?du=2026-11-01&au=2026-11-30")
    assert (page.status_code, "Accueil de patients" in page.content.decode()) == (200, True)
    said = client.get("/api/v1/cabinets/nieul/occupancy/?from=2026-11-01&to=2026-11-30").json()
    [table] = said["tables"]
    assert table["rows"][0] == [
        "1, prioritaires",
        "29",
        "< 11",
        "< 11",
        "plus de deux ans",
        "plus de deux ans",
    ]


def test_forecast_told_comes_of_what_is_told(nieul, enter):
    """Ten of the second wave are under the floor: they take no place, and have no week."""
    made.furnish(nieul)
    for weeks in range(1, 5):
        made.present(nieul, nieul.fradin, TODAY + timedelta(weeks=weeks))
    for n in range(12):
        enter(f"NEAU {n:02d}", "Abel", criteria=("ald",))
    for n in range(10):
        enter(f"PARE {n:02d}", "Abel", commune="Nieul-le-Dolent")
    count_intake(cabinet=nieul.cabinet, on=TODAY)
    told = [(row.wave, row.seen_by_on, row.sooner_on) for row in IntakeCount.objects.order_by("wave")]
    # Two half-days a week, two first consultations each: four a week, eight with a day more.
    assert told == [
        (1, TODAY + timedelta(weeks=3), TODAY + timedelta(weeks=2)),
        (2, None, None),
        (3, None, None),
    ]
