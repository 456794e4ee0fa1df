"""The screens and the API of refusals and adjustments, as each of their people."""

import json
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cabinet.tenancy.scope import scoped
from retrocession.actions.adjustments import add_late_line
from retrocession.actions.designation import designate
from retrocession.models import Adjustment, RejectionImport, Statement
from tests.cast import confirmed
from tests.retrocession.closing.adjustments.conftest import rows
from tests.retrocession.closing.adjustments.test_closing import NOVEMBER, issue
from tests.retrocession.closing.conftest import AT, SAMPLES, member_named

PAGE = "/c/nieul-le-dolent/retrocession/2026-11/regularisations/"
API = "/api/v1/cabinets/nieul-le-dolent/adjustments/"
WRONG = rows("999;GS;30,00;x;12/11/2026", "20261000040;GS;30,00;x;12/11/2026")


@pytest.fixture
def sign_in(living_issued, as_member):
    cache.clear()
    with scoped(living_issued.pk):
        designate(month=NOVEMBER, titulaire=member_named(living_issued, "lucie.sorin"), by=None, at=AT)
    return lambda name: as_member(member_named(living_issued, name))


def upload(client, content):
    return client.post(PAGE, {"file": SimpleUploadedFile("rejets.csv", content)})


def count(practice):
    with scoped(practice.pk):
        return Adjustment.objects.count()


def test_file_is_shown_then_written(living_issued, sign_in):
    client = sign_in("baptiste.jaulin")
    answer = upload(client, (SAMPLES / "rejets-2026-10.csv").read_bytes())
    assert answer.status_code == 302
    page = client.get(answer.url).content.decode()
    assert "Enregistrer 4 régularisations" in page
    assert count(living_issued) == 0
    assert client.post(f"{answer.url}ecriture/").url == PAGE
    assert count(living_issued) == 4
    assert "payé par Dr Texier, remplacé en octobre 2026" in client.get(PAGE).content.decode()
    assert client.post(f"{answer.url}ecriture/").status_code == 409


def test_error_stands_in_the_way(living_issued, sign_in):
    client = sign_in("lucie.sorin")
    url = upload(client, WRONG).url
    page = client.get(url).content.decode()
    assert "Facture inconnue" in page
    assert "Enregistrer 1" not in page
    assert client.post(f"{url}ecriture/").status_code == 409
    assert count(living_issued) == 0
    assert client.post(f"{url}abandon/").status_code == 302
    with scoped(living_issued.pk):
        assert [(one.state, one.rows) for one in RejectionImport.objects.all()] == [("abandoned", [])]


def test_file_that_is_no_list_of_refusals_is_refused_with_the_page(sign_in):
    answer = upload(sign_in("baptiste.jaulin"), b"a;b\n1;2\n")
    assert answer.status_code == 422
    assert "Colonnes non reconnues" in answer.content.decode()


def test_late_line_and_correction_are_typed_then_withdrawn(living_issued, sign_in):
    client = sign_in("baptiste.jaulin")
    typed = {"remplacant": str(member_named(living_issued, "kevin.rabiller").pk), "on": "2026-10-07",
             "invoice": "77", "act": "g", "amount": "30,00", "reason": "retrouvée"}  # fmt: skip
    refused = client.post(f"{PAGE}ligne-tardive/", typed | {"amount": "trente"})
    assert (refused.status_code, "trente" in refused.content.decode()) == (422, True)
    assert client.post(f"{PAGE}ligne-tardive/", typed).status_code == 302
    twice = client.post(f"{PAGE}ligne-tardive/", typed)
    assert (twice.status_code, "déjà enregistrée" in twice.content.decode()) == (422, True)
    with scoped(living_issued.pk):
        statement = Statement.objects.get(remplacant__person__last_name="Rabiller")
    typed = {
        "statement": str(statement.pk),
        "amount": "-12,50",
        "whole": "1",
        "reason": "frais comptés deux fois",
    }
    assert client.post(f"{PAGE}correction/", typed).status_code == 302
    with scoped(living_issued.pk):
        late, correction = Adjustment.objects.order_by("recorded_at")
    assert (late.share, correction.share) == (Decimal("25.50"), Decimal("-12.50"))
    where = f"/c/nieul-le-dolent/retrocession/regularisations/{correction.pk}/retrait/"
    assert client.post(where, {"reason": ""}).status_code == 422
    assert client.post(where, {"reason": "c’était juste"}).status_code == 302
    assert "Retirées (1)" in client.get(PAGE).content.decode()


