"""Booking and moving: within a presence, alone there, in the order of arrival."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from cabinet.models import AuditEntry
from patients.actions.agenda_refusals import (
    AgendaElsewhere,
    AppointmentChanged,
    AppointmentRefused,
    FirstsAreFull,
    SlotTaken,
    StateRefused,
)
from patients.actions.appointments import move_appointment
from patients.actions.attendance import say_state, take_back
from patients.models import Appointment, AppointmentState, CallBack, CallReason, Patient, PatientSettings
from tests.patients.agenda import TUESDAY, book, furnish, hour, present
from tests.patients.conftest import NOW

ON_THE_DAY = hour(TUESDAY, "9:30")


@pytest.fixture
def agenda(nieul):
    """Dr Fradin is there all Tuesday, Dr Rabiller in the morning, the nurse too."""
    furnish(nieul)
    for who, period in ((nieul.fradin, "day"), (nieul.rabiller, "morning"), (nieul.drapeau, "morning")):
        present(nieul, who, period=period)
    return nieul


def committed() -> None:
    """What a commit would look at, now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def step_of(patient) -> str:
    return Patient.objects.get(pk=patient.pk).step


def test_book_appointment_lasts_what_its_kind_lasts(agenda, enter):
    first = book(agenda, enter(), agenda.fradin, "9:00", kind="first")
    follow_up = book(agenda, enter("NEAU", "Abel"), agenda.fradin, "9:30")
    session = book(agenda, enter("RENAUD", "Irène"), agenda.drapeau, "9:00", kind="asalee")
    lasts = [(one.ends_at - one.starts_at) // timedelta(minutes=1) for one in (first, follow_up, session)]
    assert lasts == [30, 15, 45]
    assert first.booked_by == agenda.jaulin
    committed()
    lines = AuditEntry.objects.filter(verb="book_appointment")
    assert lines.count() == 3
    assert set(lines.first().details) == {"patient", "practitioner", "kind", "starts_at"}


def test_first_appointment_is_a_step_of_its_patient(agenda, enter):
    patient = enter()
    CallBack.objects.create(patient=patient, reason=CallReason.FIRST_APPOINTMENT, asked_at=NOW)
    book(agenda, patient, agenda.fradin, "9:00", kind="first")
    assert step_of(patient) == "booked"
    call = CallBack.objects.get()
    assert (call.done_at, call.result) == (NOW, "rendez-vous\u202f: mar. 24 nov., 9\u202fh")


def test_book_appointment_twice_is_once(agenda, enter):
    patient = enter()
    assert book(agenda, patient, agenda.fradin, "9:00") == book(agenda, patient, agenda.fradin, "9:00")
    assert Appointment.objects.count() == 1


def test_taken_hour_says_who_gave_it_and_what_is_left(agenda, enter):
    book(agenda, enter(), agenda.fradin, "9:00", by=agenda.bossard)
    with pytest.raises(SlotTaken) as refused:
        book(agenda, enter("NEAU", "Abel"), agenda.fradin, "9:00")
    assert refused.value.sentence == (
        "Mar. 24 nov., 9\u202fh avec Dr Fradin vient d’être donné par Tiphaine Bossard. "
        "Encore libre ce matin-là\u202f: "
        "8\u202fh\u202f45, 9\u202fh\u202f15, 8\u202fh\u202f30, 9\u202fh\u202f30 (Dr Fradin)"
        " et 9\u202fh, 8\u202fh\u202f45, 9\u202fh\u202f15, 8\u202fh\u202f30 (Dr Rabiller)."
    )
    assert refused.value.field == "starts"


def test_nobody_there_at_that_hour(agenda, enter):
    patient = enter()
    for text in ("12:45", "12:20", "20:00", "7:00"):
        with pytest.raises(SlotTaken, match="n’est pas là à cette heure le mardi 24 novembre 2026"):
            book(agenda, patient, agenda.fradin, text)
    with pytest.raises(SlotTaken):
        book(agenda, patient, agenda.rabiller, "14:00")


def test_entry_if_need_be_holds_no_appointment(agenda, enter):
    from planning.actions import book_presence

    on = TUESDAY + timedelta(days=1)
    book_presence(
        membership=agenda.fradin, on=on, period="day", strength="if_need_be", by=agenda.texier, at=NOW
    )
    with pytest.raises(SlotTaken):
        book(agenda, enter(), agenda.fradin, "9:00", on=on)


@pytest.mark.parametrize(
    ("text", "kind", "who"),
    [("9:03", "follow_up", "fradin"), ("9:00", "asalee", "fradin"), ("9:00", "follow_up", "drapeau")],
)
def test_book_appointment_refuses_what_makes_no_sense(agenda, enter, text, kind, who):
    with pytest.raises(AppointmentRefused):
        book(agenda, enter(), getattr(agenda, who), text, kind=kind)


def test_past_hour_is_refused(agenda, enter):
    with pytest.raises(AppointmentRefused, match="passée"):
        book(agenda, enter(), agenda.fradin, "9:00", at=hour(TUESDAY, "9:45"))


def test_patient_is_not_in_two_places(agenda, enter):
    patient = enter()
    book(agenda, patient, agenda.fradin, "9:00", kind="first")
    with pytest.raises(SlotTaken, match="GRELIER Thérèse a déjà rendez-vous à cette heure avec Dr Fradin"):
        book(agenda, patient, agenda.rabiller, "9:15")


def test_half_day_takes_so_many_first_consultations(agenda, enter):
    people = [enter("NEAU", name) for name in ("Abel", "Berthe", "Colin", "Denis")]
    for patient, text in zip(people, ("9:00", "9:30"), strict=False):
        book(agenda, patient, agenda.fradin, text, kind="first")
    with pytest.raises(FirstsAreFull, match="Dr Fradin a déjà ses premières consultations"):
        book(agenda, people[2], agenda.fradin, "10:00", kind="first")
    book(agenda, people[2], agenda.fradin, "14:00", kind="first")
    book(agenda, people[3], agenda.fradin, "10:00", kind="first", beyond=True)


def test_agenda_kept_elsewhere_takes_nothing(agenda, enter):
    PatientSettings(appointments_here=False, agenda_elsewhere="WEDA").save()
    with pytest.raises(AgendaElsewhere, match="WEDA"):
        book(agenda, enter(), agenda.fradin, "9:00")


@pytest.mark.parametrize("who", ["naulleau", "guilbaud", "ouvrard", "drapeau"])
def test_role_without_the_agenda_books_nothing(agenda, enter, who):
    with pytest.raises(PermissionDenied):
        book(agenda, enter(), agenda.fradin, "9:00", by=getattr(agenda, who))


def test_move_appointment_keeps_the_old_one(agenda, enter):
    old = book(agenda, enter(), agenda.fradin, "9:00", kind="first", note="apporte son dossier")
    new = move_appointment(
        appointment=old, practitioner=agenda.rabiller, starts_at=hour(TUESDAY, "9:15"), version=1,
        reason="à sa demande", by=agenda.bossard, at=NOW,
    )  # fmt: skip
    old.refresh_from_db()
    assert (old.state, old.moved_to, old.version, old.reason) == ("moved", new, 2, "à sa demande")
    assert (new.state, new.practitioner, new.note, new.kind) == (
        "booked", agenda.rabiller, "apporte son dossier", "first",
    )  # fmt: skip
    assert step_of(old.patient) == "booked"
    committed()


def test_move_appointment_within_its_own_hour(agenda, enter):
    old = book(agenda, enter(), agenda.fradin, "9:00", kind="first")
    move_appointment(
        appointment=old, practitioner=agenda.fradin, starts_at=hour(TUESDAY, "9:15"), version=1,
        by=agenda.jaulin, at=NOW,
    )  # fmt: skip
    assert Appointment.objects.holding().get().starts_at == hour(TUESDAY, "9:15")


def test_refused_move_leaves_the_appointment_where_it_was(agenda, enter):
    old = book(agenda, enter(), agenda.fradin, "9:00")
    book(agenda, enter("NEAU", "Abel"), agenda.rabiller, "9:00")
    with pytest.raises(SlotTaken):
        move_appointment(
            appointment=old, practitioner=agenda.rabiller, starts_at=old.starts_at, version=1,
            by=agenda.jaulin, at=NOW,
        )  # fmt: skip
    old.refresh_from_db()
    assert (old.state, old.version) == ("booked", 1)


def say(one, state, by, at=ON_THE_DAY, **values):
    return say_state(appointment=one, state=state, version=one.version, by=by, at=at, **values)


def test_appointment_is_lived(agenda, enter):
    one = book(agenda, enter(), agenda.fradin, "9:00", kind="first")
    one = say(one, "arrived", agenda.jaulin)
    one = say(one, "in_consultation", agenda.fradin)
    assert step_of(one.patient) == "booked"
    one = say(one, "done", agenda.fradin)
    assert (one.arrived_at, one.started_at, one.finished_at) == (ON_THE_DAY,) * 3
    assert (one.version, step_of(one.patient)) == (4, "seen")
    lines = AuditEntry.objects.filter(verb="change_appointment").order_by("pk")
    assert [line.details for line in lines] == [
        {"before": "booked", "after": "arrived"},
        {"before": "arrived", "after": "in_consultation"},
        {"before": "in_consultation", "after": "done"},
    ]


def test_state_said_twice_is_said_once(agenda, enter):
    one = book(agenda, enter(), agenda.fradin, "9:00")
    for _ in range(2):
        say_state(appointment=one, state="arrived", version=1, by=agenda.jaulin, at=ON_THE_DAY)
    assert Appointment.objects.get().version == 2


def test_other_desk_changed_it_meanwhile(agenda, enter):
    one = book(agenda, enter(), agenda.fradin, "9:00")
    say(one, "arrived", agenda.bossard)
    with pytest.raises(AppointmentChanged) as refused:
        say_state(appointment=one, state="cancelled", version=1, by=agenda.jaulin, at=ON_THE_DAY)
    assert refused.value.sentence == (
        "Tiphaine Bossard a changé ce rendez-vous à 9\u202fh\u202f30\u202f: il est maintenant "
        "«\u00a0arrivé\u00a0», mar. 24 nov., 9\u202fh. Vous demandiez «\u00a0annulé\u00a0»."
    )
    assert (refused.value.now.state, refused.value.now.version) == ("arrived", 2)


@pytest.mark.parametrize("state", ["arrived", "no_show"])
def test_nobody_arrives_on_the_eve(agenda, enter, state):
    one = book(agenda, enter(), agenda.fradin, "9:00")
    with pytest.raises(StateRefused, match="se dira ce jour-là"):
        say(one, state, agenda.jaulin, at=NOW)


@pytest.mark.parametrize("state", ["no_show", "cancelled"])
def test_first_appointment_lost_is_to_be_called_again(agenda, enter, state):
    one = book(agenda, enter(), agenda.fradin, "9:00", kind="first")
    say(one, state, agenda.jaulin, reason="ne répond pas")
    assert step_of(one.patient) == "called"
    book(agenda, one.patient, agenda.fradin, "10:00", kind="first", at=ON_THE_DAY)
    assert step_of(one.patient) == "booked"


@pytest.mark.parametrize(
    ("way", "left"),
    [
        (["arrived"], "booked"),
        (["arrived", "in_consultation"], "arrived"),
        (["arrived", "done"], "arrived"),
        (["arrived", "in_consultation", "done"], "in_consultation"),
        (["no_show"], "booked"),
        (["cancelled"], "booked"),
    ],
)
def test_mistaken_click_is_taken_back(agenda, enter, way, left):
    one = book(agenda, enter(), agenda.fradin, "9:00", kind="first")
    for state in way:
        one = say(one, state, agenda.jaulin)
    one = take_back(appointment=one, version=one.version, by=agenda.jaulin, at=ON_THE_DAY)
    assert (one.state, step_of(one.patient)) == (left, "booked")


def test_nothing_is_taken_back_the_day_after(agenda, enter):
    one = say(book(agenda, enter(), agenda.fradin, "9:00"), "arrived", agenda.jaulin)
    with pytest.raises(StateRefused):
        take_back(appointment=one, version=one.version, by=agenda.jaulin, at=ON_THE_DAY + timedelta(days=1))


def test_hour_given_meanwhile_is_not_taken_back(agenda, enter):
    one = say(book(agenda, enter(), agenda.fradin, "10:00"), "cancelled", agenda.jaulin)
    book(agenda, enter("NEAU", "Abel"), agenda.fradin, "10:00", at=ON_THE_DAY)
    with pytest.raises(SlotTaken, match="donnée depuis"):
        take_back(appointment=one, version=one.version, by=agenda.jaulin, at=ON_THE_DAY)


def test_practitioner_says_their_own_and_no_other(agenda, enter):
    session = book(agenda, enter(), agenda.drapeau, "9:00", kind="asalee")
    assert say(session, "arrived", agenda.drapeau).state == AppointmentState.ARRIVED
    other = book(agenda, enter("NEAU", "Abel"), agenda.fradin, "9:00")
    with pytest.raises(PermissionDenied):
        say(other, "arrived", agenda.drapeau)


def test_clocks_change_and_the_hours_stay(nieul, enter):
    """Sunday 28 March 2027: two o'clock becomes three; the practice opens at its usual hour."""
    furnish(nieul)
    on = date(2027, 3, 28)
    present(nieul, nieul.fradin, on=on)
    one = book(nieul, enter(), nieul.fradin, "8:30", on=on)
    assert one.starts_at.isoformat() == "2027-03-28T08:30:00+02:00"
    committed()
