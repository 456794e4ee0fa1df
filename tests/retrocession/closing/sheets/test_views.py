"""The screens and the API of day sheets and of the pointage, as each of their people."""

import json
import re
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cabinet.tenancy.scope import scoped
from retrocession.models import DaySheet, DaySheetRemark
from tests.retrocession.closing.conftest import AT, close, member_named
from tests.retrocession.closing.sheets.conftest import DAY, type_day

SHEETS = "/c/nieul-le-dolent/feuilles/"
POINTAGE = "/c/nieul-le-dolent/retrocession/2026-10/pointage/"
API = "/api/v1/cabinets/nieul-le-dolent/day-sheets/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def kevin(living_october):
    cache.clear()
    return member_named(living_october, "kevin.rabiller")


@pytest.fixture
def sign_in(living_october, as_member):
    return lambda name: as_member(member_named(living_october, name))


def sheet():
    return DaySheet.objects.get()


def address(doctor, on=DAY):
    return f"{SHEETS}{doctor.pk}/{on}/"


def test_amounts_are_kept_as_french_people_write_them(living_october, kevin, sign_in):
    client = sign_in("baptiste.jaulin")
    typed = {"cb": "1\u202f234,56", "cheque": "1234.5", "especes": "30 €", "cheques": "2", "seen": "0"}
    answer = client.post(address(kevin), typed, headers=HTMX)
    assert (answer.status_code, "enregistré" in answer.content.decode()) == (200, True)
    assert re.search(r'name="seen" value="1"', answer.content.decode())
    with scoped(living_october.pk):
        kept = sheet()
        assert (kept.cb, kept.cheque, kept.especes, kept.virement, kept.cheques) == (
            Decimal("1234.56"), Decimal("1234.50"), Decimal("30.00"), None, 2,
        )  # fmt: skip


def test_hour_of_the_saving_is_told(kevin, sign_in, time_machine):
    client = sign_in("baptiste.jaulin")
    time_machine.move_to("2026-10-01T16:42:00+00:00")
    client = sign_in("baptiste.jaulin")
    page = client.post(address(kevin), {"cb": "1", "seen": "0"}, headers=HTMX).content.decode()
    assert "à 18\u202fh\u202f42 · Baptiste Jaulin" in page


def test_refused_amount_is_kept_with_a_sentence(living_october, kevin, sign_in):
    client = sign_in("baptiste.jaulin")
    typed = {"cb": "douze", "cheque": "20", "seen": "0", "vue": "mois"}
    said = "CB\u202f: Montant illisible\u202f: «\u00a0douze\u00a0»."
    part = client.post(address(kevin), typed, headers=HTMX)
    assert (part.status_code, said in part.content.decode()) == (422, True)
    page = client.post(address(kevin), typed)
    assert (page.status_code, said in page.content.decode()) == (422, True)
    assert 'value="douze"' in page.content.decode()
    with scoped(living_october.pk):
        assert not DaySheet.objects.exists()


def test_works_without_script(kevin, sign_in):
    client = sign_in("baptiste.jaulin")
    assert client.post(address(kevin), {"cb": "1", "seen": "0"}).url == f"{SHEETS}?jour={DAY}"
    answer = client.post(address(kevin), {"cb": "2", "seen": "1", "vue": "mois"})
    assert answer.url == f"{SHEETS}?mois=2026-10&medecin={kevin.pk}"
    page = client.get(address(kevin)).content.decode()
    assert "CB" in page
    assert "Carte bancaire\u202f: 1,00\u00a0€ → 2,00\u00a0€" in page


def test_sheet_changed_by_another_is_a_conflict(living_october, kevin, sign_in):
    sign_in("baptiste.jaulin").post(address(kevin), {"cb": "1", "seen": "0"})
    answer = sign_in("kevin.rabiller").post(address(kevin), {"cb": "2", "seen": "0"}, headers=HTMX)
    assert (answer.status_code, "a changé cette feuille" in answer.content.decode()) == (409, True)
    with scoped(living_october.pk):
        assert sheet().cb == Decimal("1.00")


def test_locum_sees_and_types_their_own_month_only(living_october, kevin, sign_in):
    client = sign_in("kevin.rabiller")
    other = member_named(living_october, "valentine.fradin")
    page = client.get(f"{SHEETS}?mois=2026-10&medecin={other.pk}").content.decode()
    assert ("Dr Rabiller" in page, "Fradin" in page) == (True, False)
    assert client.get(address(other)).status_code == 403
    assert client.post(address(other), {"cb": "1", "seen": "0"}).status_code == 403
    assert client.get(POINTAGE).status_code == 403


@pytest.mark.parametrize("name", ["anais.hervouet", "tiphaine.bossard", "yann.guilbaud"])
@pytest.mark.parametrize("path", [SHEETS, POINTAGE, API])
def test_other_roles_are_refused(sign_in, name, path):
    assert sign_in(name).get(path).status_code == 403


