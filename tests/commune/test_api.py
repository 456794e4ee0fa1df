"""The API of the mairie and of the registers: the same actions, refusals and roles as the pages."""

from datetime import date

import pytest

from cabinet.tenancy.scope import scoped
from commune.actions.registers import write_entry
from tests.commune.conftest import NOW, TODAY

API = "/api/v1/cabinets/nieul/"
GRANT = {
    "payer": "Région", "title": "Fonds d’urgence", "amount": "50000.00", "purpose": "investment",
    "starts_on": "2022-04-05", "ends_on": "2032-04-04",
}  # fmt: skip
REQUEST = {"kind": "repair", "title": "Robinet", "dated_on": str(TODAY)}


def send(client, method, path, data=None):
    return getattr(client, method)(API + path, data, content_type="application/json")


def test_costs_are_written_and_read(signed_in):
    client = signed_in.as_member(signed_in.guilbaud)
    said = {"month": "2027-01", "kind": "charges", "amount": "640.50"}
    assert send(client, "put", "costs/", said).json() == said
    assert client.get(API + "costs/?year=2027").json()["results"] == [said]
    assert client.get(API + "costs/?year=2026").json()["results"] == []
    assert client.get(API + "costs/?year=deux").status_code == 400
    assert send(client, "put", "costs/", said | {"amount": "-1"}).status_code == 400
    assert send(client, "put", "costs/", said | {"month": "2027-13"}).status_code == 400
    assert send(client, "put", "costs/", said | {"amount": None}).status_code == 204


def test_grants_are_entered_changed_and_withdrawn(signed_in):
    client = signed_in.as_member(signed_in.guilbaud)
    made = send(client, "post", "grants/", GRANT)
    assert (made.status_code, made.json()["version"]) == (201, 1)
    where = f"grants/{made.json()['id']}/"
    assert send(client, "patch", where, {"title": "Aide"}).status_code == 400
    assert send(client, "patch", where, {"title": "Aide", "version": 1}).json()["version"] == 2
    assert send(client, "patch", where, {"title": "Autre", "version": 1}).status_code == 409
    assert send(client, "delete", where).status_code == 204
    assert client.get(API + where).status_code == 404
    assert send(client, "post", "grants/", GRANT | {"ends_on": "2020-01-01"}).status_code == 400


def test_request_is_asked_and_answered(signed_in):
    client = signed_in.as_member(signed_in.jaulin)
    made = send(client, "post", "requests/", REQUEST)
    assert (made.status_code, made.json()["state"]) == (201, "asked")
    assert send(client, "post", "requests/", REQUEST | {"kind": "obstacle"}).status_code == 400
    where = f"requests/{made.json()['id']}/"
    assert send(client, "patch", where, {"state": "accepted", "version": 1}).status_code == 403
    client = signed_in.as_member(signed_in.guilbaud)
    assert send(client, "patch", where, {"state": "refused", "version": 1}).status_code == 400
    done = send(client, "patch", where, {"state": "accepted", "version": 1, "answer": "Jeudi."})
    assert (done.json()["state"], done.json()["answer"]) == ("accepted", "Jeudi.")
    assert (
        send(client, "patch", where, {"state": "refused", "version": 1, "answer": "Non"}).status_code == 409
    )


def test_mairie_reads_its_own_kinds(signed_in):
    with scoped(signed_in.cabinet.pk):
        for kind in ("premises", "obstacle", "cpe_cps"):
            entry = write_entry(
                values={"kind": kind, "title": kind, "dated_on": date(2027, 1, 4)},
                by=signed_in.jaulin,
                at=NOW,
            )
    client = signed_in.as_member(signed_in.guilbaud)
    assert [one["kind"] for one in client.get(API + "registers/").json()["results"]] == ["premises"]
    assert client.get(f"{API}registers/{entry.pk}/").status_code == 404
    client = signed_in.as_member(signed_in.texier)
    assert len(client.get(API + "registers/").json()["results"]) == 3
    assert len(client.get(API + "registers/?register=cartes").json()["results"]) == 1
    assert client.get(API + "registers/?register=demandes").status_code == 400


@pytest.mark.parametrize("path", ["registers/", "requests/"])
@pytest.mark.parametrize(("role", "status"), [("ouvrard", 403), ("fradin", 403), ("stranger", 404)])
def test_registers_are_for_those_who_may(signed_in, path, role, status):
    assert signed_in.as_member(getattr(signed_in, role)).get(API + path).status_code == status


def test_batch_is_noted_for_its_titulaire(signed_in):
    client = signed_in.as_member(signed_in.jaulin)
    batch = {"kind": "cpe_cps", "title": "Lot du lundi", "count": 34, "dated_on": str(TODAY)}
    owner = signed_in.sorin.person.email
    made = send(client, "post", "registers/", batch | {"owner": owner.upper()})
    assert (made.status_code, made.json()["owner"]) == (201, owner)
    assert client.get(f"{API}registers/{made.json()['id']}/").json()["owner"] == owner
    assert send(client, "post", "registers/", batch).json()["owner"] is None
    for wrong in (signed_in.fradin, signed_in.stranger):
        refused = send(client, "post", "registers/", batch | {"owner": wrong.person.email})
        assert refused.status_code == 400
        assert "Aucun titulaire" in refused.content.decode()