@pytest.mark.parametrize("name", ["ulysse.texier", "kevin.rabiller", "anais.hervouet", "yann.guilbaud"])
def test_others_are_refused(sign_in, name):
    client = sign_in(name)
    for path in (PAGE, f"{PAGE}correction/", f"{PAGE}ligne-tardive/"):
        assert client.get(path).status_code == 403


def test_locum_reads_their_own(living_issued, sign_in):
    upload_and_write(sign_in("baptiste.jaulin"))
    page = sign_in("gael.herbreteau").get("/c/nieul-le-dolent/recettes/mes-lignes/?mois=2026-11")
    assert [one.share for one in page.context["adjustments"]] == [Decimal("-24.00"), Decimal("-16.80")]


def upload_and_write(client):
    url = upload(client, (SAMPLES / "rejets-2026-10.csv").read_bytes()).url
    client.post(f"{url}ecriture/")


def test_payer_of_an_earlier_month_has_a_file_of_their_own(living_issued, sign_in):
    with scoped(living_issued.pk):
        add_late_line(
            month=NOVEMBER, remplacant=member_named(living_issued, "kevin.rabiller"),
            on=AT.date().replace(month=10, day=7),
            invoice="77", act="G", amount=Decimal("30.00"), reason="retrouvée", by=None, at=AT,
        )  # fmt: skip
        issue(NOVEMBER, member_named(living_issued, "lucie.sorin"))
    client = sign_in("ulysse.texier")
    assert "Créer le fichier de virement" in client.get("/mes-releves/").content.decode()
    made = client.post("/c/nieul-le-dolent/retrocession/2026-11/virement/")
    assert made.url == "/c/nieul-le-dolent/retrocession/2026-11/virements/"
    assert client.get(made.url).status_code == 200
    page = client.get("/mes-releves/")
    [month, _] = page.context["years"][0].months
    file = f"/c/nieul-le-dolent/retrocession/2026-11/virement/{month.file}.xml"
    assert client.get(file).url == "/compte/reauthenticate/?next=%2F"
    assert confirmed(client).get(file).status_code == 200
    assert (
        sign_in("lucie.sorin")
        .get(f"/c/nieul-le-dolent/retrocession/2026-11/virement/{month.file}.xml")
        .status_code
        == 403
    )


def test_statements_of_sql_do_not_grow_with_the_rows(living_issued, sign_in):
    client = sign_in("baptiste.jaulin")
    client.get(PAGE)

    def statements():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(PAGE).status_code == 200
        said = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
        return len([q for q in captured if not q["sql"].startswith(said)])

    with scoped(living_issued.pk):
        kevin = member_named(living_issued, "kevin.rabiller")

        def add(n):
            add_late_line(
                month=NOVEMBER, remplacant=kevin, on=AT.date().replace(month=10, day=7), invoice=f"L{n}",
                act="G", amount=Decimal("30.00"), reason="retrouvée", by=None, at=AT,
            )  # fmt: skip

        add(0)
    before = statements()
    with scoped(living_issued.pk):
        for n in range(1, 30):
            add(n)
    assert statements() == before
    assert before <= 11


def test_api_lists_and_writes(living_issued, sign_in):
    client = sign_in("baptiste.jaulin")
    sent = client.post(
        API,
        {
            "file": SimpleUploadedFile("r.csv", (SAMPLES / "rejets-2026-10.csv").read_bytes()),
            "month": "2026-11",
        },
    )
    assert (sent.status_code, sent.json()["written"]) == (201, 4)
    late = {"kind": "late_line", "month": "2026-11", "remplacant": "kevin.rabiller@nieul-le-dolent.example",
            "date": "2026-10-07", "invoice": "77", "act": "IK", "amount": "3.05", "reason": "x"}  # fmt: skip
    made = client.post(API, json.dumps(late), content_type="application/json")
    assert (made.status_code, made.json()["share"], made.json()["state"]) == (201, "3.05", "awaiting")
    again = client.post(API, json.dumps(late), content_type="application/json")
    assert again.status_code == 400
    listed = client.get(f"{API}?month=2026-11").json()
    assert sorted(one["share"] for one in listed["results"]) == ["-16.80", "-24.00", "-4.25", "-5.95", "3.05"]
    closed = client.post(
        API, json.dumps(late | {"month": "2026-10", "date": "2026-09-07"}), content_type="application/json"
    )
    assert closed.status_code == 409
    own = sign_in("gael.herbreteau").get(API).json()
    assert {one["remplacant"] for one in own["results"]} == {"gael.herbreteau@nieul-le-dolent.example"}
    assert (
        sign_in("gael.herbreteau").post(API, json.dumps(late), content_type="application/json").status_code
        == 403
    )
