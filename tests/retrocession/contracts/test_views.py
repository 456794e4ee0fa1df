"""The screens of contracts and papers, as each of their people: what they show, refuse and keep."""

from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cabinet.clock import today_in_paris
from cabinet.models import Membership
from cabinet.tenancy.scope import scoped
from retrocession.models import Contract, ContractSignature, Paper
from tests.cast import PASSWORD
from tests.retrocession.contracts.conftest import MARCH, THIRD, book, furnish, insure, signed, to_sign
from tests.retrocession.contracts.test_contracts import PDF

LIST = "/c/nieul/retrocession/2027-03/contrats/"


@pytest.fixture
def practice(cast):
    cache.clear()
    return furnish(cast)


def sent(practice):
    with scoped(practice.cabinet.pk):
        return to_sign(practice)


def page(contract, step=""):
    return f"/c/nieul/contrats/{contract.pk}/{step}"


@pytest.mark.parametrize("who", ["fradin", "sorin", "hervouet", "bossard", "guilbaud"])
def test_list_is_for_the_secretary_and_the_medecin_remplace(practice, as_member, who):
    assert as_member(practice.jaulin).get(LIST).status_code == 200
    assert as_member(practice.texier).get(LIST).status_code == 200
    assert as_member(getattr(practice, who)).get(LIST).status_code == 403


def test_list_prepares_what_is_missing(practice, as_member):
    client = as_member(practice.jaulin)
    assert "Sans contrat pour l’instant" in client.get(LIST).text
    response = client.post(LIST, follow=True)
    assert [str(message) for message in response.context["messages"]] == ["1 contrat préparé."]
    assert "Sans contrat pour l’instant" not in response.text


def test_list_asks_as_much_for_one_contract_as_for_thirty(practice, as_member):
    client = as_member(practice.jaulin)

    def asked():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(LIST)
        return len(queries)

    client.post(LIST)
    one = asked()
    with scoped(practice.cabinet.pk):
        contract = Contract.objects.get()
        for rank in range(2, 31):
            Contract.objects.create(
                month=MARCH, rank=rank, titulaire=contract.titulaire, remplacant=contract.remplacant,
                state="withdrawn", drafted_at=contract.drafted_at,
            )  # fmt: skip
    assert asked() == one


def test_locum_signs_with_their_password_and_the_file_they_read(practice, as_member):
    contract, document = sent(practice)
    client = as_member(practice.fradin)
    data = {"sha256": document.sha256, "read": "on", "password": "faux"}
    refused = client.post(page(contract, "signature/"), data)
    assert refused.status_code == 422
    assert "Rien n’est signé." in refused.text
    other = client.post(page(contract, "signature/"), data | {"password": PASSWORD, "sha256": "0" * 64})
    assert other.status_code == 409
    done = client.post(
        page(contract, "signature/"), data | {"password": PASSWORD}, headers={"User-Agent": "x"}
    )
    assert done.status_code == 302
    with scoped(practice.cabinet.pk):
        signature = ContractSignature.objects.get()
    assert (signature.party, signature.ip, len(signature.user_agent_digest)) == (
        "remplacant",
        "127.0.0.1",
        64,
    )


def test_secretary_signs_for_nobody(practice, as_member):
    contract, document = sent(practice)
    data = {"sha256": document.sha256, "read": "on", "password": PASSWORD}
    assert as_member(practice.jaulin).post(page(contract, "signature/"), data).status_code == 403


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Ce fichier est vide"),
        (b"<html><script>alert(1)</script></html>", "n’est pas un PDF"),
        (PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /J#61vaScript >>"), "contient un programme"),
        (PDF.replace(b"trailer <<", b"trailer << /Encrypt 3 0 R"), "mot de passe"),
        (PDF[:-8], "incomplet"),
        (PDF.replace(b"\n%%EOF", b"%" + b" " * 5_300_000 + b"\n%%EOF"), "dépasse 5"),
    ],
    ids=["empty", "html", "script", "locked", "cut", "large"],
)
def test_what_is_not_a_plain_pdf_is_refused(practice, as_member, content, sentence):
    contract, document = sent(practice)
    file = SimpleUploadedFile("contrat.pdf", content, content_type="application/pdf")
    response = as_member(practice.jaulin).post(
        page(contract, "papier-signe/"), {"sha256": document.sha256, "file": file}
    )
    assert response.status_code == 422
    assert sentence in response.text


def test_signed_paper_is_kept_and_served_as_an_attachment_to_the_parties_only(practice, as_member):
    contract, document = sent(practice)
    file = SimpleUploadedFile("../../contrat.pdf", PDF, content_type="text/html")
    client = as_member(practice.jaulin)
    data = {"sha256": document.sha256, "file": file}
    assert client.post(page(contract, "papier-signe/"), data).status_code == 302
    where = f"/c/nieul/contrats/documents/{document.pk}/signe.pdf"
    response = client.get(where)
    assert response["Content-Disposition"].startswith("attachment")
    assert "no-store" in response["Cache-Control"]
    assert response.content == PDF
    assert as_member(practice.sorin).get(where).status_code == 403
    assert as_member(practice.stranger).get(where).status_code == 404


