"""Former records, renewals, orientations and care teams: each said once, listed, and closed to others."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cabinet.models import Access, AuditEntry
from cabinet.tenancy.scope import scoped
from patients.actions.care_team import CareTeamRefused, add_to_care_team, remove_from_care_team
from patients.actions.orientations import OrientationRefused, orient_patient
from patients.actions.records import RecordMovedMeanwhile, RecordRefused, ask_record, move_record
from patients.models import CareTeamMember, Orientation, RecordRequest
from patients.permissions import visible_patients
from patients.queries.care_team import followed_by
from patients.queries.orientations import orientation_log
from patients.queries.records import records_page
from patients.queries.renewals import renewals
from tests.cast import confirmed
from tests.patients.conftest import NOW, TODAY

DAY = timedelta(days=1)


@pytest.fixture
def asked(nieul, enter):
    return ask_record(patient=enter(), holder="Dr Avril", asked_on=TODAY - 40 * DAY, by=nieul.jaulin, at=NOW)


def move(nieul, record, after, **said):
    said = {"on": TODAY, "by": nieul.jaulin, "at": NOW} | said
    return move_record(record=record, after=after, **said)


def test_record_goes_its_way(nieul, asked):
    received = move(nieul, asked, "received", form="paper")
    assert (received.form, received.received_on) == ("paper", TODAY)
    integrated = move(nieul, asked, "integrated")
    assert (integrated.state, integrated.settled_on) == ("integrated", TODAY)
    assert AuditEntry.objects.filter(verb="move_record").count() == 2
    assert move(nieul, asked, "integrated").changed_at == integrated.changed_at


@pytest.mark.parametrize(
    ("after", "said", "error"),
    [
        ("received", {}, RecordRefused),
        ("received", {"form": "stone"}, RecordRefused),
        ("impossible", {}, RecordRefused),
        ("received", {"form": "paper", "on": TODAY + DAY}, RecordRefused),
        ("received", {"form": "paper", "on": TODAY - 41 * DAY}, RecordRefused),
        ("integrated", {}, RecordMovedMeanwhile),
    ],
)
def test_record_is_refused(nieul, asked, after, said, error):
    with pytest.raises(error):
        move(nieul, asked, after, **said)
    asked.refresh_from_db()
    assert asked.state == "asked"


def test_record_that_cannot_be_had_is_asked_for_again(nieul, asked):
    move(nieul, asked, "impossible", reason="archives détruites")
    again = move(nieul, asked, "asked")
    assert (again.state, again.asked_on, again.reason) == ("asked", TODAY, "")


def test_record_is_asked_once(nieul, asked):
    same = ask_record(patient=asked.patient, holder="autre", asked_on=TODAY, by=nieul.jaulin, at=NOW)
    assert (same.pk, RecordRequest.objects.count()) == (asked.pk, 1)


@pytest.mark.parametrize("number", [1, 30])
def test_records_are_read_in_two_statements(nieul, enter, django_assert_num_queries, number):
    for n in range(number):
        ask_record(
            patient=enter(f"NEAU {n:02d}", "Abel"), holder="Dr Avril", asked_on=TODAY - n * DAY,
            by=nieul.jaulin, at=NOW,
        )  # fmt: skip
    with django_assert_num_queries(2):
        page = records_page("asked", TODAY)
        assert page.lines[0].record.patient.last_name == f"NEAU {number - 1:02d}"
        assert page.counts[0] == ("asked", "demandé", number)


def test_renewals_are_the_soonest_first(nieul, enter, django_assert_num_queries):
    enter("APRES", "Abel", renewal_until_on=TODAY + 61 * DAY)
    enter("BIENTOT", "Abel", renewal_until_on=TODAY + 10 * DAY)
    enter("FINI", "Abel", renewal_until_on=TODAY - 2 * DAY)
    with django_assert_num_queries(1):
        found = renewals(TODAY, NOW)
    assert [(line.patient.last_name, line.renewal.state) for line in found.lines] == [
        ("FINI", "ended"),
        ("BIENTOT", "runs_out"),
    ]
    assert (found.ended, found.running_out) == (1, 1)


def orient(nieul, patient, **said):
    said = {"motive": "heavy", "on": TODAY, "by": nieul.fradin, "at": NOW} | said
    return orient_patient(patient=patient, **said)


def test_orientation_is_written_once_and_may_take_the_patient_away(nieul, enter):
    patient = enter()
    first = orient(nieul, patient, to_doctor=nieul.texier)
    assert orient(nieul, patient, to_doctor=nieul.texier, leaves=True) == first
    patient.refresh_from_db()
    assert (patient.step, patient.steps.last().reason) == (
        "oriented",
        "pathologie lourde, cabinet du Dr Texier",
    )


def test_orientation_goes_to_one_place(nieul, enter):
    patient = enter()
    for said in ({}, {"to_doctor": nieul.texier, "elsewhere": "CHD"}, {"to_doctor": nieul.fradin}):
        with pytest.raises(OrientationRefused):
            orient(nieul, patient, **said)
    with pytest.raises(OrientationRefused):
        orient(nieul, patient, motive="autre", elsewhere="CHD")
    assert Orientation.objects.count() == 0


@pytest.mark.parametrize("number", [1, 30])
def test_log_is_read_in_one_statement(nieul, enter, django_assert_num_queries, number):
    for n in range(number):
        orient(nieul, enter(f"NEAU {n:02d}", "Abel"), elsewhere="CHD", on=TODAY - n * DAY)
    with django_assert_num_queries(1):
        log = orientation_log(TODAY)
        assert (log.total, log.totals, len(log.patients)) == (number, [number, 0, 0, 0], number)


@pytest.mark.parametrize("key", ["guilbaud", "ouvrard", "bossard"])
def test_care_team_is_of_carers(nieul, enter, key):
    with pytest.raises(CareTeamRefused):
        add_to_care_team(patient=enter(), member=getattr(nieul, key), by=nieul.texier, at=NOW)


def test_care_team_opens_a_name_to_a_paramedic_and_closes_it(nieul, enter):
    patient, said = enter(), {"by": nieul.texier, "at": NOW}
    enter("NEAU", "Abel")
    row = add_to_care_team(patient=patient, member=nieul.naulleau, **said)
    assert add_to_care_team(patient=patient, member=nieul.naulleau, **said) == row
    assert followed_by(nieul.naulleau) == [patient]
    assert list(visible_patients(nieul.naulleau)) == [patient]
    remove_from_care_team(row=row, **said)
    remove_from_care_team(row=row, **said)
    assert (followed_by(nieul.naulleau), list(visible_patients(nieul.naulleau))) == ([], [])
    verbs = AuditEntry.objects.filter(verb__contains="care_team").order_by("at", "pk")
    assert sorted(verbs.values_list("verb", flat=True)) == ["add_to_care_team", "remove_from_care_team"]
    assert add_to_care_team(patient=patient, member=nieul.naulleau, **said) != row


def test_paramedic_changes_no_team(nieul, enter):
    with pytest.raises(PermissionDenied):
        add_to_care_team(patient=enter(), member=nieul.naulleau, by=nieul.naulleau, at=NOW)


def test_paramedic_reads_names_and_leaves_a_trace(signed_in, as_member):
    from patients.actions.enter import enter_patient
    from tests.patients.conftest import an_entry

    with scoped(signed_in.cabinet.pk):
        patient = enter_patient(
            entry=an_entry(phone="06 12 34 56 78", commune="Nieul"), by=signed_in.jaulin, at=NOW
        )
        add_to_care_team(patient=patient, member=signed_in.naulleau, by=signed_in.texier, at=NOW)
    client = as_member(signed_in.naulleau)
    page = client.get(reverse("patients:followed", args=["nieul"])).content.decode()
    assert "GRELIER Thérèse" in page
    assert [word for word in ("1948", "06", "Nieul ") if f">{word}" in page] == []
    assert client.get(reverse("patients:file", args=["nieul", patient.pk])).status_code == 403
    with scoped(signed_in.cabinet.pk):
        assert [(row.verb, row.subjects) for row in Access.objects.all()] == [("listed", [patient.pk])]


def test_screens_write_and_come_back_to_the_file(signed_in, as_member):
    from patients.actions.enter import enter_patient
    from tests.patients.conftest import an_entry

    with scoped(signed_in.cabinet.pk):
        patient = enter_patient(entry=an_entry(), by=signed_in.jaulin, at=NOW)
    client, of = as_member(signed_in.jaulin), ["nieul", patient.pk]
    back = reverse("patients:file", args=of)
    for route, good, bad in (
        ("record-ask", {"holder": "Dr Avril", "on": "2026-11-23"}, {"holder": "", "on": "2026-11-23"}),
        (
            "orient",
            {"motive": "heavy", "elsewhere": "CHD", "on": "2026-11-23"},
            {"motive": "heavy", "on": "x"},
        ),
    ):
        path = reverse(f"patients:{route}", args=of)
        assert client.get(path).status_code == 200
        assert client.post(path, bad).status_code == 422
        assert client.post(path, good)["Location"] == back
    client.post(reverse("patients:care-team-add", args=of), {"member": str(signed_in.naulleau.pk)})
    with scoped(signed_in.cabinet.pk):
        record, member = RecordRequest.objects.get(), CareTeamMember.objects.get()
    path = reverse("patients:record-move", args=["nieul", record.pk, "received"])
    assert client.post(path, {"on": "2026-11-23"}).status_code == 422
    assert client.post(path, {"on": "2026-11-23", "form": "digital"})["Location"] == back
    page = client.get(back).content.decode()
    assert [word for word in ("Quentin Naulleau", "numérique", "CHD") if word not in page] == []
    assert client.post(reverse("patients:care-team-remove", args=["nieul", member.pk])).status_code == 302
    for route in ("records", "renewals", "orientations", "register"):
        assert client.get(reverse(f"patients:{route}", args=["nieul"])).status_code == 200
    pdf = client.get(reverse("patients:renewals-pdf", args=["nieul"]))
    assert pdf.content[:5] == b"%PDF-"


def test_titulaire_reads_who_looked_at_a_file(signed_in, as_member):
    from patients.actions.enter import enter_patient
    from tests.patients.conftest import an_entry

    with scoped(signed_in.cabinet.pk):
        patient = enter_patient(entry=an_entry(), by=signed_in.jaulin, at=NOW)
    as_member(signed_in.jaulin).get(reverse("patients:file", args=["nieul", patient.pk]))
    client, path = as_member(signed_in.texier), reverse("patients:accesses", args=["nieul"])
    page = client.get(path, {"patient": patient.pk})
    assert [(line.who, line.verb, line.page) for line in page.context["lines"]] == [
        ("Baptiste Jaulin", "dossier lu", "dossier d’accueil")
    ]
    csv = confirmed(client).get(reverse("patients:accesses-file", args=["nieul", patient.pk]))
    text = csv.content.decode("utf-8-sig")
    assert text.splitlines()[0] == "Le;À;Qui;Métier;Quoi;Page"
    assert "23/11/2026;10:00;Baptiste Jaulin;secrétaire médicale;dossier lu;dossier d’accueil" in text
    assert client.get(path, {"member": "x"}).status_code == 422
    assert client.get(reverse("patients:retention", args=["nieul"])).status_code == 200
    assert as_member(signed_in.jaulin).get(path).status_code == 403
