"""The archive of a practice: every table of it, nothing of the neighbour's, and a spreadsheet opens it."""

import csv
import io
import zipfile
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from openpyxl import load_workbook

from cabinet import jobs
from cabinet.actions.archive import ArchiveGone, ask_archive, give_archive, make_archive, pieces
from cabinet.archive import LEFT_OUT, SECRET, exported_models, tables, write_archive
from cabinet.archive_words import column_said
from cabinet.models import Archive, ArchivePart, AuditEntry, Cabinet, Invitation, Job
from cabinet.tenancy.checks import tenant_models
from cabinet.tenancy.scope import scoped
from patients.models import Patient
from retrocession.models import StatementDocument
from tests.cast import PASSWORD
from tests.isolation.conftest import client_of
from tests.isolation.scene import MARK


def written(cast) -> zipfile.ZipFile:
    out = io.BytesIO()
    with scoped(cast.cabinet.pk):
        write_archive(out, cast.cabinet)
    return zipfile.ZipFile(out)


def test_every_table_of_the_practice_is_in_the_archive(scene):
    names = set(written(scene.theirs).namelist())
    said = {tables()[model._meta.db_table] for model in tenant_models() if model._meta.label not in LEFT_OUT}
    assert {f"tables/{name}.csv" for name in said} - names == set()
    assert len({name.casefold() for name in said}) == len(exported_models())
    assert set(LEFT_OUT) <= {model._meta.label for model in tenant_models()}


def test_archive_holds_nothing_of_the_neighbour(scene):
    archive = written(scene.ours)
    said = b"".join(archive.read(name) for name in archive.namelist() if not name.startswith("documents/"))
    assert MARK.lower().encode() not in said.lower()
    assert b"ZZAnieul" in said


def test_archive_says_what_is_there_and_no_secret(scene):
    archive = written(scene.ours)
    text = archive.read("tables/invitations.csv").decode("utf-8-sig")
    columns = next(csv.reader(io.StringIO(text), delimiter=";"))
    assert {"adresse e-mail", "rôle", "invité le (heure)"} <= {*columns}
    fields = {field.name for field in Invitation._meta.concrete_fields if field.name not in SECRET}
    assert "token_digest" not in fields
    assert len(columns) == len(fields)


def test_each_column_has_a_french_name_of_its_own_and_each_sheet_a_title_that_fits():
    for model in [*exported_models(), Cabinet]:
        said = [column_said(f.attname) for f in model._meta.concrete_fields if f.name not in SECRET]
        assert len(set(said)) == len(said), model._meta.label
    assert [said for said in tables().values() if len(said) > 31] == []


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t"])
def test_spreadsheets_open_it_without_repair_and_run_nothing(scene, begins):
    with scoped(scene.ours.cabinet.pk):
        Patient.objects.update(address=f"{begins}cmd|' /C calc'!A1")
    archive = written(scene.ours)
    text = archive.read("tables/patients.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
    assert {row["adresse"][:2] for row in rows} == {f"'{begins}"}
    book = load_workbook(io.BytesIO(archive.read("tout.xlsx")), read_only=True)
    assert len(book.sheetnames) == len(exported_models()) + 1
    cells = [cell for row in book["patients"].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value} == {"s"}


def test_spreadsheets_spoil_no_number_that_is_a_text(scene):
    typed = {"address": "0612345678", "commune": "12E5", "postcode": "07500"}
    with scoped(scene.ours.cabinet.pk):
        Patient.objects.update(**typed)
    archive = written(scene.ours)
    text = archive.read("tables/patients.csv").decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
    told = [row["adresse"], row["commune"], row["code postal"]]
    assert told == ["'0612345678", "'12E5", "'07500"]
    book = load_workbook(io.BytesIO(archive.read("tout.xlsx")), read_only=True)
    columns, cells = list(book["patients"].iter_rows(max_row=2, values_only=True))
    said = dict(zip(columns, cells, strict=True))
    assert [said["adresse"], said["commune"], said["code postal"]] == list(typed.values())


def test_documents_are_the_very_ones(scene):
    archive = written(scene.ours)
    with scoped(scene.ours.cabinet.pk):
        for kept in StatementDocument.objects.all():
            path = f"documents/relevés, documents/{kept.pk}.pdf"
            assert archive.read(path) == bytes(kept.pdf)


def made(scene) -> Archive:
    with scoped(scene.ours.cabinet.pk):
        archive = ask_archive(by=scene.ours.texier, at=timezone.now())
    job = Job(tenant_id=scene.ours.cabinet.pk)
    make_archive(job=job, at=timezone.now(), archive=str(archive.pk))
    make_archive(job=job, at=timezone.now(), archive=str(archive.pk))
    return archive


def test_archive_is_made_once_and_given_once(scene):
    archive = made(scene)
    with scoped(scene.ours.cabinet.pk):
        assert ask_archive(by=scene.ours.texier, at=timezone.now()).pk != archive.pk
        sealed = ArchivePart.objects.get(archive=archive, number=0).sealed
        assert not bytes(sealed).startswith(b"PK")
        given = give_archive(archive=archive, by=scene.ours.texier, at=timezone.now())
        with pytest.raises(ArchiveGone):
            give_archive(archive=archive, by=scene.ours.texier, at=timezone.now())
        verbs = AuditEntry.objects.filter(verb__endswith="_archive").values_list("verb", flat=True)
        assert {*verbs} == {"ask_archive", "make_archive", "give_archive"}
    content = b"".join(pieces(given))
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None


def test_archive_goes_after_a_day(scene):
    archive = made(scene)
    with scoped(scene.ours.cabinet.pk), pytest.raises(ArchiveGone):
        give_archive(archive=archive, by=scene.ours.texier, at=timezone.now() + timedelta(days=1))
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        jobs.run_due()
    with scoped(scene.ours.cabinet.pk):
        assert not ArchivePart.objects.filter(archive=archive).exists()


def test_archive_is_a_titulaire_s(scene):
    with scoped(scene.ours.cabinet.pk), pytest.raises(PermissionDenied):
        ask_archive(by=scene.ours.jaulin, at=timezone.now())


def test_page_asks_for_the_password_then_gives_the_file(scene):
    client = client_of(scene.ours.texier)
    assert client.post("/c/nieul/archive/", {"password": "faux"}).status_code == 422
    with scoped(scene.ours.cabinet.pk):
        assert not Archive.objects.filter(made_at=None).exists()
    archive = made(scene)
    where = f"/c/nieul/archive/{archive.pk}/"
    assert client.post(where, {"password": "faux"}).status_code == 422
    page = client.post(where, {"password": PASSWORD})
    assert page["Content-Type"] == "application/zip"
    assert len(page.getvalue()) == int(page["Content-Length"])
    assert client.post(where, {"password": PASSWORD}).status_code == 409
