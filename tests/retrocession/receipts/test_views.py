"""The secretary's screens: upload, preview, set aside, write; and who may not."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cabinet.tenancy.scope import scoped
from retrocession.actions.receipts import import_receipts, upload_receipts
from retrocession.models import ColumnMapping, Designation, MonthClosing, ReceiptImport, ReceiptLine

from .conftest import AT, GOOD, OCTOBER, SPOILED, TITLES, csv, row

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def practice(cast):
    with scoped(cast.cabinet.pk):
        Designation.objects.create(month=OCTOBER, titulaire=cast.texier, designated_at=AT)
    return cast


def url(name: str, *args) -> str:
    return reverse(f"retrocession:{name}", args=["nieul", *args])


def send(client, data: bytes, month: str = "2026-10", name: str = "recettes.csv", **more):
    htmx = more.pop("htmx", {})
    fields = {"file": SimpleUploadedFile(name, data, "text/csv"), "month": month, **more}
    return client.post(url("receipts"), fields, **htmx)


def uploaded(practice, data: bytes) -> ReceiptImport:
    with scoped(practice.cabinet.pk):
        return upload_receipts(stream=data, file_name="recettes.csv", month=OCTOBER, by=None, at=AT)


def written(practice, data: bytes) -> ReceiptImport:
    with scoped(practice.cabinet.pk):
        import_receipts(stream=data, file_name="recettes.csv", month=OCTOBER, by=None, at=AT)
        return ReceiptImport.objects.get()


def page(client, name: str, *args, status: int = 200, query: str = "") -> str:
    response = client.get(url(name, *args) + query)
    assert response.status_code == status
    return response.content.decode()


def test_month_without_receipts_says_what_to_do(practice, as_member):
    html = page(as_member(practice.jaulin), "receipts", query="?mois=2026-10")
    assert "Aucune recette ce mois-ci." in html
    assert "Voir le contenu" in html


def test_upload_leads_to_the_preview(practice, as_member):
    client = as_member(practice.jaulin)
    response = send(client, GOOD)
    with scoped(practice.cabinet.pk):
        shown = ReceiptImport.objects.get()
    assert (response.status_code, response["Location"]) == (302, url("receipt-import", shown.pk))
    html = page(client, "receipt-import", shown.pk)
    assert "Enregistrer 3 lignes" in html
    assert "SECRET" not in html


def test_upload_by_htmx_leads_there_too(practice, as_member):
    response = send(as_member(practice.jaulin), GOOD, htmx=HTMX)
    with scoped(practice.cabinet.pk):
        shown = ReceiptImport.objects.get()
    assert response["HX-Redirect"] == url("receipt-import", shown.pk)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Ce fichier est vide."),
        (GOOD.decode("cp1252").encode("utf-16"), "Ce fichier est en UTF-16"),
        (b"PK\x03\x04" + GOOD, "Ce fichier est un classeur Excel"),
        (GOOD.replace(b";", b"|"), "Les colonnes de ce fichier ne sont séparées"),
    ],
)
@pytest.mark.parametrize("htmx", [{}, HTMX])
def test_refused_file_says_why_and_keeps_the_month(practice, as_member, data, sentence, htmx):
    response = send(as_member(practice.jaulin), data, htmx=htmx)
    html = response.content.decode()
    assert response.status_code == 422
    assert html.count(sentence) == 1
    assert ("<html" in html) is not bool(htmx)
    if not htmx:
        assert '<option value="2026-10" selected>' in html


def test_too_large_file_is_refused(practice, as_member, settings):
    settings.RECEIPTS_MAX_BYTES = 1024 * 1024
    response = send(as_member(practice.jaulin), b"x" * (1024 * 1024 + 1))
    assert response.status_code == 422
    assert "Ce fichier pèse plus de 1\u00a0Mo" in response.content.decode()


def test_missing_file_is_asked_for(practice, as_member):
    response = as_member(practice.jaulin).post(url("receipts"), {"month": "2026-10"})
    assert response.status_code == 422
    assert "Choisissez le fichier exporté" in response.content.decode()


def test_unknown_columns_are_asked_for_and_then_kept(practice, as_member):
    client = as_member(practice.jaulin)
    data = csv(row(1), titles=TITLES.replace("N° facture", "Piece jointe"))
    response = send(client, data, htmx=HTMX)
    html = response.content.decode()
    assert (response.status_code, html.count("<select")) == (422, 1)
    assert 'name="colonne-facture"' in html
    assert '<option value="Piece jointe">' in html
    assert "Patient" not in html
    send(client, data, **{"colonne-facture": "Piece jointe"})
    with scoped(practice.cabinet.pk):
        shown = ReceiptImport.objects.get()
    client.post(url("receipt-import-writing", shown.pk))
    with scoped(practice.cabinet.pk):
        assert ColumnMapping.objects.get().columns == {"facture": "Piece jointe"}
    assert "Piece jointe" in page(client, "receipts", query="?mois=2026-10")
    client.post(url("receipt-columns"))
    with scoped(practice.cabinet.pk):
        assert ColumnMapping.objects.count() == 0


def test_errors_take_the_place_of_the_button(practice, as_member):
    shown = uploaded(practice, SPOILED)
    html = page(as_member(practice.jaulin), "receipt-import", shown.pk)
    assert "Ligne 3" in html
    assert "Rien ne s’enregistre pour l’instant" in html
    assert "Enregistrer 1 ligne" not in html


def test_line_is_set_aside_in_the_sheet_and_on_a_page(practice, as_member):
    client, shown = as_member(practice.jaulin), uploaded(practice, SPOILED)
    sheet = client.get(url("receipt-set-aside", shown.pk, 3), **HTMX).content.decode()
    assert ("Montant illisible" in sheet, "<html" in sheet) == (True, False)
    assert "<html" in page(client, "receipt-set-aside", shown.pk, 3)
    refused = client.post(url("receipt-set-aside", shown.pk, 3), {"reason": " "}, **HTMX)
    assert refused.status_code == 422
    assert "Indiquez pourquoi" in refused.content.decode()
    for line in (3, 4):
        done = client.post(url("receipt-set-aside", shown.pk, line), {"reason": "Doublon"}, **HTMX)
        assert done["HX-Redirect"] == url("receipt-import", shown.pk)
    html = page(client, "receipt-import", shown.pk)
    assert "Enregistrer 1 ligne" in html
    assert html.count("Doublon") == 2
    client.post(url("receipt-take-back", shown.pk, 3))
    assert "Enregistrer 1 ligne" not in page(client, "receipt-import", shown.pk)


def test_right_line_is_not_set_aside(practice, as_member):
    client, shown = as_member(practice.jaulin), uploaded(practice, SPOILED)
    assert "n’est pas en erreur" in page(client, "receipt-set-aside", shown.pk, 2)
    assert client.post(url("receipt-set-aside", shown.pk, 2), {"reason": "x"}).status_code == 422


def test_writing_goes_back_to_the_month(practice, as_member):
    client, shown = as_member(practice.jaulin), uploaded(practice, GOOD)
    response = client.post(url("receipt-import-writing", shown.pk))
    assert response["Location"] == url("receipts") + "?mois=2026-10"
    html = page(client, "receipts", query="?mois=2026-10")
    assert "3 lignes enregistrées" in html
    assert "90,00\u00a0€" in html
    assert client.post(url("receipt-import-writing", shown.pk)).status_code == 409


def test_writing_with_errors_is_refused_on_the_same_page(practice, as_member):
    shown = uploaded(practice, SPOILED)
    response = as_member(practice.jaulin).post(url("receipt-import-writing", shown.pk))
    assert response.status_code == 409
    assert "2 lignes en erreur" in response.content.decode()


def test_preview_is_abandoned(practice, as_member):
    client, shown = as_member(practice.jaulin), uploaded(practice, GOOD)
    client.post(url("receipt-import-removal", shown.pk))
    with scoped(practice.cabinet.pk):
        assert ReceiptImport.objects.get().state == "abandoned"


def test_written_file_is_withdrawn(practice, as_member):
    client, shown = as_member(practice.jaulin), written(practice, GOOD)
    assert "Retirer ce fichier" in page(client, "receipt-import", shown.pk)
    client.post(url("receipt-import-removal", shown.pk))
    with scoped(practice.cabinet.pk):
        assert (ReceiptImport.objects.get().state, ReceiptLine.objects.count()) == ("withdrawn", 0)
    assert "Aucune ligne de ce fichier" in page(client, "receipt-import", shown.pk)


def test_verified_month_takes_no_file(practice, as_member):
    client, shown = as_member(practice.jaulin), written(practice, GOOD)
    with scoped(practice.cabinet.pk):
        MonthClosing.objects.update(state="verified", titulaire=practice.texier)
    assert "Voir le contenu" not in page(client, "receipts", query="?mois=2026-10")
    assert "Retirer ce fichier" not in page(client, "receipt-import", shown.pk)
    assert client.post(url("receipt-import-removal", shown.pk)).status_code == 409
    response = send(client, csv(row(9)))
    assert response.status_code == 422
    assert "est déjà vérifié" in response.content.decode()


ROUTES = ["receipts", "receipt-import", "receipt-set-aside"]
#: October's médecin remplacé is Dr Texier.
ANSWERS = {
    "texier": 200, "sorin": 403, "fradin": 403, "hervouet": 403, "jaulin": 200, "bossard": 403,
    "drapeau": 403, "naulleau": 403, "guilbaud": 403, "ouvrard": 403, "stranger": 404,
}  # fmt: skip


@pytest.mark.parametrize("key", ANSWERS)
def test_pages_answer_what_the_matrix_says(practice, as_member, key):
    shown = uploaded(practice, SPOILED)
    client = as_member(getattr(practice, key))
    addresses = [
        url("receipts") + "?mois=2026-10",
        url("receipt-import", shown.pk),
        url("receipt-set-aside", shown.pk, 3),
    ]
    assert [client.get(address).status_code for address in addresses] == [ANSWERS[key]] * 3
    posts = [url(name, shown.pk) for name in ("receipt-import-writing", "receipt-import-removal")]
    if ANSWERS[key] != 200:
        assert [client.post(address).status_code for address in posts] == [ANSWERS[key]] * 2


def test_titulaire_sees_the_months_as_remplace_only(practice, as_member):
    client = as_member(practice.texier)
    assert "octobre 2026" in page(client, "receipts")
    page(client, "receipts", query="?mois=2026-09", status=403)
    page(client, "receipts", query="?mois=n’importe", status=404)


def test_import_next_door_is_not_found(practice, as_member):
    shown = uploaded(practice, GOOD)
    client = as_member(practice.stranger)
    address = reverse("retrocession:receipt-import", args=["voisin", shown.pk])
    assert client.get(address).status_code in (403, 404)


@pytest.mark.parametrize(
    ("key", "status"),
    [
        ("rabiller", 200),
        ("fradin", 200),
        ("texier", 200),
        ("sorin", 403),
        ("hervouet", 403),
        ("guilbaud", 403),
    ],
)
def test_own_lines_are_for_their_doctor(practice, as_member, key, status):
    written(practice, GOOD)
    html = page(as_member(getattr(practice, key)), "my-receipts", query="?mois=2026-10", status=status)
    assert (">F1<" in html, ">F2<" in html) == (key == "rabiller", key == "fradin")


def test_home_of_a_locum_shows_their_receipts(practice, as_member, time_machine):
    time_machine.move_to("2026-11-03T09:00:00Z")
    written(practice, GOOD)
    html = as_member(practice.rabiller).get("/c/nieul/").content.decode()
    assert "2 lignes" in html
    assert "60,00\u00a0€" in html
