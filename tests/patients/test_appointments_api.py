"""`appointments/`: what the pages do, as JSON; a refusal says what is left."""

import pytest

from cabinet.tenancy.scope import scoped
from patients.models import Appointment
from tests.patients import agenda as made
from tests.patients.agenda import TUESDAY, hour

ROOT = "/api/v1/cabinets/nieul/appointments/"
NINE = "2026-11-24T09:00:00+01:00"


@pytest.fixture
def day(signed_in, enter, as_member):
    with scoped(signed_in.cabinet.pk):
        made.furnish(signed_in)
        made.present(signed_in, signed_in.fradin)
        signed_in.people = [enter(name, "Abel") for name in ("GRELIER", "NEAU")]
        signed_in.one = made.book(signed_in, signed_in.people[0], signed_in.fradin, "9:00")
    signed_in.client = as_member(signed_in.jaulin)
    return signed_in


def post(day, path: str, data: dict, **headers):
    return day.client.post(ROOT + path, data, content_type="application/json", headers=headers)


def booking(day, starts_at: str) -> dict:
    return {
        "patient": str(day.people[1].pk), "practitioner": day.fradin.person.email, "kind": "follow_up",
        "starts_at": starts_at,
    }  # fmt: skip


def test_appointments_are_listed_by_day_and_practitioner(day):
    query = f"?from=2026-11-24&to=2026-11-24&practitioner={day.fradin.person.email}"
    rows = day.client.get(ROOT + query).json()["results"]
    assert [(row["patient_name"], row["state"], row["version"]) for row in rows] == [
        ("GRELIER Abel", "booked", 1)
    ]
    assert day.client.get(ROOT + "?from=2026-11-25").json()["results"] == []
    reversed_span = day.client.get(ROOT + "?from=2026-11-25&to=2026-11-24")
    assert (reversed_span.status_code, [*reversed_span.json()["errors"]]) == (400, ["to"])


def test_taken_hour_is_a_problem_with_what_is_left(day):
    response = post(day, "", booking(day, NINE))
    assert (response.status_code, response["Content-Type"]) == (409, "application/problem+json")
    said = response.json()
    assert "vient d’être donné par Baptiste Jaulin" in said["detail"]
    assert {slot["name"] for slot in said["free"]} == {"Dr Fradin"}
    assert len(said["free"]) == 15


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"practitioner": "nul@part.example"}, "practitioner"),
        ({"starts_at": "2026-11-24T09:07:00+01:00"}, "starts_at"),
    ],
)
def test_refusal_stands_beside_what_was_sent(day, wrong, field):
    response = post(day, "", booking(day, "2026-11-24T09:15:00+01:00") | wrong)
    assert (response.status_code, [*response.json()["errors"]]) == (400, [field])


def test_book_with_a_key_is_done_once(day):
    for _ in range(2):
        response = post(day, "", booking(day, "2026-11-24T09:15:00+01:00"), **{"Idempotency-Key": "a"})
        assert response.status_code == 201
    with scoped(day.cabinet.pk):
        assert Appointment.objects.count() == 2


def test_state_is_said_and_taken_back(day, as_member, time_machine):
    time_machine.move_to(hour(TUESDAY, "9:05"), tick=False)
    as_member(day.jaulin)  # the session of the day before is over
    state = f"{day.one.pk}/state/"
    assert post(day, state, {"version": 1, "state": "arrived"}).json()["state"] == "arrived"
    assert post(day, state, {"version": 1, "state": "cancelled"}).status_code == 409
    assert day.client.delete(f"{ROOT}{state}?version=2").json()["state"] == "booked"


def test_move_and_free_hours(day):
    free = day.client.get(ROOT + "free/?kind=follow_up&from=2026-11-24&to=2026-11-24").json()
    assert len(free) == 16 + 18 - 1
    said = {"practitioner": day.fradin.person.email, "starts_at": "2026-11-24T14:00:00+01:00", "version": 1}
    assert post(day, f"{day.one.pk}/move/", said).status_code == 201


@pytest.mark.parametrize("role", ["naulleau", "guilbaud", "ouvrard"])
def test_role_without_patients_is_refused(day, as_member, role):
    client = as_member(getattr(day, role))
    for path in ("", "free/", f"{day.one.pk}/"):
        assert client.get(ROOT + path).status_code == 403
