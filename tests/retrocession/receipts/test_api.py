"""`receipts/` by the API: lines to read, a file to bring."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cabinet.tenancy.scope import scoped
from retrocession.actions.receipts import import_receipts
from retrocession.models import Designation, MonthClosing, ReceiptLine

from .conftest import AT, GOOD, OCTOBER, SPOILED

URL = "/api/v1/cabinets/nieul/receipts/"


@pytest.fixture
def practice(cast):
    with scoped(cast.cabinet.pk):
        Designation.objects.create(month=OCTOBER, titulaire=cast.texier, designated_at=AT)
    return cast


@pytest.fixture
def written(practice):
    with scoped(practice.cabinet.pk):
        import_receipts(stream=GOOD, file_name="r.csv", month=OCTOBER, by=None, at=AT)
    return practice


def send(client, data: bytes, **fields):
    file = SimpleUploadedFile("recettes.csv", data, "text/csv")
    return client.post(URL, {"file": file, "month": "2026-10", **fields})


def stored(practice) -> int:
    with scoped(practice.cabinet.pk):
        return ReceiptLine.objects.count()


def test_lines_are_read_without_patient(written, as_member):
    answer = as_member(written.jaulin).get(URL + "?month=2026-10&doctor=fradin@nieul.example").json()
    (line,) = answer["results"]
    line.pop("id")
    assert (answer["count"], line) == (
        1,
        {
            "date": "2026-10-01",
            "time": "08:15:00",
            "email": "fradin@nieul.example",
            "doctor": "Dr Fradin",
            "invoice": "F2",
            "act": "G",
            "amount": "30.00",
            "amo": "21.00",
            "amc": "4.50",
            "patient_part": "4.50",
            "mode": "cb",
        },
    )


@pytest.mark.parametrize(
    ("key", "query", "status", "seen"),
    [
        ("jaulin", "", 200, 3),
        ("jaulin", "?month=2026-09", 200, 0),
        ("rabiller", "", 200, 2),
        ("fradin", "?doctor=rabiller@nieul.example", 200, 0),
        ("texier", "", 200, 3),
        ("texier", "?month=2026-10", 200, 3),
        ("texier", "?month=2026-09", 403, None),
        ("sorin", "", 200, 0),
        ("sorin", "?month=2026-10", 403, None),
        ("hervouet", "", 403, None),
        ("guilbaud", "", 403, None),
        ("stranger", "", 404, None),
        ("jaulin", "?month=x", 400, None),
    ],
)
def test_lines_are_those_of_ones_role(written, as_member, key, query, status, seen):
    answer = as_member(getattr(written, key)).get(URL + query)
    assert (answer.status_code, answer.json().get("count")) == (status, seen)


def test_file_is_written(practice, as_member):
    answer = send(as_member(practice.jaulin), GOOD)
    report = answer.json()
    assert (answer.status_code, report["lines"], report["written"], report["errors"]) == (201, 3, 3, [])
    assert stored(practice) == 3


def test_dry_run_writes_nothing(practice, as_member):
    answer = send(as_member(practice.jaulin), GOOD, dry_run="true")
    assert (answer.status_code, answer.json()["lines"], stored(practice)) == (200, 3, 0)


@pytest.mark.parametrize(("data", "lines"), [(SPOILED, [3, 4]), (b"", [1]), (b"a;b\n1;2\n", [1])])
def test_refused_file_is_a_problem_with_its_errors(practice, as_member, data, lines):
    answer = send(as_member(practice.jaulin), data)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert [error["line"] for error in answer.json()["errors"]] == lines
    assert stored(practice) == 0


def test_verified_month_is_a_conflict(practice, as_member):
    with scoped(practice.cabinet.pk):
        MonthClosing.objects.create(month=OCTOBER, state="verified", titulaire=practice.texier)
    assert send(as_member(practice.jaulin), GOOD).status_code == 409


@pytest.mark.parametrize(
    ("key", "status"),
    [("fradin", 403), ("sorin", 403), ("bossard", 403), ("ouvrard", 403), ("stranger", 404)],
)
def test_others_bring_nothing(practice, as_member, key, status):
    assert send(as_member(getattr(practice, key)), GOOD).status_code == status
    assert stored(practice) == 0
