"""The intake list and its forms: who sees what, in which order, what is kept of a refused form."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cabinet.models import Access
from cabinet.tenancy.scope import scoped
from patients.actions.waves import open_wave
from patients.models import Patient, PatientSettings, WaveOpening
from patients.queries.intake import Asked, asked_of, intake_list
from tests.cast import confirmed
from tests.patients.conftest import NOW, TODAY

LIST = "/c/nieul/patients/"


@pytest.fixture
def three(signed_in, enter):
    """Thérèse first by her points, then Abel and Odette by who was entered first; Lola is of no wave."""
    with scoped(signed_in.cabinet.pk):
        signed_in.odette = enter("NEAU", "Odette", date(1980, 1, 1), criteria=("ald",), at=NOW)
        signed_in.abel = enter(
            "NEAU", "Abel", date(1979, 1, 1), criteria=("ald",), at=NOW - timedelta(hours=1)
        )
        signed_in.therese = enter(criteria=("ald", "domicile"), remark="=1+1", phone="06 12 34 56 78")
        signed_in.lola = enter("THIBAUD", "Lola", date(1980, 2, 3), commune="Nantes")
    return signed_in


def names(found):
    return [(row.rank, row.patient.display_name, str(row.turn.score)) for row in found.rows]


def test_the_list_is_by_points_then_by_who_was_first(three):
    with scoped(three.cabinet.pk):
        found = intake_list(Asked(), today=TODAY, cabinet=three.cabinet)
        assert names(found) == [
            (1, "GRELIER Thérèse", "9 = ALD 3 + ne se déplace pas 4 + 75 ans 2"),
            (2, "NEAU Abel", "3 = ALD 3"),
            (3, "NEAU Odette", "3 = ALD 3"),
        ]
        assert [(state.wave, state.count) for state in found.waves] == [(1, 3), (2, 0), (3, 0), (None, 1)]
        domicile = intake_list(asked_of({"critere": "domicile"}), today=TODAY, cabinet=three.cabinet)
        assert [row.patient for row in domicile.rows] == [three.therese]
        outside = intake_list(asked_of({"vague": "hors"}), today=TODAY, cabinet=three.cabinet)
        assert [row.patient for row in outside.rows] == [three.lola]


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_asks_the_same_for_one_person_and_for_thirty(nieul, enter, number):
    for n in range(number):
        enter(f"NOM{n:02}{'abcdefghij'[n % 10] * 5}", criteria=("ald",))
    open_wave(wave=1, by=nieul.jaulin, at=NOW)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        intake_list(Asked(), today=TODAY, cabinet=nieul.cabinet)
    assert len(queries) == 4


def test_the_page_shows_the_reasons_and_traces_who_was_shown(three, as_member):
    page = as_member(three.jaulin).get(LIST).content.decode()
    assert "9 = ALD 3 + ne se déplace pas 4 + 75 ans 2" in page
    assert "NEAU Abel" in page
    assert "THIBAUD" not in page
    with scoped(three.cabinet.pk):
        shown = Access.objects.get(verb="listed")
        assert (shown.by, len(shown.subjects)) == (three.jaulin, 3)


def test_the_file_is_defused_and_traced(three, as_member):
    answer = confirmed(as_member(three.jaulin)).get(f"{LIST}liste.csv?vague=1")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("1;GRELIER;Thérèse;12/03/1948;")
    assert "'=1+1" in lines[1]
    with scoped(three.cabinet.pk):
        assert len(Access.objects.get(verb="exported").subjects) == 3


def test_waves_open_and_close_on_the_page(three, as_member):
    client = as_member(three.jaulin)
    client.post(f"{LIST}vagues/2/ouverture/")
    client.post(f"{LIST}vagues/2/fermeture/")
    with scoped(three.cabinet.pk):
        assert WaveOpening.objects.get().closed_by == three.jaulin
    assert "Vague 2" in client.get(f"{LIST}vagues/").content.decode()


def test_moving_to_another_wave_asks_for_the_reason(three, as_member):
    client, address = as_member(three.jaulin), f"{LIST}{three.abel.pk}/vague/"
    refused = client.post(address, {"wave": "2", "wave_reason": "", "version": "1"})
    assert refused.status_code == 422
    assert "Dites pourquoi la vague change." in refused.content.decode()
    assert client.post(address, {"wave": "2", "wave_reason": "aidante", "version": "1"}).status_code == 302
    with scoped(three.cabinet.pk):
        assert Patient.objects.get(pk=three.abel.pk).wave == 2
    late = client.post(address, {"wave": "3", "wave_reason": "loin", "version": "1"})
    assert late.status_code == 409
    assert 'value="loin"' in late.content.decode()


def test_giving_up_asks_for_the_reason(three, as_member):
    client, address = as_member(three.jaulin), f"{LIST}{three.abel.pk}/etape/"
    refused = client.post(address, {"after": "given_up", "reason": "", "version": "1"})
    assert refused.status_code == 422
    assert client.post(address, {"after": "followed", "version": "1"}).status_code == 422
    kept = client.post(address, {"after": "given_up", "reason": "a déménagé", "version": "1"})
    assert kept.status_code == 302
    with scoped(three.cabinet.pk):
        assert Patient.objects.get(pk=three.abel.pk).step == "given_up"


def test_settings_keep_only_what_differs(signed_in, as_member):
    client, address = as_member(signed_in.jaulin), f"{LIST}reglages/"
    form = client.get(address).context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    typed |= {
        "read": form["read"].value(),
        "points_ald": "5",
        "wider_communes": "Aubigny\n\n Aubigny \nNesmy",
    }
    typed |= {"asalee_motives": "\n".join(form.initial["asalee_motives"]), "points": "{}"}
    answer = client.post(address, typed)
    assert answer.status_code == 302, answer.context["form"].errors
    with scoped(signed_in.cabinet.pk):
        settings = PatientSettings.current()
        assert settings.points == {"ald": 5}
        assert settings.wider_communes == ["Aubigny", "Nesmy"]
    again = client.post(address, typed)
    assert again.status_code == 409
    assert "à présent" in again.content.decode()


def test_settings_refuse_what_cannot_be(signed_in, as_member):
    answer = as_member(signed_in.jaulin).post(f"{LIST}reglages/", {"points_ald": "-1", "first_minutes": "2"})
    assert answer.status_code == 422
    assert {"points_ald", "first_minutes", "agenda_elsewhere"} <= {*answer.context["form"].errors}
