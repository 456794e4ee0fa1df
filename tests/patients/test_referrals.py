"""A doctor addresses, the nurse plans and closes, the doctor reads; she sees hers and nobody else."""

from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from cabinet.tenancy.scope import scoped
from patients.actions.agenda_refusals import SlotTaken
from patients.actions.appointments import move_appointment
from patients.actions.attendance import say_state, take_back
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
from patients.models import Appointment, Patient, Referral, ReferralSession
from patients.permissions import visible_patients
from patients.queries.referrals import nurse_counts, referrals_page, to_acknowledge
from planning.actions.release import release_presence
from tests.patients import agenda as made
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


# -- an hour of her agenda ------------------------------------------------------------------------------


THURSDAY = TODAY + 3 * DAY


@pytest.fixture
def at_nine(nieul, referral):
    """She is there on Thursday, and planned that patient at nine."""
    made.furnish(nieul)
    made.present(nieul, nieul.drapeau, THURSDAY)
    return plan_session(referral=referral, on=THURSDAY, starts_at=made.hour(THURSDAY, "9:00"), **hers(nieul))


def state_of(session):
    session.refresh_from_db()
    return session.state, session.on, session.appointment.state


def test_session_with_an_hour_is_an_appointment_of_hers(nieul, referral, at_nine):
    hour = at_nine.appointment
    assert (hour.kind, hour.practitioner, hour.patient, hour.state, at_nine.on) == (
        "asalee", nieul.drapeau, referral.patient, "booked", THURSDAY,
    )  # fmt: skip
    again = plan_session(referral=referral, on=THURSDAY, starts_at=hour.starts_at, **hers(nieul))
    assert (again, Appointment.objects.count()) == (at_nine, 1)
    later = made.hour(THURSDAY, "14:00")
    with pytest.raises(ReferralConflict, match="9\u202fh"):
        plan_session(referral=referral, on=THURSDAY, starts_at=later, **hers(nieul))
    with pytest.raises(SlotTaken):
        plan_session(referral=referral, on=THURSDAY, starts_at=later + 7 * DAY, **hers(nieul))


def test_day_without_an_hour_takes_the_hour_given_later(nieul, referral):
    made.furnish(nieul)
    made.present(nieul, nieul.drapeau, THURSDAY)
    day = plan_session(referral=referral, on=THURSDAY, **hers(nieul))
    booked = made.book(nieul, referral.patient, nieul.drapeau, "10:00", THURSDAY, kind="asalee")
    day.refresh_from_db()
    assert (day.appointment, ReferralSession.objects.count()) == (booked, 1)


@pytest.mark.parametrize(("said", "becomes"), [("held", "done"), ("missed", "no_show")])
def test_what_is_said_of_a_session_is_said_of_its_hour(nieul, at_nine, said, becomes):
    at = made.hour(THURSDAY, "10:00")
    say_session(session=at_nine, state=said, **hers(nieul, at))
    assert state_of(at_nine) == (said, THURSDAY, becomes)


def test_what_the_agenda_says_is_said_of_the_session(nieul, at_nine):
    at = made.hour(THURSDAY, "10:00")
    hour = at_nine.appointment
    for state in ("arrived", "done"):
        hour = say_state(appointment=hour, state=state, version=None, by=nieul.jaulin, at=at)
    assert state_of(at_nine)[0] == "held"
    take_back(appointment=hour, version=hour.version, by=nieul.jaulin, at=at)
    assert state_of(at_nine)[0] == "planned"


def test_session_moves_with_its_hour_and_goes_with_it(nieul, at_nine):
    made.present(nieul, nieul.drapeau, THURSDAY + 7 * DAY)
    hour = at_nine.appointment
    new = move_appointment(
        appointment=hour, practitioner=nieul.drapeau, starts_at=made.hour(THURSDAY + 7 * DAY, "9:00"),
        version=hour.version, by=nieul.jaulin, at=NOW,
    )  # fmt: skip
    assert state_of(at_nine) == ("planned", THURSDAY + 7 * DAY, "booked")
    cancel_session(session=at_nine, **hers(nieul))
    new.refresh_from_db()
    assert (new.state, ReferralSession.objects.count()) == ("cancelled", 0)


def test_released_day_leaves_the_session_to_be_moved(nieul, at_nine):
    release_presence(presence=at_nine.appointment.presence, by=nieul.drapeau, at=NOW, reason="formation")
    assert state_of(at_nine) == ("planned", THURSDAY, "to_move")


def test_database_refuses_a_session_on_another_day_than_its_hour(nieul, referral, at_nine):
    for wrong in ({"on": THURSDAY + DAY}, {"referral": refer_patient(
        patient=Patient.objects.create(
            last_name="Neau", first_name="Abel", birth_on=TODAY, identity="neau abel", stepped_at=NOW,
            entered_at=NOW, last_contact_on=TODAY),
        motive=MOTIVE, by=nieul.fradin, at=NOW)}):  # fmt: skip
        with pytest.raises(IntegrityError, match="not on the day"), transaction.atomic():
            ReferralSession.objects.filter(pk=at_nine.pk).update(**wrong)
    with pytest.raises(IntegrityError, match="session_has_an_hour_of_its_own"), transaction.atomic():
        ReferralSession.objects.create(
            referral=referral, on=THURSDAY + DAY, appointment=at_nine.appointment, said_at=NOW
        )


def test_free_hours_are_offered_and_one_is_taken_on_screen(signed_in, enter, as_member):
    with scoped(signed_in.cabinet.pk):
        made.furnish(signed_in)
        made.present(signed_in, signed_in.drapeau, THURSDAY, "morning")
        row = refer_patient(patient=enter(), motive=MOTIVE, by=signed_in.fradin, at=NOW)
    nurse, of = as_member(signed_in.drapeau), ["nieul", row.pk]
    page = nurse.get(reverse("patients:referral", args=of)).content.decode()
    assert page.count("sans heure") == 1
    first = made.hour(THURSDAY, "8:30").isoformat()
    assert first in unescape(page)
    plan = reverse("patients:session-plan", args=of)
    assert nurse.post(plan, {"on": first}).status_code == 302
    listed = nurse.get(reverse("patients:referrals", args=["nieul"])).content.decode()
    assert "jeu. 26 nov., 8\u202fh\u202f30" in listed
    assert nurse.post(plan, {"on": first}).status_code == 422  # no longer offered
