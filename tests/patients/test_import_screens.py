"""A list on screen: looked at, mended, then written at once or not at all."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cabinet.models import Access
from cabinet.tenancy.scope import scoped
from patients.models import Patient, PatientColumns, PatientImport

LISTS = "/c/nieul/patients/listes/"
TITLES = "Nom;Prénom;Né(e) le;ALD"
SOUND = (TITLES, "GRELIER;Thérèse;12/03/1948;oui", "NEAU;Abel;01/02/1950;")


def upload(client, *rows, name="liste.csv", **more):
    file = SimpleUploadedFile(name, "\n".join(rows).encode())
    return client.post(LISTS, {"file": file, "former_list": "on", **more})


@pytest.fixture
def client_of_secretary(signed_in, as_member):
    return as_member(signed_in.jaulin)


def shown(cast) -> PatientImport:
    with scoped(cast.cabinet.pk):
        return PatientImport.objects.get()


def test_a_sound_list_is_shown_then_written(signed_in, client_of_secretary):
    client = client_of_secretary
    answer = upload(client, *SOUND)
    page = client.get(answer.url).content.decode()
    assert "Inscrire 2 personnes" in page
    with scoped(signed_in.cabinet.pk):
        assert not Patient.objects.exists()
    assert client.post(f"{answer.url}enregistrement/").url == "/c/nieul/patients/"
    with scoped(signed_in.cabinet.pk):
        assert [(str(one), one.on_former_list) for one in Patient.objects.all()] == [
            ("GRELIER Thérèse", True),
            ("NEAU Abel", True),
        ]
    kept = shown(signed_in)
    assert (kept.state, bytes(kept.content), kept.settled_by_id) == ("written", b"", signed_in.jaulin.pk)
    assert client.post(f"{answer.url}enregistrement/").status_code == 409
    assert "rien n’est gardé" in client.get(answer.url).content.decode()


def test_columns_that_were_not_read_are_named(client_of_secretary):
    answer = upload(client_of_secretary, f"{TITLES};NIR;Fragile", "GRELIER;Thérèse;12/03/1948;oui;1;x")
    page = client_of_secretary.get(answer.url).content.decode()
    assert "Colonnes qui n’ont pas été lues" in page
    assert "Fragile" in page
    assert "NIR" not in page


def test_two_names_of_one_person_are_shown_with_the_name_of_birth(client_of_secretary):
    answer = upload(client_of_secretary, TITLES, "DUPONT née NEAU;Anne;1/2/1950;", "NEAU;Anne;1/2/1950;")
    page = client_of_secretary.get(answer.url).content.decode()
    assert "un nom compris dans l’autre" in page
    assert "né(e) NEAU" in page


def test_nothing_is_written_while_an_error_stands(signed_in, client_of_secretary):
    client = client_of_secretary
    answer = upload(client, *SOUND, ";Marcel;31/02/1940;")
    page = client.get(answer.url).content.decode()
    assert "Le nom manque." in page
    assert client.post(f"{answer.url}enregistrement/").status_code == 409
    aside = f"{answer.url}lignes/4/de-cote/"
    assert client.post(aside, {"reason": " "}).status_code == 422
    client.post(aside, {"reason": "inconnu au village"})
    assert shown(signed_in).set_aside == {"4": "inconnu au village"}
    client.post(f"{answer.url}lignes/4/reprise/")
    assert shown(signed_in).set_aside == {}
    client.post(aside, {"reason": "inconnu au village"})
    client.post(f"{answer.url}enregistrement/")
    with scoped(signed_in.cabinet.pk):
        assert Patient.objects.count() == 2


def test_look_alikes_wait_for_an_answer(signed_in, client_of_secretary, enter):
    client = client_of_secretary
    with scoped(signed_in.cabinet.pk):
        known = enter("GRELLIER")
    answer = upload(client, *SOUND, "NEAUD;Abel;01/02/1950;")
    page = client.get(answer.url).content.decode()
    assert "GRELLIER Thérèse" in page
    with scoped(signed_in.cabinet.pk):
        assert Access.objects.filter(verb="listed", subjects__contains=[known.pk]).exists()
    assert client.post(f"{answer.url}enregistrement/").status_code == 409
    client.post(f"{answer.url}lignes/4/meme-personne/")
    client.post(f"{answer.url}deux-personnes/", {"line": ["2"]})
    assert shown(signed_in).kept_apart == [2]
    client.post(f"{answer.url}enregistrement/")
    with scoped(signed_in.cabinet.pk):
        assert sorted(map(str, Patient.objects.all())) == ["GRELIER Thérèse", "GRELLIER Thérèse", "NEAU Abel"]


def test_columns_pointed_at_are_kept(signed_in, client_of_secretary):
    client = client_of_secretary
    rows = ("Nom;Prénom;Jour J", "GRELIER;Thérèse;12/03/1948")
    asked = upload(client, *rows)
    assert asked.status_code == 422
    assert "Date de naissance" in asked.content.decode()
    answer = upload(client, *rows, **{"colonne-birth_on": "Jour J"})
    client.post(f"{answer.url}enregistrement/")
    with scoped(signed_in.cabinet.pk):
        assert PatientColumns.objects.get().columns == {"birth_on": "Jour J"}
    assert upload(client, *rows, "NEAU;Abel;01/02/1950").status_code == 302
    client.post(f"{LISTS}colonnes/")
    with scoped(signed_in.cabinet.pk):
        assert not PatientColumns.objects.exists()


def test_a_file_that_is_no_list_is_refused_with_a_sentence(client_of_secretary):
    answer = upload(client_of_secretary, "PK\x03\x04", name="liste.xlsx")
    assert answer.status_code == 422
    assert "n’est pas un classeur Excel" in answer.content.decode()


def test_a_list_given_up_keeps_nothing(signed_in, client_of_secretary):
    answer = upload(client_of_secretary, *SOUND)
    client_of_secretary.post(f"{answer.url}abandon/")
    kept = shown(signed_in)
    assert (kept.state, bytes(kept.content)) == ("abandoned", b"")


def test_the_same_list_again_is_the_same_preview(signed_in, client_of_secretary):
    assert upload(client_of_secretary, *SOUND).url == upload(client_of_secretary, *SOUND).url
    assert shown(signed_in).lines == 2


@pytest.mark.parametrize("role", ["fradin", "hervouet", "bossard", "drapeau", "naulleau", "guilbaud"])
def test_lists_are_for_titulaires_and_secretary(signed_in, as_member, role):
    assert as_member(getattr(signed_in, role)).get(LISTS).status_code == 403