def test_former_member_still_reads_their_contract(practice, as_member):
    with scoped(practice.cabinet.pk):
        _, document = signed(practice)
        Membership.objects.filter(pk=practice.fradin.pk).update(ends_on="2026-01-01")
    client = as_member(practice.fradin)
    assert "C-2027-03-01" in client.get("/mes-contrats/").text
    assert client.get(f"/mes-contrats/{document.pk}/contrat.pdf").status_code == 200
    assert as_member(practice.rabiller).get(f"/mes-contrats/{document.pk}/contrat.pdf").status_code == 404


def test_steps_of_the_secretary_lead_to_the_cdom(practice, as_member, time_machine):
    time_machine.move_to(datetime(2027, 3, 20, 10, tzinfo=UTC), tick=False)
    with scoped(practice.cabinet.pk):
        contract, _ = signed(practice)
    client = as_member(practice.jaulin)
    today = today_in_paris()
    empty = client.post(page(contract, "transmission/"), {"recipient": "cdom", "sent_on": f"{today}"})
    assert empty.status_code == 422
    letter = {"recipient": "cdom", "reference": "LRAR 7"}
    early = client.post(page(contract, "transmission/"), letter | {"sent_on": "1890-02-03"})
    assert (early.status_code, "Il n’a été signé que le" in early.text) == (422, True)
    client.post(page(contract, "transmission/"), letter | {"sent_on": "2027-02-15"})
    client.post(page(contract, "reponse/"), {"outcome": "deemed", "answered_on": "2027-03-16"})
    with scoped(practice.cabinet.pk):
        assert Contract.objects.get().state == "deemed"
    assert as_member(practice.fradin).post(page(contract, "transmission/"), {}).status_code == 403


def test_changed_calendar_calls_for_an_avenant_on_the_page(practice, as_member):
    with scoped(practice.cabinet.pk):
        contract, _ = signed(practice)
        book(practice.fradin, THIRD)
    client = as_member(practice.jaulin)
    assert "un avenant est à établir" in client.get(page(contract)).text
    assert client.post(page(contract, "document/")).status_code == 302


def test_doctor_keeps_their_own_papers_and_sees_nobody_elses(practice, as_member):
    client = as_member(practice.rabiller)
    response = client.get("/c/nieul/papiers/")
    assert "Mes papiers" in response.text
    assert "Dr Fradin" not in response.text
    data = {
        "membership": str(practice.fradin.pk),
        "kind": "rcp",
        "reference": "x",
        "expires_on": "2028-01-01",
    }
    assert client.post("/c/nieul/papiers/", data).status_code == 422
    data["membership"] = str(practice.rabiller.pk)
    missing = client.post("/c/nieul/papiers/", data | {"expires_on": ""})
    assert "jusqu’à quand" in missing.text
    assert client.post("/c/nieul/papiers/", data).status_code == 302
    with scoped(practice.cabinet.pk):
        paper = Paper.objects.get(membership=practice.rabiller)
        other = Paper.objects.filter(membership=practice.fradin).first()
    client.post(f"/c/nieul/papiers/{paper.pk}/retrait/", {"reason": "erreur"})
    assert client.post(f"/c/nieul/papiers/{other.pk}/retrait/", {"reason": "x"}).status_code == 403
    with scoped(practice.cabinet.pk):
        paper.refresh_from_db()
    assert paper.ended_reason == "erreur"


def test_booking_says_which_papers_are_missing(practice, as_member):
    with scoped(practice.cabinet.pk):
        from planning.models import Room

        insure(practice.rabiller)
        Room.objects.get_or_create(name="Bureau 2", defaults={"position": 2})
        Paper.objects.filter(membership=practice.fradin, kind="rcp").update(
            ended_at="2026-11-01T00:00Z", ended_reason="fin"
        )
    day = f"/c/nieul/planning/{THIRD}/presences/"
    response = as_member(practice.fradin).post(day, {"period": "day"}, follow=True)
    said = [str(message) for message in response.context["messages"]]
    assert said[0].endswith(
        "Papiers à fournir avant le contrat\u202f: assurance professionnelle (RCP)\u202f: non fournie."
    )


def test_api_lists_and_serves_contracts_to_their_people(practice, as_member):
    with scoped(practice.cabinet.pk):
        contract, document = signed(practice)
    client = as_member(practice.fradin)
    (listed,) = client.get("/api/v1/cabinets/nieul/contracts/?month=2027-03").json()["results"]
    assert (listed["reference"], listed["state"], listed["rate"]) == ("C-2027-03-01", "signed", "85.00")
    full = client.get(f"/api/v1/cabinets/nieul/contracts/{contract.pk}/").json()
    assert [(one["rank"], one["signed_by"]) for one in full["documents"]] == [
        (0, ["remplacant", "titulaire"])
    ]
    pdf = client.get(f"/api/v1/cabinets/nieul/contracts/{contract.pk}/pdf/0/")
    assert pdf.content == bytes(document.pdf)
    assert as_member(practice.rabiller).get("/api/v1/cabinets/nieul/contracts/").json()["results"] == []
    other = as_member(practice.sorin).get(f"/api/v1/cabinets/nieul/contracts/{contract.pk}/")
    assert other.status_code == 403
    assert client.patch(f"/api/v1/cabinets/nieul/contracts/{contract.pk}/", {}).status_code == 405
