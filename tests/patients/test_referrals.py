"""A doctor addresses, the nurse plans and closes, the doctor reads; she sees hers and nobody else."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cabinet.tenancy.scope import scoped
from patients.actions.referrals import (
    ReferralConflict,
    ReferralRefused,
    acknowledge_referral,
    cancel_session,
    close_referral,
    plan_session,
    refer_patient,
    say_session,
)
from patients.models import Referral, ReferralSession
from patients.permissions import visible_patients
from patients.queries.referrals import nurse_counts, referrals_page, to_acknowledge
from tests.patients.conftest import NOW, TODAY

MOTIVE = "Sevrage tabagique"
DAY = timedelta(days=1)


@pytest.fixture
def referral(nieul, enter):
    return refer_patient(patient=enter(), motive=MOTIVE, by=nieul.fradin, at=NOW)


def hers(nieul, at=NOW):
    return {"by": nieul.drapeau, "at": at}


def test_patient_is_addressed_once_for_a_motive_of_the_list(nieul, enter):
    patient, said = enter(), {"by": nieul.fradin, "at": NOW}
    first = refer_patient(patient=patient, motive=MOTIVE, **said)
    assert refer_patient(patient=patient, motive=MOTIVE, **said) == first
    with pytest.raises(ReferralRefused):
        refer_patient(patient=patient, motive="autre chose", **said)


@pytest.mark.parametrize("key", ["jaulin", "bossard", "drapeau", "naulleau", "guilbaud"])
def test_only_doctors_address(nieul, enter, key):
    with pytest.raises(PermissionDenied):
        refer_patient(patient=enter(), motive=MOTIVE, by=getattr(nieul, key), at=NOW)


def test_nurse_sees_those_addressed_to_her(nieul, enter, referral):
    enter("NEAU", "Abel")
    assert list(visible_patients(nieul.drapeau)) == [referral.patient]
    page = referrals_page(nieul.drapeau, NOW)
    assert (page.patients, page.followed) == ([referral.patient], [])


def test_whole_way(nieul, referral):
    session = plan_session(referral=referral, on=TODAY, **hers(nieul))
    assert plan_session(referral=referral, on=TODAY, **hers(nieul)) == session
    counts = nurse_counts(nieul.drapeau, NOW)
    assert (counts.asked, counts.followed, counts.to_say) == (0, 1, 1)
    with pytest.raises(ReferralConflict):
        close_referral(referral=referral, ending="program_done", **hers(nieul))
    say_session(session=session, state="held", **hers(nieul))
    assert say_session(session=session, state="held", **hers(nieul)).state == "held"
    with pytest.raises(ReferralConflict):
        say_session(session=session, state="missed", **hers(nieul))
    with pytest.raises(ReferralConflict):
        cancel_session(session=session, **hers(nieul))
    close_referral(referral=referral, ending="program_done", **hers(nieul))
    close_referral(referral=referral, ending="lost", **hers(nieul))
    referral.refresh_from_db()
    assert (referral.ending, referral.nurse, to_acknowledge(nieul.fradin)) == (
        "program_done",
        nieul.drapeau,
        1,
    )
    with pytest.raises(PermissionDenied):
        acknowledge_referral(referral=referral, by=nieul.texier, at=NOW)
    acknowledge_referral(referral=referral, by=nieul.fradin, at=NOW)
    acknowledge_referral(referral=referral, by=nieul.fradin, at=NOW + DAY)
    referral.refresh_from_db()
    assert (referral.acknowledged_at, to_acknowledge(nieul.fradin)) == (NOW, 0)


def test_session_is_planned_ahead_and_said_on_its_day(nieul, referral):
    for on in (TODAY - DAY, TODAY + 400 * DAY):
        with pytest.raises(ReferralRefused):
            plan_session(referral=referral, on=on, **hers(nieul))
    session = plan_session(referral=referral, on=TODAY + 7 * DAY, **hers(nieul))
    with pytest.raises(ReferralConflict):
        say_session(session=session, state="held", **hers(nieul))
    cancel_session(session=session, **hers(nieul))
    cancel_session(session=session, **hers(nieul))
    assert ReferralSession.objects.count() == 0


def test_acknowledging_waits_for_the_end(nieul, referral):
    with pytest.raises(ReferralConflict):
        acknowledge_referral(referral=referral, by=nieul.fradin, at=NOW)


@pytest.mark.parametrize("number", [1, 30])
def test_list_is_read_in_two_statements(nieul, enter, django_assert_num_queries, number):
    for n in range(number):
        row = refer_patient(patient=enter(f"NEAU {n:02d}", "Abel"), motive=MOTIVE, by=nieul.fradin, at=NOW)
        plan_session(referral=row, on=TODAY + n * DAY, **hers(nieul))
    with django_assert_num_queries(2):
        page = referrals_page(nieul.drapeau, NOW)
        assert [line.next.on for line in page.followed] == [TODAY + n * DAY for n in range(number)]


def test_screens_from_addressing_to_reading(signed_in, as_member):
    from patients.actions.enter import enter_patient
    from tests.patients.conftest import an_entry

    with scoped(signed_in.cabinet.pk):
        patient = enter_patient(entry=an_entry(), by=signed_in.jaulin, at=NOW)
        other = enter_patient(entry=an_entry("NEAU", "Abel"), by=signed_in.jaulin, at=NOW)
    doctor = as_member(signed_in.fradin)
    refer = reverse("patients:refer", args=["nieul", patient.pk])
    assert doctor.post(refer, {"motive": "x"}).status_code == 422
    assert doctor.post(refer, {"motive": MOTIVE}).status_code == 302
    with scoped(signed_in.cabinet.pk):
        pk = Referral.objects.get().pk
    nurse = as_member(signed_in.drapeau)
    of = ["nieul", pk]
    assert "GRELIER Thérèse" in nurse.get(reverse("patients:referrals", args=["nieul"])).content.decode()
    assert nurse.get(reverse("patients:file", args=["nieul", other.pk])).status_code == 404
    assert nurse.post(reverse("patients:session-plan", args=of), {"on": "hier"}).status_code == 422
    assert nurse.post(reverse("patients:session-plan", args=of), {"on": "2026-11-23"}).status_code == 302
    with scoped(signed_in.cabinet.pk):
        session = ReferralSession.objects.get()
    close, say = (
        reverse("patients:referral-close", args=of),
        reverse("patients:session-say", args=["nieul", session.pk]),
    )
    assert nurse.post(close, {"ending": "lost"}).status_code == 409
    assert nurse.post(say, {"state": "held"}).status_code == 302
    assert nurse.post(close, {"ending": ""}).status_code == 422
    assert nurse.post(close, {"ending": "program_done"}).status_code == 302
    doctor = as_member(signed_in.fradin)
    assert "1 suivi que vous aviez demandé est clos" in doctor.get("/c/nieul/").content.decode()
    assert doctor.post(reverse("patients:referral-reading", args=of)).status_code == 302
    page = doctor.get(reverse("patients:referral", args=of)).content.decode()
    assert "Lu par Dr Fradin" in page
