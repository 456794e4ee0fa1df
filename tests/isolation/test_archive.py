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
from cabinet.archive import LEFT_OUT, SECRET, exported_models, write_archive
from cabinet.models import Archive, ArchivePart, AuditEntry, Job
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
    tables = {model._meta.db_table for model in tenant_models() if model._meta.label not in LEFT_OUT}
    assert {f"tables/{table}.csv" for table in tables} - names == set()
    assert set(LEFT_OUT) <= {model._meta.label for model in tenant_models()}


def test_archive_holds_nothing_of_the_neighbour(scene):
    archive = written(scene.ours)
    said = b"".join(archive.read(name) for name in archive.namelist() if not name.startswith("documents/"))
    assert MARK.lower().encode() not in said.lower()
    assert b"ZZAnieul" in said


def test_archive_says_what_is_there_and_no_secret(scene):
    archive = written(scene.ours)
    text = archive.read("tables/cabinet_invitation.csv").decode("utf-8-sig")
    columns = next(csv.reader(io.StringIO(text), delimiter=";"))
    assert not SECRET & {*columns}
    assert "email" in columns


def test_spreadsheets_open_it_without_repair_and_run_nothing(scene):
    with scoped(scene.ours.cabinet.pk):
        Patient.objects.update(address="=cmd|' /C calc'!A1")
    archive = written(scene.ours)
    rows = list(
        csv.DictReader(
            io.StringIO(archive.read("tables/patients_patient.csv").decode("utf-8-sig")), delimiter=";"
        )
    )
    assert {row["address"][0] for row in rows} == {"'"}
    book = load_workbook(io.BytesIO(archive.read("tout.xlsx")), read_only=True)
    assert len(book.sheetnames) == len(exported_models()) + 1
    cells = [cell for row in book["patients_patient"].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value} == {"s"}


def test_documents_are_the_very_ones(scene):
    archive = written(scene.ours)
    with scoped(scene.ours.cabinet.pk):
        for kept in StatementDocument.objects.all():
            path = f"documents/retrocession_statementdocument/{kept.pk}.pdf"
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
