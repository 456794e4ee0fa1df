"""When a day is given back, whatever the way, its appointments are moved or put on the list."""

from datetime import timedelta

import pytest
from django.db import connection

from patients.actions.attendance import say_state
from patients.models import Appointment, CallAttempt, CallBack, CallReason
from planning.actions import release_presence
from planning.actions.departure import release_after_end
from planning.actions.give_back import give_back
from planning.actions.swaps import swap_for
from planning.models import Presence
from tests.patients.agenda import TUESDAY, book, furnish, hour, present
from tests.patients.conftest import NOW

FAR = TUESDAY + timedelta(days=14)


@pytest.fixture
def agenda(nieul, enter):
    """Dr Fradin and Dr Rabiller are there all Tuesday; three appointments with Dr Fradin."""
    furnish(nieul)
    nieul.day = present(nieul, nieul.fradin)
    nieul.other = present(nieul, nieul.rabiller)
    nieul.people = [enter(name, "Abel") for name in ("GRELIER", "NEAU", "RENAUD", "VINET")]
    for patient, text, kind in zip(
        nieul.people, ("9:00", "9:30", "14:00"), ("first", "follow_up", "follow_up"), strict=False
    ):
        book(nieul, patient, nieul.fradin, text, kind=kind)
    return nieul


def checked() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def release(cast, **values):
    said = {"presence": cast.day, "by": cast.jaulin, "at": NOW, "reason": "malade"} | values
    release_presence(**said)
    checked()


def states() -> list[tuple]:
    rows = Appointment.objects.with_names().order_by("patient__identity", "practitioner__person__last_name")
    return [(one.patient.last_name, one.practitioner.person.last_name, one.state) for one in rows]


def test_released_day_puts_its_appointments_on_the_list(agenda):
    release(agenda)
    assert states() == [(name, "Fradin", "to_move") for name in ("GRELIER", "NEAU", "RENAUD")]
    calls = CallBack.objects.order_by("appointment__starts_at")
    assert [(call.reason, call.urgent, call.note, call.asked_by) for call in calls] == [
        (CallReason.MOVE_APPOINTMENT, True, f"mar. 24 nov., {text}, Dr Fradin ne tient plus", agenda.jaulin)
        for text in ("9\u202fh", "9\u202fh\u202f30", "14\u202fh")
    ]


def test_day_that_is_far_is_not_urgent(agenda):
    far = present(agenda, agenda.fradin, on=FAR)
    book(agenda, agenda.people[3], agenda.fradin, "9:00", on=FAR)
    release(agenda, presence=far)
    assert not CallBack.objects.get().urgent


def test_released_day_is_taken_over_at_the_same_hours(agenda):
    book(agenda, agenda.people[3], agenda.rabiller, "9:30")
    release(agenda, to=agenda.rabiller)
    assert states() == [
        ("GRELIER", "Fradin", "moved"),
        ("GRELIER", "Rabiller", "booked"),
        ("NEAU", "Fradin", "moved"),
        ("NEAU", "Rabiller", "booked"),
        ("RENAUD", "Fradin", "moved"),
        ("RENAUD", "Rabiller", "booked"),
        ("VINET", "Rabiller", "booked"),
    ]
    hours = Appointment.objects.holding().order_by("starts_at").values_list("patient__last_name", "starts_at")
    assert list(hours) == [
        ("GRELIER", hour(TUESDAY, "9:00")),
        ("VINET", hour(TUESDAY, "9:30")),
        ("NEAU", hour(TUESDAY, "9:45")),
        ("RENAUD", hour(TUESDAY, "14:00")),
    ]
    call = CallBack.objects.get()
    assert call.patient == agenda.people[1]
    assert call.note == (
        "à prévenir\u202f: mar. 24 nov., 9\u202fh\u202f45, Dr Rabiller,"
        " et non mar. 24 nov., 9\u202fh\u202f30, Dr Fradin"
    )


