"""The pages and the API of a month's transfers, as who pays and as the others."""

import pytest
from django.core.cache import cache

from cabinet.models import PractitionerProfile
from cabinet.tenancy.scope import scoped
from retrocession.actions.transfers import make_transfer_file
from retrocession.models import MonthClosing, NameCheck, Statement, TransferHandedIn, TransferLine
from tests.retrocession.closing.conftest import AT, OCTOBER, close, member_named

MONTH = "/c/nieul-le-dolent/retrocession/2026-10/"
PAGE = f"{MONTH}virements/"
API = "/api/v1/cabinets/nieul-le-dolent/transfers/"


@pytest.fixture
def practice(living_october):
    cache.clear()
    close(living_october, "issued")
    return living_october


@pytest.fixture
def sign_in(practice, as_member):
    return lambda name: as_member(member_named(practice, name))


@pytest.fixture
def made(practice):
    with scoped(practice.pk):
        return make_transfer_file(month=OCTOBER, by=None, at=AT)


def line_of(practice, name="Rabiller"):
    with scoped(practice.pk):
        return TransferLine.objects.get(statement__remplacant__person__last_name=name)


def test_page_is_for_who_pays(practice, sign_in):
    assert sign_in("ulysse.texier").get(PAGE).status_code == 200
    for name in ("lucie.sorin", "baptiste.jaulin", "kevin.rabiller"):
        assert sign_in(name).get(PAGE).status_code == 403


def test_bank_answers_are_noted_and_a_wrong_name_warns(practice, made, sign_in):
    client, line = sign_in("ulysse.texier"), line_of(practice)
    assert client.post(PAGE, {f"answer-{line.pk}": "none"}).status_code == 302
    with scoped(practice.pk):
        assert NameCheck.objects.get().answer == "none"
    page = client.get(PAGE)
    assert "La banque dit que le nom ne correspond pas." in page.text
    where = f"{MONTH}virement/{made.message_id}/remise/"
    refused = client.post(where, {"on": f"{made.made_at:%Y-%m-%d}"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["despite_names"])
    with scoped(practice.pk):
        assert not TransferHandedIn.objects.exists()
    done = client.post(where, {"on": f"{made.made_at:%Y-%m-%d}", "despite_names": "on"})
    assert done["Location"] == PAGE
    assert "remis à la banque" in client.get(PAGE).text


def test_refused_answer_keeps_all_and_writes_none(practice, made, sign_in):
    kevin, gael = line_of(practice), line_of(practice, "Herbreteau")
    data = {f"answer-{gael.pk}": "match", f"answer-{kevin.pk}": "match", f"suggestion-{kevin.pk}": "RABILLER"}
    refused = sign_in("ulysse.texier").post(PAGE, data)
    assert refused.status_code == 422
    assert refused.context["form"][f"suggestion-{kevin.pk}"].value() == "RABILLER"
    with scoped(practice.pk):
        assert not NameCheck.objects.exists()


def test_numbers_are_masked(practice, made, sign_in):
    page = sign_in("ulysse.texier").get(PAGE).text
    assert "FR76 •••• 6419" in page
    assert "FR7620041515892425435106419" not in page


def test_payee_without_account_is_said_in_amber_and_the_sums_are_split(practice, sign_in):
    with scoped(practice.pk):
        PractitionerProfile.objects.filter(membership__person__last_name="Rabiller").update(iban="", bic="")
    client = sign_in("ulysse.texier")
    assert "Son IBAN manque" in client.get(PAGE).text
    closing = client.get(MONTH)
    assert "En attente, hors du fichier" in closing.text
    page = closing.context["page"]
    assert page.to_pay + page.held_back == page.totals["net"]


def test_screens_of_payment_come_back_to_the_transfers(practice, made, sign_in):
    client = sign_in("ulysse.texier")
    with scoped(practice.pk):
        numbers = [str(one.pk) for one in Statement.objects.all()]
    data = {"on": f"{AT:%Y-%m-%d}", "reference": "VIR", "statements": numbers}
    assert client.post(f"{MONTH}debit/", data)["Location"] == PAGE
    with scoped(practice.pk):
        assert MonthClosing.objects.get().state == "paid"


def test_api_says_and_notes_what_the_bank_answers(practice, made, sign_in):
    client, where = sign_in("ulysse.texier"), f"{API}{made.message_id}/"
    lines = client.get(f"{where}lines/").json()
    assert [line["name_answer"] for line in lines] == [None] * 5
    number = next(line["statement"] for line in lines if line["payee"].startswith("kevin"))
    said = {"statement": number, "answer": "none"}
    for _ in range(2):
        answer = client.post(f"{where}lines/", said, content_type="application/json")
        assert answer.status_code == 204, answer.text
    assert {line["statement"]: line["name_answer"] for line in client.get(f"{where}lines/").json()}[
        number
    ] == "none"
    other = client.post(f"{where}lines/", said | {"statement": "2020-0001"}, content_type="application/json")
    assert other.status_code == 400
    on = {"on": f"{made.made_at:%Y-%m-%d}"}
    assert client.post(f"{where}handing-in/", on, content_type="application/json").status_code == 400
    done = client.post(f"{where}handing-in/", on | {"despite_names": True}, content_type="application/json")
    assert done.status_code == 204
    assert sign_in("lucie.sorin").get(f"{where}lines/").status_code == 403
