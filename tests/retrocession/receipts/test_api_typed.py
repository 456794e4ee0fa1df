"""`receipts/typed/` and what becomes of one line, by the API."""

from datetime import UTC, datetime

import pytest

from cabinet.tenancy.scope import scoped
from retrocession.models import Designation, ReceiptLine

from .conftest import AT, OCTOBER

URL = "/api/v1/cabinets/nieul/receipts/"
JSON = {"content_type": "application/json"}
TOKEN = "3f9a21c07b44d1"
WORDS = {"act": "G", "amount": "30,00", "mode": "CB"}


@pytest.fixture
def practice(cast, time_machine):
    time_machine.move_to(datetime(2026, 11, 2, 9, 0, tzinfo=UTC), tick=False)
    with scoped(cast.cabinet.pk):
        Designation.objects.create(month=OCTOBER, titulaire=cast.texier, designated_at=AT)
    return cast


def day(*rows, doctor="rabiller@nieul.example", on="2026-10-01"):
    return {"doctor": doctor, "date": on, "rows": list(rows)}


@pytest.fixture
def line(practice, as_member):
    """One line of Dr Rabiller, typed by the secretary; her client with it."""
    client = as_member(practice.jaulin)
    assert client.post(URL + "typed/", day(WORDS | {"invoice": "F1"}), **JSON).status_code == 201
    with scoped(practice.cabinet.pk):
        return client, ReceiptLine.objects.get()


def test_day_is_written_once_however_often_it_is_sent(practice, as_member):
    client = as_member(practice.jaulin)
    sent = day(WORDS | {"invoice": "F1"}, WORDS | {"token": TOKEN, "amount": "26.50"})
    first, again = (client.post(URL + "typed/", sent, **JSON) for _ in range(2))
    assert (first.status_code, first.json()["written"], first.json()["duplicates"]) == (201, 2, 0)
    assert (again.status_code, again.json()["written"], again.json()["duplicates"]) == (200, 0, 2)
    with scoped(practice.cabinet.pk):
        assert list(ReceiptLine.objects.values_list("invoice", "amount")) == [
            ("F1", 30),
            ("S-3F9A21C07B44", 26.5),
        ]


def test_wrong_rows_are_named_and_nothing_is_written(practice, as_member):
    sent = day(WORDS | {"invoice": "F1"}, WORDS | {"invoice": "F2", "amount": "12,3,4"})
    answer = as_member(practice.jaulin).post(URL + "typed/", sent, **JSON)
    assert (answer.status_code, [error["line"] for error in answer.json()["errors"]]) == (422, [2])
    with scoped(practice.cabinet.pk):
        assert not ReceiptLine.objects.exists()


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (WORDS, "invoice"),
        (WORDS | {"token": "pas une clé"}, "token"),
        ({"act": "G", "mode": "CB", "invoice": "F1"}, "amount"),
    ],
)
def test_row_that_is_none_is_refused(practice, as_member, row, field):
    answer = as_member(practice.jaulin).post(URL + "typed/", day(row), **JSON)
    assert (answer.status_code, field in str(answer.json())) == (400, True)


@pytest.mark.parametrize(
    ("key", "doctor", "status"),
    [
        ("rabiller", "rabiller@nieul.example", 201),
        ("rabiller", "fradin@nieul.example", 403),
        ("texier", "rabiller@nieul.example", 201),
        ("sorin", "rabiller@nieul.example", 403),
        ("hervouet", "rabiller@nieul.example", 403),
        ("jaulin", "personne@nieul.example", 400),
    ],
)
def test_day_is_typed_by_those_who_may(practice, as_member, key, doctor, status):
    sent = day(WORDS | {"invoice": "F1"}, doctor=doctor)
    assert as_member(getattr(practice, key)).post(URL + "typed/", sent, **JSON).status_code == status


def test_line_is_corrected_and_its_history_read(line):
    client, found = line
    where = f"{URL}{found.pk}/changes/"
    sent = WORDS | {"amount": "26,50", "doctor": "rabiller@nieul.example", "date": "2026-10-01"}
    answer = client.post(where, sent | {"reason": "Erreur de frappe.", "seen": 0}, **JSON)
    assert (answer.status_code, answer.json()["before"]["amount"], answer.json()["after"]["amount"]) == (
        201,
        "30.00",
        "26.50",
    )
    stale = client.post(where, sent | {"amount": "28", "reason": "Encore.", "seen": 0}, **JSON)
    assert stale.status_code == 409
    (change,) = client.get(where).json()
    assert (change["kind"], change["reason"], change["by"]) == (
        "corrected",
        "Erreur de frappe.",
        "jaulin@nieul.example",
    )


def test_line_is_removed_with_its_reason_and_its_history_stays(line):
    client, found = line
    where = f"{URL}{found.pk}/removal/"
    assert client.post(where, {"reason": " "}, **JSON).status_code == 400
    assert client.post(where, {"reason": "Saisie deux fois."}, **JSON).status_code == 201
    assert client.post(where, {"reason": "Saisie deux fois."}, **JSON).status_code == 404
    assert [change["kind"] for change in client.get(f"{URL}{found.pk}/changes/").json()] == ["removed"]


def test_history_of_a_line_is_for_those_of_the_line(line, practice, as_member):
    _, found = line
    where = f"{URL}{found.pk}/changes/"
    seen = {key: as_member(getattr(practice, key)).get(where).status_code
            for key in ("rabiller", "fradin", "texier", "sorin", "hervouet", "stranger")}  # fmt: skip
    assert seen == {
        "rabiller": 200, "fradin": 403, "texier": 200, "sorin": 403, "hervouet": 403, "stranger": 404,
    }  # fmt: skip