def test_one_without_room_goes_on_the_list(agenda):
    release_presence(presence=agenda.other, by=agenda.jaulin, at=NOW, reason="x")
    present(agenda, agenda.rabiller, period="morning")
    release(agenda, to=agenda.sorin)
    assert {state for *_, state in states()} == {"to_move"}


def test_what_was_lived_stays_as_it_was(agenda):
    one = Appointment.objects.order_by("starts_at").first()
    for state in ("arrived", "done"):
        one = say_state(
            appointment=one, state=state, version=None, by=agenda.jaulin, at=hour(TUESDAY, "9:05")
        )
    release(agenda, at=hour(TUESDAY, "9:40"))
    assert [state for *_, state in states()] == ["done", "to_move", "to_move"]


def test_released_twice_is_released_once(agenda):
    for _ in range(2):
        release(agenda)
    assert CallBack.objects.count() == 3


def test_days_given_back_at_once_keep_their_appointments(agenda):
    give_back([agenda.day, agenda.other], by=None, at=NOW, reason="fermeture")
    checked()
    assert {state for *_, state in states()} == {"to_move"}


def test_somebody_who_leaves_drops_nobody(agenda):
    agenda.fradin.ends_on = TUESDAY - timedelta(days=1)
    agenda.fradin.save()
    release_after_end(membership=agenda.fradin, at=NOW)
    checked()
    assert CallBack.objects.filter(asked_by=None).count() == 3


def test_day_that_changes_hands_goes_with_its_appointments(agenda):
    release_presence(presence=agenda.other, by=agenda.jaulin, at=NOW, reason="x")
    swap_for(given=agenda.day, to=agenda.rabiller, by=agenda.jaulin, at=NOW, reason="formation")
    checked()
    booked = Appointment.objects.holding().with_names()
    assert [(one.practitioner, one.state) for one in booked] == [(agenda.rabiller, "booked")] * 3
    assert not CallBack.objects.exists()


def test_day_taken_again_takes_its_appointments_back(agenda):
    release(agenda)
    again = present(agenda, agenda.fradin, period="morning")
    checked()
    assert [state for *_, state in states()] == ["booked", "booked", "to_move"]
    assert Appointment.objects.filter(presence=again).count() == 2
    assert CallBack.objects.filter(done_at=None).count() == 1


def test_somebody_called_meanwhile_is_not_put_back(agenda):
    release(agenda)
    call = CallBack.objects.get(patient=agenda.people[0])
    CallAttempt.objects.create(patient=call.patient, call_back=call, at=NOW, outcome="left_message")
    present(agenda, agenda.fradin)
    assert [state for *_, state in states()] == ["to_move", "booked", "booked"]


def test_series_that_changes_room_keeps_what_fits(nieul, enter):
    from planning.actions.series import change_series, start_series
    from planning.queries.series_plan import Terms

    furnish(nieul)
    terms = Terms(
        membership=nieul.hervouet, weekday=1, starts_on=TUESDAY, until_on=FAR, period="day",
        room=nieul.rooms[0], supervisor=nieul.texier,
    )  # fmt: skip
    series = start_series(terms=terms, by=nieul.jaulin, at=NOW)
    one = book(nieul, enter(), nieul.hervouet, "9:00")
    late = book(nieul, enter("NEAU", "Abel"), nieul.hervouet, "16:00")
    moved = Terms(
        membership=nieul.hervouet, weekday=1, starts_on=TUESDAY, until_on=FAR, period="morning",
        room=nieul.rooms[1], supervisor=nieul.texier,
    )  # fmt: skip
    change_series(series=series, from_on=TUESDAY, terms=moved, by=nieul.jaulin, at=NOW)
    checked()
    one.refresh_from_db()
    late.refresh_from_db()
    assert (one.state, one.presence.room, late.state) == ("booked", nieul.rooms[1], "to_move")
    assert Presence.objects.sure().filter(on=TUESDAY).count() == 1
