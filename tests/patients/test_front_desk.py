"""The front desk in a constant number of statements, and what each role finds on it."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse

from cabinet.clock import in_paris
from cabinet.models import Access
from cabinet.tenancy.scope import scoped
from patients.actions.call_backs import Asked, ask_call_back
from patients.actions.waves import open_wave
from patients.models import Appointment
from planning.models import Presence, Room
from tests.patients.conftest import NOW, TODAY

DESK = reverse("patients:desk", args=["nieul"])


def there(cast, member, number: int = 1, on: date = TODAY) -> Presence:
    room, _ = Room.objects.get_or_create(name=f"Bureau {number}", defaults={"position": number})
    return Presence.objects.create(
        membership=member, room=room, on=on, period="day", booked_at=NOW,
        starts_at=in_paris(on, time(8, 30)), ends_at=in_paris(on, time(18, 30)),
    )  # fmt: skip


def booked(patient, presence: Presence, at: datetime, **values) -> Appointment:
    return Appointment.objects.create(
        patient=patient, practitioner=presence.membership, presence=presence, kind="follow_up",
        starts_at=at, ends_at=at + timedelta(minutes=10), booked_at=NOW, **values,
    )  # fmt: skip


@pytest.fixture
def morning(signed_in, enter):
    """Dr Fradin is there; one waits, one is asked for, the first wave is open."""
    with scoped(signed_in.cabinet.pk):
        presence = there(signed_in, signed_in.fradin)
        open_wave(wave=1, by=signed_in.jaulin, at=NOW)
        signed_in.arrived = enter("ARNAUD", "Solange")
        booked(signed_in.arrived, presence, NOW, state="arrived", arrived_at=NOW)
        signed_in.first = enter("OUVRARD", "Victoire", criteria=("ald", "domicile"))
        signed_in.asked = enter("DURANTEAU", "Nathan")
        ask_call_back(asked=Asked(reason="renewal", patient=signed_in.asked), by=signed_in.jaulin, at=NOW)
    return signed_in


def page_of(client) -> str:
    return client.get(DESK).content.decode()


def test_desk_shows_who_waits_whom_to_call_and_why(morning, as_member):
    page = page_of(as_member(morning.jaulin))
    for words in (
        "lundi 23 novembre · 1 médecin",
        "Dr Fradin",
        "1 en attente",
        "ARNAUD Solange",
        "DURANTEAU Nathan",
        "OUVRARD Victoire",
        "= ALD 3 + ne se déplace pas 4 + 75 ans 2",
    ):
        assert words in page


def test_desk_tells_the_telesecretariat_nothing_of_waves(morning, as_member):
    page = page_of(as_member(morning.bossard))
    assert "ARNAUD Solange" in page
    assert "DURANTEAU Nathan" in page
    for words in ("OUVRARD", "vague", "ALD"):
        assert words not in page


@pytest.mark.parametrize("who", ["drapeau", "naulleau", "guilbaud", "ouvrard"])
def test_desk_is_for_the_desk(morning, as_member, who):
    assert as_member(getattr(morning, who)).get(DESK).status_code == 403


def test_desk_leaves_one_line_with_everybody_it_names(morning, as_member):
    page_of(as_member(morning.jaulin))
    with scoped(morning.cabinet.pk):
        [line] = Access.objects.all()
    assert (line.verb, line.screen) == ("listed", "patients:desk")
    assert set(line.subjects) == {morning.arrived.pk, morning.first.pk, morning.asked.pk}


def test_desk_card_comes_alone(morning, as_member):
    client = as_member(morning.jaulin)
    page = client.get(reverse("patients:desk-card", args=["nieul", "calls"])).content.decode()
    assert 'id="card-calls"' in page
    assert "DURANTEAU" in page
    assert "ARNAUD" not in page
    assert client.get(reverse("patients:desk-card", args=["nieul", "rien"])).status_code == 404


def test_desk_without_a_doctor_says_whom_to_reach(signed_in, as_member):
    page = page_of(as_member(signed_in.jaulin))
    assert "aucun médecin" in page
    assert "Pas de médecin aujourd’hui" in page


@pytest.mark.parametrize("how_many", [1, 30])
def test_desk_statements_do_not_depend_on_rows(
    signed_in, as_member, enter, django_assert_num_queries, how_many
):
    with scoped(signed_in.cabinet.pk):
        presence = there(signed_in, signed_in.fradin)
        open_wave(wave=1, by=signed_in.jaulin, at=NOW)
        for number in range(how_many):
            patient = enter(f"NEAU {number}", criteria=("ald",))
            booked(patient, presence, NOW + timedelta(minutes=10 * number), state="booked")
            enter(f"WAIT {number}", criteria=("ald",))
            ask_call_back(asked=Asked(reason="other", patient=patient), by=signed_in.jaulin, at=NOW)
    client = as_member(signed_in.jaulin)
    page_of(client)
    with django_assert_num_queries(25):  # 20 served; the others are the savepoints of a test
        page_of(client)


def test_desk_on_a_closed_day_says_so_and_shows_the_next_one(signed_in, as_member, enter, time_machine):
    monday = TODAY + timedelta(days=7)
    with scoped(signed_in.cabinet.pk):
        presence = there(signed_in, signed_in.fradin, on=monday)
        booked(enter("ARNAUD", "Solange"), presence, in_paris(monday, time(9)))
    time_machine.move_to(in_paris(monday - timedelta(days=1), time(13)), tick=False)
    page = page_of(as_member(signed_in.jaulin))
    for words in (
        "dimanche 29 novembre · fermé",
        "Lundi 30 novembre",
        "Rendez-vous de lundi",
        "ARNAUD Solange",
    ):
        assert words in page
    for words in ("aucun médecin", "Pas de médecin aujourd’hui", "Où envoyer"):
        assert words not in page
