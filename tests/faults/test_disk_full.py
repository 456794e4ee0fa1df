"""A disk without room: nothing half-written, a sentence that says whom to tell; what is there stays readable.

The system refuses for good: no file of this process may grow beyond so many bytes.
"""

import errno
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.urls import reverse

from cabinet import backup
from cabinet.actions.files import FULL
from cabinet.files import strongroom
from messaging.models import Attachment
from retrocession.models import ReceiptImport
from tests.messaging.files import photo

KEY = "A" * 43 + "="


@contextmanager
def no_room_beyond(size: int) -> Iterator[None]:
    """Nothing else is written meanwhile: of a module that it compiles, Python would keep half."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def browser(as_member, cast, settings, tmp_path):
    settings.ATTACHMENTS_DIR = str(tmp_path / "attachments")
    client = as_member(cast.texier)
    client.raise_request_exception = False
    return client


def test_attachment_is_refused_in_words_and_leaves_nothing(browser, cast, tmp_path, monkeypatch):
    put = strongroom.put

    def put_where_there_is_no_room(content, drawer, *, small=False):
        with no_room_beyond(1024):
            put(content, drawer, small=small)

    monkeypatch.setattr(strongroom, "put", put_where_there_is_no_room)
    files = {"files": SimpleUploadedFile("plaie.jpg", photo(), "image/jpeg")}
    response = browser.post(reverse("messaging:attachments", args=["nieul"]), files)
    assert (response.status_code, FULL in response.text) == (422, True)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert Attachment.objects.count() == 0


class NoRoom(FileUploadHandler):
    """The temporary folder has no room for what comes in."""

    def receive_data_chunk(self, raw_data, start):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("address", ["/c/nieul/recettes/", "/api/v1/cabinets/nieul/receipts/"])
def test_import_that_finds_no_room_is_a_507_and_leaves_nothing(browser, cast, address, settings):
    settings.FILE_UPLOAD_HANDLERS = [f"{__name__}.NoRoom"]
    file = SimpleUploadedFile("recettes.csv", b"Date;Montant\n", "text/csv")
    response = browser.post(address, {"file": file, "month": "2026-10"})
    assert (response.status_code, "n’a plus de place" in response.text) == (507, True)
    assert ReceiptImport.objects.count() == 0
    assert browser.get("/c/nieul/planning/").status_code == 200


def test_backup_leaves_no_half_of_itself(living_cast, living_db, tmp_path, monkeypatch, capsys):
    address, _, options = os.environ["DATABASE_BACKUP_URL"].partition("?")
    monkeypatch.setenv("DATABASE_BACKUP_URL", f"{address.rpartition('/')[0]}/{living_db}?{options}")
    monkeypatch.setenv("BACKUP_KEY", KEY)
    with no_room_beyond(64 << 10):
        code = backup.main(["backup", str(tmp_path)])
    assert (code, list(tmp_path.iterdir())) == (1, [])
    assert f"There is no room in {tmp_path}" in capsys.readouterr().err
