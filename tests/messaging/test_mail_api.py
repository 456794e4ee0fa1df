"""`mail/` by the API: the same refusals, conflicts and traces as the pages."""

from uuid import uuid4

import pytest

from cabinet.models import Access
from cabinet.tenancy.scope import scoped
from messaging.models import Mail
from tests.messaging.mail import a_mail

MAILS = "/api/v1/cabinets/nieul/mail/"


def url(mail, what: str = "") -> str:
    return f"{MAILS}{mail.pk}/{what}"


def post(client, path: str, **said):
    return client.post(path, said, content_type="application/json")


@pytest.fixture
def letter(signed_in, enter):
    with scoped(signed_in.cabinet.pk):
        return a_mail(signed_in.jaulin, patient=enter(), addressee=signed_in.fradin)


def test_mail_is_entered_once(signed_in, as_member, enter):
    with scoped(signed_in.cabinet.pk):
        patient = enter()
    client, trace = as_member(signed_in.jaulin), str(uuid4())
    said = {
        "kind": "result", "sender": "Labo Océan", "patient": str(patient.pk), "trace": trace,
        "addressee": "fradin@nieul.example", "note": "fax",
    }  # fmt: skip
    first, again = post(client, MAILS, **said), post(client, MAILS, **said)
    assert (first.status_code, again.status_code) == (201, 201)
    body = first.json()
    assert {
        key: body[key] for key in ("sender", "patient_name", "addressee", "note", "state", "version")
    } == {
        "sender": "Labo Océan", "patient_name": "GRELIER Thérèse", "addressee": "fradin@nieul.example",
        "note": "fax", "state": "received", "version": 1,
    }  # fmt: skip
    assert again.json()["id"] == body["id"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"sender": " "}, "sender"),
        ({"kind": "fax"}, "kind"),
        ({"patient": str(uuid4())}, "patient"),
        ({"addressee": "voisin@voisin.example"}, "addressee"),
        ({"received_at": "2030-01-01T10:00:00+01:00"}, "received_at"),
    ],
)
def test_refusals_stand_beside_their_field(signed_in, as_member, said, field):
    answer = post(as_member(signed_in.jaulin), MAILS, **({"kind": "result", "sender": "Labo"} | said))
    assert answer.status_code == 400
    assert field in str(answer.json())
    with scoped(signed_in.cabinet.pk):
        assert Mail.objects.count() == 0


def test_list_is_filtered_and_traced(signed_in, as_member, letter):
    client = as_member(signed_in.texier)
    assert [one["id"] for one in client.get(MAILS).json()["results"]] == [str(letter.pk)]
    assert client.get(MAILS, {"state": "filed"}).json()["results"] == []
    assert (
        len(
            client.get(MAILS, {"sender": "labo océan", "addressee": "fradin@nieul.example"}).json()["results"]
        )
        == 1
    )
    with scoped(signed_in.cabinet.pk):
        assert [line.verb for line in Access.objects.order_by("pk")] == ["listed", "listed"]


def test_letter_goes_its_way(signed_in, as_member, letter):
    client = as_member(signed_in.fradin)
    assert post(client, url(letter, "filing/")).status_code == 409
    assert post(client, url(letter, "reading/")).json()["read_by"] == "Dr Fradin"
    assert post(client, url(letter, "filing/")).json()["state"] == "filed"
    assert post(client, url(letter, "reading/")).status_code == 409
    assert post(client, url(letter, "taking-back/"), state="filed").json()["state"] == "read"
    assert post(client, url(letter, "routing/"), to="voisin").status_code == 400
    assert post(as_member(signed_in.jaulin), url(letter, "reading/")).status_code == 403


def test_correction_asks_for_the_version_read(signed_in, as_member, letter):
    client = as_member(signed_in.jaulin)
    said = {"kind": "letter", "sender": "CHD", "received_at": "2026-11-23T09:00:00Z"}

    def put(**more):
        return client.put(url(letter), said | more, content_type="application/json")

    assert put(version=1).json()["version"] == 2
    assert put(version=1, note="autre").status_code == 409
    assert put(version=2, note="autre").json()["note"] == "autre"


def test_routed_within_the_network(network, as_member):
    with scoped(network.cabinet.pk):
        mail = a_mail(network.jaulin)
    answer = post(as_member(network.jaulin), url(mail, "routing/"), to="aubigny").json()
    assert (answer["state"], answer["routed_to"], answer["became"]) == ("routed", "aubigny", "received")


def test_urgent_is_acknowledged_once(signed_in, as_member):
    with scoped(signed_in.cabinet.pk):
        mail = a_mail(signed_in.jaulin, urgent=True)
    answer = post(as_member(signed_in.texier), url(mail, "acknowledgement/"))
    assert [bool(alert["acknowledged_at"]) for alert in answer.json()["alerts"]].count(True) == 1
    assert post(as_member(signed_in.sorin), url(mail, "acknowledgement/")).status_code == 409
