"""« Tiers payant » on screen, by the command and by the API; the statement says its base."""

import io
import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from cabinet.models import Cabinet
from retrocession.documents import statement_page
from retrocession.models import PayerReturn, PaymentImport, ReceiptLine, Statement
from tests.retrocession.closing.conftest import bill, member_named, write
from tests.retrocession.closing.received.test_percu import (  # noqa: F401
    NOVEMBER,
    here,
    issue,
    rows,
)


@pytest.fixture
def secretary(here, client):  # noqa: F811
    client.force_login(member_named(here, "baptiste.jaulin").person)
    return client


def url(name, *args):
    return reverse(f"retrocession:{name}", args=["nieul-le-dolent", *args])


def test_page_ticks_a_line_and_cancels_it(secretary):
    page = url("awaited", NOVEMBER)
    shown = secretary.get(page).content.decode()
    assert "Base : ce qui est perçu" in shown.replace("\u202f", " ")
    line = ReceiptLine.objects.get(invoice="B")
    ticked = url("payments-ticked", NOVEMBER)
    said = {"on": "2026-11-20", "origine": "2026-11"}
    assert secretary.post(ticked, said).status_code == 422
    refused = secretary.post(ticked, said | {f"montant-{line.pk}": "99,00"})
    assert (refused.status_code, 'value="99,00"' in refused.content.decode()) == (422, True)
    assert secretary.post(ticked, said | {"paye": str(line.pk), f"montant-{line.pk}": "x"}).status_code == 422
    assert secretary.post(ticked, said | {"paye": str(line.pk)}).status_code == 302
    paid = PayerReturn.objects.get()
    cancel = url("payment-cancellation", paid.pk)
    assert secretary.get(cancel).status_code == 200
    assert secretary.post(cancel, {"reason": ""}).status_code == 422
    assert secretary.post(cancel, {"reason": "autre facture"}).status_code == 302
    assert secretary.post(cancel, {"reason": "autre facture"}).status_code == 409


def test_page_brings_a_file(secretary):
    file = SimpleUploadedFile("p.csv", rows("B;G;21,00;20/11/2026"), "text/csv")
    answer = secretary.post(url("awaited", NOVEMBER), {"file": file})
    kept = PaymentImport.objects.get()
    assert (answer.status_code, answer.url) == (302, url("payment-import", kept.pk))
    assert "Enregistrer 1 paiement" in secretary.get(answer.url).content.decode()
    assert secretary.post(url("payments-writing", kept.pk)).status_code == 302
    assert secretary.post(url("payments-writing", kept.pk)).status_code == 409
    wrong = SimpleUploadedFile("p.csv", b"Facture;Acte\r\n1;G\r\n", "text/csv")
    assert secretary.post(url("awaited", NOVEMBER), {"file": wrong}).status_code == 422


@pytest.mark.parametrize("lines", [1, 30])
def test_page_asks_the_same_number_of_questions(here, secretary, lines, django_assert_num_queries):  # noqa: F811
    locum = member_named(here, "kevin.rabiller")
    write(
        *(
            bill(locum, date(2026, 11, 9), "G", "30", invoice=f"M{rank}", line=rank + 10, mode="tiers_payant")
            for rank in range(lines)
        )
    )
    secretary.get(url("awaited", NOVEMBER))
    with django_assert_num_queries(23):
        secretary.get(url("awaited", NOVEMBER))


def test_statement_says_which_base_it_is(here):  # noqa: F811
    issue(NOVEMBER)
    page = statement_page(Statement.objects.get(month=NOVEMBER))
    assert page["minus_awaited"] == -page["statement"].awaited
    from django.template.loader import render_to_string

    said = render_to_string("retrocession/statement_pdf.html", page)
    assert "Honoraires perçus dans le mois" in said
    assert "honoraires perçus dans le mois, part du patient à sa date" in said


def test_command_and_api_take_the_same_file(here, secretary, tmp_path):  # noqa: F811
    file = tmp_path / "p.csv"
    file.write_bytes(rows("B;G;21,00;20/11/2026"))
    out = io.StringIO()
    call_command("import_payments", "nieul-le-dolent", str(file), month="2026-11", json=True, stdout=out)
    assert json.loads(out.getvalue()) == {
        "lines": 1, "written": 1, "duplicates": 0, "warnings": [], "errors": [],
    }  # fmt: skip
    address = "/api/v1/cabinets/nieul-le-dolent/payments/"
    (row,) = secretary.get(address).json()["results"]
    assert (row["amount"], row["invoice"], row["share"]) == ("21.00", "B", None)
    with file.open("rb") as stream:
        again = secretary.post(address, {"file": stream, "month": "2026-11"})
    assert (again.status_code, again.json()["duplicates"]) == (200, 1)
    file.write_bytes(rows("B;G;210,00;20/11/2026"))
    with file.open("rb") as stream:
        assert secretary.post(address, {"file": stream, "month": "2026-11"}).status_code == 422


def test_settings_change_the_base_from_the_next_month(here, secretary):  # noqa: F811
    practice = Cabinet.objects.get(pk=here.pk)
    assert practice.base_change_holds_from(date(2026, 11, 22)) == date(2026, 12, 1)
    practice.retrocession_base_since = date(2026, 12, 1)
    assert practice.base_change_holds_from(date(2026, 11, 30)) is None
    assert practice.base_change_holds_from(date(2026, 12, 1)) == date(2027, 1, 1)
