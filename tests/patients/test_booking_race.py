"""Fifty desks book the same slots at once: nobody twice, nobody stuck, each loser told what is left."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BoundedSemaphore

from django.db import connection

from cabinet.tenancy.scope import scoped
from patients.actions.agenda_refusals import AppointmentChanged, SlotTaken
from patients.actions.appointments import book_appointment, move_appointment
from patients.models import Appointment
from patients.rules.slots import Span
from planning.actions import release_presence
from tests.patients import agenda as made
from tests.patients.agenda import TUESDAY, hour
from tests.patients.conftest import NOW

DESKS = 50
#: All ask at once; so many hold a connection, the embedded server having sixty for everybody.
CONNECTIONS = BoundedSemaphore(40)
HOURS = ("9:00", "9:15", "9:30", "10:00", "10:15")


def all_at_once(cast, actions) -> list:
    """Each in a thread and a transaction of its own: what it answers, or its refusal. Any fault rises."""
    barrier = Barrier(len(actions))

    def run(action):
        barrier.wait(60)
        with CONNECTIONS:
            try:
                with scoped(cast.cabinet.pk):
                    return action()
            except (SlotTaken, AppointmentChanged) as refused:
                return refused
            finally:
                connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def open_agenda(cast, enter, number: int) -> list:
    with scoped(cast.cabinet.pk):
        made.furnish(cast)
        cast.day = made.present(cast, cast.fradin)
        made.present(cast, cast.rabiller)
        return [enter("NEAU", "A" + "b" * n) for n in range(number)]


def booking(cast, patient, who, text: str, kind: str = "follow_up"):
    return lambda: book_appointment(
        patient=patient, practitioner=who, kind=kind, starts_at=hour(TUESDAY, text), by=cast.jaulin, at=NOW,
        beyond=True,
    )  # fmt: skip


def nobody_overlaps(cast) -> bool:
    with scoped(cast.cabinet.pk):
        held = [
            (one.practitioner_id, Span(one.starts_at, one.ends_at)) for one in Appointment.objects.holding()
        ]
    return not any(
        who == other and span.touches(that) for n, (who, span) in enumerate(held) for other, that in held[:n]
    )


def test_fifty_desks_ask_for_five_hours_and_five_win(living_cast, enter):
    people = open_agenda(living_cast, enter, DESKS)
    results = all_at_once(
        living_cast,
        [
            booking(living_cast, patient, living_cast.fradin, HOURS[n % len(HOURS)])
            for n, patient in enumerate(people)
        ],
    )
    won = [one for one in results if isinstance(one, Appointment)]
    lost = [one for one in results if isinstance(one, SlotTaken)]
    assert (len(won), len(lost)) == (len(HOURS), DESKS - len(HOURS))
    assert {one.starts_at for one in won} == {hour(TUESDAY, text) for text in HOURS}
    assert all("vient d’être donné par Baptiste Jaulin. Encore libre" in one.sentence for one in lost)
    assert nobody_overlaps(living_cast)


def test_fifty_desks_mix_kinds_and_hours_that_overlap(living_cast, enter):
    people = open_agenda(living_cast, enter, DESKS)
    texts = ("9:00", "9:15", "9:30", "9:45", "10:00", "10:15")
    actions = [
        booking(
            living_cast, patient, (living_cast.fradin, living_cast.rabiller)[n % 2], texts[n % len(texts)],
            ("first", "follow_up", "visit")[n % 3],
        )
        for n, patient in enumerate(people)
    ]  # fmt: skip
    results = all_at_once(living_cast, actions)
    assert all(isinstance(one, (Appointment, SlotTaken)) for one in results)
    assert nobody_overlaps(living_cast)


def test_one_patient_asked_for_everywhere_is_in_one_place(living_cast, enter):
    [patient] = open_agenda(living_cast, enter, 1)
    actions = [
        booking(living_cast, patient, who, "9:00")
        for who in (living_cast.fradin, living_cast.rabiller)
        for _ in range(5)
    ]
    results = all_at_once(living_cast, actions)
    assert len({one.pk for one in results if isinstance(one, Appointment)}) == 1
    with scoped(living_cast.cabinet.pk):
        assert Appointment.objects.count() == 1


def test_moves_that_cross_do_not_wait_for_each_other(living_cast, enter):
    people = open_agenda(living_cast, enter, 2)
    with scoped(living_cast.cabinet.pk):
        ones = [
            made.book(living_cast, patient, living_cast.fradin, text)
            for patient, text in zip(people, ("9:00", "9:15"), strict=True)
        ]
    actions = [
        lambda one=one, text=text: move_appointment(
            appointment=one, practitioner=living_cast.rabiller, starts_at=hour(TUESDAY, text), version=1,
            by=living_cast.jaulin, at=NOW,
        )
        for one, text in zip(ones * 5, ("9:15", "9:00") * 5, strict=True)
    ]  # fmt: skip
    results = all_at_once(living_cast, actions)
    assert len({one.pk for one in results if isinstance(one, Appointment)}) == 2
    assert nobody_overlaps(living_cast)


def test_day_released_while_it_is_booked_loses_nobody(living_cast, enter):
    people = open_agenda(living_cast, enter, 12)
    texts = [f"{9 + n // 4}:{n % 4 * 15:02d}" for n in range(12)]
    actions = [
        booking(living_cast, patient, living_cast.fradin, text)
        for patient, text in zip(people, texts, strict=True)
    ]
    actions.insert(
        6, lambda: release_presence(presence=living_cast.day, by=living_cast.jaulin, at=NOW, reason="malade")
    )
    results = all_at_once(living_cast, actions)
    booked = [one for one in results if isinstance(one, Appointment)]
    with scoped(living_cast.cabinet.pk):
        assert set(Appointment.objects.values_list("state", flat=True)) <= {"to_move"}
        assert Appointment.objects.count() == len(booked)
