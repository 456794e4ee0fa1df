"""`series/`: same rules, same words."""

import pytest

from cabinet.tenancy.scope import scoped
from planning.models import Series
from tests.planning.test_series import LAST, started

SERIES = "/api/v1/cabinets/nieul/series/"
BODY = {
    "email": "hervouet@nieul.example",
    "weekday": 3,
    "period": "day",
    "room": "Bureau 2",
    "from": "2027-03-04",
    "until": "2027-05-13",
    "supervisor": "texier@nieul.example",
}


def begun(cast) -> Series:
    with scoped(cast.cabinet.pk):
        return started(cast)


def test_series_is_started_with_its_days(signed_in):
    response = signed_in.as_member(signed_in.jaulin).post(SERIES, BODY, content_type="application/json")
    assert response.status_code == 201
    found = response.json()
    assert found["days"][0] == {"date": "2027-03-04", "state": "made", "reason": ""}
    assert [day for day in found["days"] if day["reason"]] == [
        {"date": "2027-05-06", "state": "skipped", "reason": "férié\u202f: Ascension"}
    ]
    same = {key: found[key] for key in BODY}
    assert same == BODY


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"until": "2027-03-01"}, "until"),
        ({"room": "Cave"}, "room"),
        ({"opens": "09:00"}, "opens"),
        ({"email": "personne@nieul.example"}, "email"),
        ({"supervisor": "fradin@nieul.example"}, "supervisor"),
        ({"weekday": 7}, "weekday"),
    ],
)
def test_series_that_makes_no_sense_is_400(signed_in, values, field):
    client = signed_in.as_member(signed_in.jaulin)
    response = client.post(SERIES, BODY | values, content_type="application/json")
    assert response.status_code == 400
    assert field in str(response.json())


def test_list_shows_keepers_all_and_others_theirs(signed_in):
    series = begun(signed_in)
    for who, expected in (("jaulin", [str(series.pk)]), ("hervouet", [str(series.pk)]), ("fradin", [])):
        found = signed_in.as_member(getattr(signed_in, who)).get(SERIES).json()["results"]
        assert [one["id"] for one in found] == expected
    assert signed_in.as_member(signed_in.guilbaud).get(SERIES).status_code == 403


def test_change_from_a_date_and_stale_change(signed_in):
    series = begun(signed_in)
    client = signed_in.as_member(signed_in.jaulin)
    where, body = f"{SERIES}{series.pk}/", {"from": "2027-04-01", "weekday": 1, "seen_until": str(LAST)}
    response = client.patch(where, body, content_type="application/json")
    assert (response.status_code, response.json()["follows"]) == (200, str(series.pk))
    assert response.json()["days"][0]["date"] == "2027-04-06"
    assert client.patch(where, body, content_type="application/json").status_code == 409


def test_end_from_a_date(signed_in):
    series = begun(signed_in)
    client = signed_in.as_member(signed_in.jaulin)
    assert client.delete(f"{SERIES}{series.pk}/?from=2027-04-01").status_code == 204
    assert client.get(f"{SERIES}{series.pk}/").json()["until"] == "2027-03-31"