@pytest.mark.parametrize("query", ["jour=hier", "mois=2026-13", "medecin=personne", "jour=0001-01-01"])
def test_what_does_not_exist_is_no_page(sign_in, query):
    assert sign_in("baptiste.jaulin").get(f"{SHEETS}?{query}").status_code == 404


def test_doctor_whom_the_calendar_forgot_is_added(living_october, sign_in):
    other = member_named(living_october, "valentine.fradin")
    client = sign_in("baptiste.jaulin")
    assert address(other, "2026-10-11") not in client.get(f"{SHEETS}?jour=2026-10-11").content.decode()
    page = client.get(f"{SHEETS}?jour=2026-10-11&avec={other.pk}").content.decode()
    assert address(other, "2026-10-11") in page


def test_verified_month_is_shown_and_no_longer_typed(living_october, kevin, sign_in):
    close(living_october, "verified")
    client = sign_in("baptiste.jaulin")
    page = client.get(f"{SHEETS}?jour={DAY}").content.decode()
    assert ("Ce mois est vérifié" in page, '<fieldset class="sheet-fields" disabled>' in page) == (True, True)
    assert client.post(address(kevin), {"cb": "1", "seen": "0"}, headers=HTMX).status_code == 409


def test_gap_is_shown_explained_then_let_through(living_october, kevin, sign_in):
    client = sign_in("baptiste.jaulin")
    with scoped(living_october.pk):
        one = type_day(kevin, kevin_day(kevin), cb="9999")
    page = client.get(POINTAGE).content.decode()
    assert "Écarts à commenter" in page
    answer = client.post(f"{POINTAGE}{one.pk}/cb/", {"text": " "})
    assert (answer.status_code, "Dites en un mot" in answer.content.decode()) == (422, True)
    assert client.post(f"{POINTAGE}{one.pk}/cb/", {"text": "erreur de caisse"}).url == POINTAGE
    assert "«\u202ferreur de caisse\u202f»" in client.get(POINTAGE).content.decode()
    assert client.post(f"{POINTAGE}{one.pk}/zut/", {"text": "mot"}).status_code == 404
    with scoped(living_october.pk):
        assert DaySheetRemark.objects.count() == 1


@pytest.mark.parametrize("query", ["jour=2026-10-01", "mois=2026-10&medecin={kevin}"])
def test_number_of_statements_does_not_follow_the_rows(living_october, kevin, sign_in, query):
    client = sign_in("baptiste.jaulin")
    path = f"{SHEETS}?{query.format(kevin=kevin.pk)}"
    client.get(path)
    counts = []
    for days in ((), (1, 2, 5, 6, 7, 8, 9, 12, 13, 14)):
        with scoped(living_october.pk):
            for name in ("kevin.rabiller", "valentine.fradin"):
                for day in days:
                    type_day(member_named(living_october, name), DAY.replace(day=day), cb="1")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        counts.append(len(queries))
    assert counts == [17, 17]


def test_api_reads_and_writes(living_october, kevin, sign_in):
    client = sign_in("baptiste.jaulin")
    send = {"content_type": "application/json"}
    body = {
        "doctor": kevin.person.email,
        "date": "2026-10-01",
        "cb": "30.00",
        "cheque": "20.00",
        "cheques": 1,
    }
    assert client.post(API, json.dumps(body), **send).status_code == 201
    changed = client.post(API, json.dumps({**body, "cb": "31.00", "version": 1}), **send)
    assert (changed.status_code, changed.json()["total"], changed.json()["version"]) == (200, "51.00", 2)
    assert client.post(API, json.dumps({**body, "version": 1}), **send).status_code == 409
    whole = client.put(
        API, json.dumps({"doctor": body["doctor"], "date": body["date"], "cb": "5.00"}), **send
    )
    assert (whole.json()["cheque"], whole.json()["cheques"], whole.json()["total"]) == (None, None, "5.00")
    [told] = client.get(f"{API}?month=2026-10&doctor={kevin.person.email}").json()["results"]
    assert (told["doctor"], told["date"], told["cb"]) == (kevin.person.email, "2026-10-01", "5.00")
    assert client.get(f"{API}?month=2026-09").json()["results"] == []
    assert (
        client.post(API, json.dumps({**body, "doctor": "personne@nulle.example"}), **send).status_code == 400
    )
    assert client.post(API, json.dumps({**body, "date": "2099-01-01"}), **send).json()["status"] == 400


def test_api_shows_a_locum_their_own(living_october, kevin, sign_in):
    other = member_named(living_october, "valentine.fradin")
    with scoped(living_october.pk):
        for doctor in (kevin, other):
            type_day(doctor, DAY, cb="1", at=AT)
    client = sign_in("kevin.rabiller")
    assert [one["doctor"] for one in client.get(API).json()["results"]] == [kevin.person.email]
    body = json.dumps({"doctor": other.person.email, "date": "2026-10-01", "cb": "2.00"})
    assert client.put(API, body, content_type="application/json").status_code == 403


def kevin_day(kevin):
    from tests.retrocession.closing.sheets.conftest import first_day_of

    return first_day_of(kevin)
