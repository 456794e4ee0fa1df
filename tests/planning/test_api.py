"""`presences/` and `coverage/`: same rules, same words, as problem+json."""

from datetime import date

import pytest

from cabinet.tenancy.scope import scoped
from planning.models import Presence
from tests.planning.conftest import FRIDAY, MONDAY, TUESDAY, WEDNESDAY, booker

PRESENCES = "/api/v1/cabinets/nieul/presences/"
COVERAGE = "/api/v1/cabinets/nieul/coverage/"
ROLES = [
    "texier", "fradin", "hervouet", "jaulin", "bossard", "drapeau", "naulleau", "guilbaud", "ouvrard",
]  # fmt: skip


def booked(cast, key: str, on, period: str = "day", **values) -> Presence:
    with scoped(cast.cabinet.pk):
        return booker(cast)(getattr(cast, key), on, period, **values)


def post(client, body: dict):
    return client.post(PRESENCES, body, content_type="application/json")


@pytest.mark.parametrize("role", ROLES)
def test_presences_are_read_by_every_role(signed_in, role):
    presence = booked(signed_in, "fradin", WEDNESDAY)
    client = signed_in.as_member(getattr(signed_in, role))
    expected = {
        "id": str(presence.pk),
        "email": "fradin@nieul.example",
        "name": "Dr Fradin",
        "role": "remplacant",
        "date": "2027-03-10",
        "period": "day",
        "room": "Bureau 1",
        "strength": "sure",
        "starts_at": "2027-03-10T08:30:00+01:00",
        "ends_at": "2027-03-10T18:30:00+01:00",
        "booked_at": "2027-03-01T10:00:00+01:00",
        "to_confirm": False,
    }
    assert client.get(PRESENCES).json()["results"] == [expected]
    assert client.get(f"{PRESENCES}{presence.pk}/").json() == expected


def test_presences_are_filtered_and_paginated(signed_in):
    for key, on in (("fradin", MONDAY), ("rabiller", TUESDAY), ("fradin", FRIDAY)):
        booked(signed_in, key, on)
    client = signed_in.as_member(signed_in.guilbaud)

    def dates(**filters):
        return [row["date"] for row in client.get(PRESENCES, filters).json()["results"]]

    assert dates() == ["2027-03-08", "2027-03-09", "2027-03-12"]
    assert dates(**{"from": "2027-03-09", "to": "2027-03-11"}) == ["2027-03-09"]
    assert dates(person="fradin@nieul.example") == ["2027-03-08", "2027-03-12"]
    assert dates(page_size=2, page=2) == ["2027-03-12"]


@pytest.mark.parametrize("text", ["hier", "2027-02-30", "0001-01-01"])
def test_unreadable_date_is_400(signed_in, text):
    response = signed_in.as_member(signed_in.fradin).get(PRESENCES, {"from": text})
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["errors"] == {"from": [f"« {text} » n’est pas une date AAAA-MM-JJ."]}


def test_stranger_is_404(signed_in):
    presence = booked(signed_in, "fradin", WEDNESDAY)
    client = signed_in.as_member(signed_in.stranger)
    for path in (PRESENCES, f"{PRESENCES}{presence.pk}/", COVERAGE):
        assert client.get(path).status_code == 404
    assert client.get(f"/api/v1/cabinets/voisin/presences/{presence.pk}/").status_code == 404


@pytest.mark.parametrize("role", ["bossard", "naulleau", "guilbaud", "ouvrard"])
def test_wrong_role_is_403(signed_in, role):
    presence = booked(signed_in, "fradin", WEDNESDAY)
    client = signed_in.as_member(getattr(signed_in, role))
    assert post(client, {}).status_code == 403
    assert client.delete(f"{PRESENCES}{presence.pk}/").status_code == 403


def test_day_is_booked(signed_in):
    response = post(signed_in.as_member(signed_in.fradin), {"date": "2027-03-10", "period": "morning"})
    assert response.status_code == 201
    assert (response.json()["name"], response.json()["room"]) == ("Dr Fradin", "Bureau 1")


def test_secretary_books_for_somebody(signed_in):
    body = {"email": "rabiller@nieul.example", "date": "2027-03-10", "period": "day", "room": "Bureau 2"}
    response = post(signed_in.as_member(signed_in.jaulin), body)
    assert (response.status_code, response.json()["room"]) == (201, "Bureau 2")


def test_taken_room_is_409_with_the_sentence(signed_in):
    booked(signed_in, "sorin", WEDNESDAY)
    body = {"date": "2027-03-10", "period": "day", "room": "Bureau 1"}
    response = post(signed_in.as_member(signed_in.fradin), body)
    assert response.status_code == 409
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["detail"].startswith("Dr Sorin vient de prendre Bureau 1. Bureau 2 et")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"period": "day"}, "date"),
        ({"date": "2027-03-10"}, "period"),
        ({"date": "2027-03-10", "period": "night"}, "period"),
        ({"date": "2027-03-10", "period": "day", "room": "Cave"}, "room"),
        ({"date": "2027-03-10", "period": "day", "email": "x@y.example"}, "email"),
        ({"date": "2027-02-01", "period": "day"}, "on"),
    ],
)
def test_nonsense_is_400_on_its_field(signed_in, body, field):
    response = post(signed_in.as_member(signed_in.fradin), body)
    assert (response.status_code, list(response.json()["errors"])) == (400, [field])


def test_day_is_released(signed_in):
    presence = booked(signed_in, "fradin", WEDNESDAY)
    client = signed_in.as_member(signed_in.fradin)
    assert client.delete(f"{PRESENCES}{presence.pk}/").status_code == 204
    assert client.get(f"{PRESENCES}{presence.pk}/").status_code == 404


def test_late_release_gives_its_reason(signed_in):
    presence = booked(signed_in, "fradin", date(2027, 3, 3))
    client = signed_in.as_member(signed_in.fradin)
    refused = client.delete(f"{PRESENCES}{presence.pk}/")
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["reason"])
    assert client.delete(f"{PRESENCES}{presence.pk}/?reason=covid").status_code == 204


def test_coverage_tells_each_week(signed_in):
    booked(signed_in, "sorin", MONDAY)
    booked(signed_in, "hervouet", TUESDAY, "morning")
    client = signed_in.as_member(signed_in.guilbaud)
    weeks = client.get(COVERAGE, {"from": "2027-03-10", "to": "2027-03-15"}).json()
    assert weeks == [
        {
            "year": 2027,
            "week": 10,
            "monday": "2027-03-08",
            "state": "below_floor",
            "days": "1.5",
            "target": 4,
            "floor": 2,
            "missing_half_days": 5,
            "intern_half_days": 1,
        },
        {
            "year": 2027,
            "week": 11,
            "monday": "2027-03-15",
            "state": "nobody",
            "days": "0.0",
            "target": 4,
            "floor": 2,
            "missing_half_days": 8,
            "intern_half_days": 0,
        },
    ]


def test_coverage_of_eight_weeks_is_the_default(signed_in):
    assert len(signed_in.as_member(signed_in.fradin).get(COVERAGE).json()) == 9


@pytest.mark.parametrize(
    "span", [{"from": "2027-03-10", "to": "2027-03-01"}, {"from": "2020-01-01", "to": "2027-01-01"}]
)
def test_coverage_of_an_impossible_span_is_400(signed_in, span):
    assert signed_in.as_member(signed_in.fradin).get(COVERAGE, span).status_code == 400
