"""The same over the API: words, transfers, payments, the year."""

import pytest

from cabinet.tenancy.scope import scoped
from retrocession.models import MonthClosing, Statement
from tests.retrocession.closing.conftest import close, member_named

API = "/api/v1/cabinets/nieul-le-dolent/"


@pytest.fixture
def practice(october, time_machine):
    time_machine.move_to("2026-11-04T10:00:00+01:00", tick=False)
    with scoped(october.pk):
        close(october, "issued")
    return october


@pytest.fixture
def sign_in(practice, as_member):
    return lambda name: as_member(member_named(practice, name))


@pytest.fixture
def statement(practice):
    with scoped(practice.pk):
        return Statement.objects.get(remplacant__person__last_name="Rabiller")


def post(client, path, **body):
    return client.post(API + path, body, content_type="application/json")


def test_words_are_said_and_read(sign_in, statement):
    path = f"statements/{statement.pk}/words/"
    client = sign_in("kevin.rabiller")
    assert post(client, path, word="contest", text="Il manque 3 actes").status_code == 201
    assert post(client, path, word="contest", text="Encore").status_code == 400
    assert [word["word"] for word in client.get(API + path).json()["results"]] == ["contest"]
    assert sign_in("valentine.fradin").get(API + path).status_code == 403


def test_transfer_is_made_paid_and_sent_back(sign_in, statement, practice):
    client = sign_in("ulysse.texier")
    made = post(client, "transfers/", month="2026-10")
    assert (made.status_code, made.json()["control_sum"]) == (201, "6553.39")
    assert post(client, "transfers/", month="2026-10").json()["message_id"] == made.json()["message_id"]
    assert [one["payments"] for one in client.get(f"{API}transfers/").json()["results"]] == [5]
    path = f"statements/{statement.pk}/payments/"
    debit = {"kind": "debited", "on": "2026-11-04", "reference": "VIR 1"}
    assert post(client, path, **debit).status_code == 204
    assert post(client, path, kind="debited", on="2026-12-25", reference="VIR 2").status_code == 400
    assert post(client, path, kind="returned", on="2026-11-04", reference="compte clos").status_code == 204
    assert post(sign_in("lucie.sorin"), path, **debit).status_code == 403
    with scoped(practice.pk):
        assert MonthClosing.objects.get().state == "transferred"


def test_year_is_ones_own_or_that_of_whom_the_secretary_names(sign_in, statement):
    payer = sign_in("ulysse.texier")
    post(payer, f"statements/{statement.pk}/payments/", kind="debited", on="2026-11-04", reference="VIR 1")
    year = payer.get(f"{API}year/?year=2026").json()
    assert [(pair["name"], pair["net"], pair["das2"]) for pair in year["paid"]] == [
        ("Dr Kévin Rabiller", "1533.12", False)
    ]
    assert year["kept"] == "1300.64"
    locum = sign_in("kevin.rabiller")
    assert locum.get(f"{API}year/").json()["received_total"] == "1533.12"
    assert locum.get(f"{API}year/?email=ulysse.texier@nieul-le-dolent.example").json()["paid"] == []
    secretary = sign_in("baptiste.jaulin")
    assert secretary.get(f"{API}year/").status_code == 400
    named = secretary.get(f"{API}year/?email=kevin.rabiller@nieul-le-dolent.example").json()
    assert named["received_total"] == "1533.12"
    assert secretary.get(f"{API}year/?year=hier").status_code == 400
