"""Stolen, neither the database nor the folder of files says a word of what was joined."""

from django.utils import timezone

from cabinet.tenancy.scope import scoped
from cabinet.vault import keys
from messaging.actions.attachments import take_upload
from tests.isolation.test_forgetting import dump
from tests.messaging.files import PLACE, pdf, photo, upload

NAME = "Epaud-Huguette-escarre-MARQUEUR"


def marked(made) -> None:
    made.docinfo["/Title"] = NAME


def test_dump_and_folder_hold_nothing_readable(living_cast, living_db, strongroom):
    content = pdf(marked)
    with scoped(living_cast.cabinet.pk):
        rows = [
            take_upload(file=upload(body, f"{NAME}.jpg"), by=living_cast.texier, at=timezone.now())
            for body in (photo(), content)
        ]
        assert [row.name for row in rows] == [f"{NAME}.jpg", f"{NAME}.pdf"]
        opening = [row.file_key for row in rows]
    keys.forget_opened()
    written = dump(living_db)
    assert [str(row.pk) in written for row in rows] == [True, True]
    # Bytes are dumped in hexadecimal.
    wanted = [NAME, "MARQUEUR", *opening]
    assert [word for word in wanted if word in written or word.encode().hex() in written] == []
    kept = b"".join(path.read_bytes() for path in strongroom.rglob("*") if path.is_file())
    signs = [NAME.encode(), PLACE.encode(), b"MARQUEUR", b"JFIF", b"%PDF", b"endobj", content[:64]]
    assert (len(kept) > len(content), [sign for sign in signs if sign in kept]) == (True, [])
    names = " ".join(str(path.relative_to(strongroom)) for path in strongroom.rglob("*"))
    assert [word for word in (NAME, *(row.pk.hex for row in rows), ".jpg", ".pdf") if word in names] == []
