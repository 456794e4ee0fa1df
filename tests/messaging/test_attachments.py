"""A file comes in harmless and sealed, is joined once, and is forgotten when nobody sends it."""

import os
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from cabinet.actions.files import FULL, INFECTED, FileRefused
from cabinet.files import scanner
from cabinet.files import strongroom as room
from cabinet.jobs import run_due
from cabinet.models import Job
from cabinet.rules.files import SENTENCES, Fault
from cabinet.tenancy.scope import scoped
from cabinet.vault import keys
from cabinet.vault.envelope import UnreadableError
from messaging.actions import attachments as actions
from messaging.actions.attachments import (
    bind,
    purge,
    remove_draft,
    take_posted,
    take_upload,
)
from messaging.models import Attachment, Conversation, Mail, MailSender, Message
from messaging.queries.attachments import attachments_of
from tests.messaging.files import PLACE, armed, drawing, pdf, photo, upload


@pytest.fixture
def practice(cast, strongroom):
    with scoped(cast.cabinet.pk):
        yield cast


def taken(practice, content=None, name="plaie.jpg", by=None, **more) -> Attachment:
    file = upload(photo() if content is None else content, name)
    return take_upload(file=file, by=by or practice.texier, at=timezone.now(), **more)


def said(practice, audience="team", number=1) -> Message:
    now = timezone.now()
    channel = Conversation.objects.create(
        kind="channel", audience=audience, title=f"Canal {number}", opened_at=now, spoken_at=now
    )
    return Message.objects.create(
        conversation=channel, number=number, author=practice.texier, body="Voir la photo.",
        client_key=uuid4(), sent_at=now,
    )  # fmt: skip


def arrived(practice) -> Mail:
    now = timezone.now()
    sender = MailSender.objects.create(name="Laboratoire du Lay")
    return Mail.objects.create(
        kind="result",
        sender=sender,
        received_at=now,
        entered_at=now,
        entered_by=practice.jaulin,
        trace=uuid4(),
    )


def reopened(row: Attachment, *, small=False) -> bytes:
    row = Attachment.objects.get(pk=row.pk)
    return room.get(row.drawer, small=small)


def files(strongroom) -> list:
    return sorted(path for path in strongroom.rglob("*") if path.is_file())


def test_photo_is_kept_redrawn_and_sealed(practice, strongroom):
    row = taken(practice)
    assert (row.media_type, row.width, row.height, row.state, row.name, row.is_draft) == (
        "image/jpeg", 640, 480, "ready", "plaie.jpg", True
    )  # fmt: skip
    content = reopened(row)
    assert content.startswith(b"\xff\xd8\xff")
    assert (PLACE.encode() in content, b"Exif" in content) == (False, False)
    assert reopened(row, small=True).startswith(b"\xff\xd8\xff")
    kept = files(strongroom)
    assert [path.name for path in kept] == [row.stored_as.hex, f"{row.stored_as.hex}.small"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in kept)
    for path in kept:
        stored = path.read_bytes()
        assert (b"\xff\xd8\xff" in stored[:64], b"JFIF" in stored, row.pk.hex in path.name) == (False,) * 3


def test_pdf_with_a_program_is_kept_without_it(practice):
    assert b"MARQUEUR" not in reopened(taken(practice, pdf(armed), "resultat.pdf"))


def test_clean_pdf_is_kept_to_the_byte(practice):
    content = pdf()
    assert reopened(taken(practice, content, "resultat.pdf")) == content


@pytest.mark.parametrize(
    "other",
    [b"<html><script>alert('MARQUEUR')</script>", b"PK\x05\x06" + b"\0" * 18 + b"MARQUEUR\n%%EOF\n"],
)
def test_file_that_stands_behind_a_pdf_is_left_behind(practice, other):
    content = reopened(taken(practice, pdf() + other, "resultat.pdf"))
    assert (content.startswith(b"%PDF-"), b"MARQUEUR" in content) == (True, False)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", Fault.EMPTY),
        (b"x" * (26 * 1024 * 1024), Fault.TOO_BIG),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", Fault.NOT_ALLOWED),
        (b"<html><script>alert(1)</script>", Fault.NOT_ALLOWED),
        (b"<?php system($_GET['c']);", Fault.NOT_ALLOWED),
        (b"GIF89a/*\x01\x01*/=alert(1)//", Fault.NOT_ALLOWED),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", Fault.HEIC),
        (b"\xff\xd8\xff<script>alert(1)</script>", Fault.BROKEN_IMAGE),
    ],
    ids=["empty", "26 MB", "svg", "html", "php", "gif+js", "heic", "html after a jpeg's first bytes"],
)
def test_file_renamed_jpg_is_refused_in_words_and_leaves_nothing(practice, strongroom, content, fault):
    with pytest.raises(FileRefused) as refused:
        taken(practice, content, "photo.jpg")
    assert (refused.value.sentence, refused.value.field) == (SENTENCES[fault], "files")
    assert (Attachment.objects.count(), files(strongroom)) == (0, [])


def test_neither_the_mairie_nor_the_cls_joins_a_file(practice):
    for by in (practice.guilbaud, practice.ouvrard):
        with pytest.raises(PermissionDenied):
            taken(practice, by=by)


def test_same_client_key_is_uploaded_once(practice, strongroom):
    key = uuid4()
    first = taken(practice, client_key=key)
    assert taken(practice, drawing(), "autre.png", client_key=key) == first
    assert taken(practice, client_key=key, by=practice.sorin) != first
    assert (Attachment.objects.count(), len(files(strongroom))) == (2, 4)


def test_quota_of_the_practice_refuses_in_words(practice, strongroom, settings):
    settings.ATTACHMENTS_QUOTA = taken(practice).size + 1
    with pytest.raises(FileRefused) as refused:
        taken(practice)
    assert (refused.value.sentence, len(files(strongroom))) == (FULL, 2)


def test_disk_that_refuses_leaves_nothing(practice, strongroom, monkeypatch):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileRefused) as refused:
        taken(practice)
    assert (refused.value.sentence, Attachment.objects.count(), files(strongroom)) == (FULL, 0, [])


def test_drafts_are_bound_in_their_order_to_what_is_sent(practice):
    one, two = taken(practice, drawing(), "schéma.png"), taken(practice)
    message, mail = said(practice), arrived(practice)
    assert bind(drafts=[two.pk, one.pk, two.pk], to=message, by=practice.texier) == [two, one]
    assert bind(drafts=[one.pk], to=message, by=practice.texier) == [one]
    three = taken(practice, by=practice.jaulin)
    assert bind(drafts=[three.pk], to=mail, by=practice.jaulin) == [three]
    found = attachments_of([message, mail])
    assert ({row.pk for row in found[message.pk]}, found[mail.pk]) == ({one.pk, two.pk}, [three])


def test_attachments_of_a_page_are_one_statement(practice, django_assert_num_queries):
    messages = [said(practice, number=number) for number in range(1, 31)]
    for message in messages[:3]:
        bind(drafts=[taken(practice).pk], to=message, by=practice.texier)
    with django_assert_num_queries(1):
        assert sum(len(rows) for rows in attachments_of(messages).values()) == 3
    with django_assert_num_queries(0):
        assert attachments_of([]) == {}


def test_mairie_asks_for_no_attachment(practice, django_assert_num_queries):
    message = said(practice, "coordination")
    with (
        scoped(practice.cabinet.pk, database_role="cabinet_mairie"),
        django_assert_num_queries(0),
    ):
        assert attachments_of([message]) == {message.pk: []}


def test_what_is_not_ones_draft_is_not_bound(practice):
    theirs, mine, message = taken(practice, by=practice.sorin), taken(practice), said(practice)
    bind(drafts=[mine.pk], to=message, by=practice.texier)
    other = said(practice, number=2)
    for drafts in ([theirs.pk], [mine.pk], [uuid4()]):
        with pytest.raises(FileRefused) as refused:
            bind(drafts=drafts, to=other, by=practice.texier)
        assert refused.value.sentence == actions.GONE


def test_sixth_file_of_a_message_is_refused(practice):
    message = said(practice)
    drafts = [taken(practice, drawing(), f"{number}.png").pk for number in range(6)]
    for wanted in (drafts, [*drafts[:5], drafts[5]]):
        with pytest.raises(FileRefused) as refused:
            bind(drafts=wanted, to=message, by=practice.texier)
        assert refused.value.sentence == actions.TOO_MANY
    assert len(bind(drafts=drafts[:5], to=message, by=practice.texier)) == 5
    with pytest.raises(FileRefused):
        bind(drafts=[drafts[5]], to=message, by=practice.texier)


@pytest.mark.parametrize(("audience", "network"), [("coordination", False), ("pool", True)])
def test_no_file_where_the_mairie_or_another_practice_reads(practice, audience, network):
    message = said(practice, audience)
    message.conversation.network = network
    with pytest.raises(FileRefused) as refused:
        bind(drafts=[taken(practice).pk], to=message, by=practice.texier)
    assert refused.value.sentence == actions.NOT_HERE


def test_files_of_a_form_without_script_join_the_drafts(practice):
    draft = taken(practice)
    posted = take_posted(
        files=[upload(drawing(), "a.png"), upload(pdf(), "b.pdf")], drafts=[draft.pk], by=practice.texier,
        at=timezone.now(),
    )  # fmt: skip
    names = [Attachment.objects.get(pk=pk).name for pk in posted]
    assert names == ["plaie.jpg", "a.png", "b.pdf"]
    with pytest.raises(FileRefused) as refused:
        take_posted(
            files=[upload(drawing(), "a.png"), upload(b"<svg/>", "b.png")], drafts=[], by=practice.texier,
            at=timezone.now(),
        )  # fmt: skip
    assert refused.value.sentence.startswith("«\u202fb.png\u202f»\u202f: Seuls une photo")


def test_own_draft_is_removed_with_its_file(practice, strongroom, django_capture_on_commit_callbacks):
    row = taken(practice)
    with pytest.raises(PermissionDenied):
        remove_draft(attachment=row, by=practice.sorin)
    with django_capture_on_commit_callbacks(execute=True):
        remove_draft(attachment=row, by=practice.texier)
    assert (Attachment.objects.count(), files(strongroom)) == (0, [])
    sent = taken(practice)
    bind(drafts=[sent.pk], to=said(practice), by=practice.texier)
    with pytest.raises(PermissionDenied):
        remove_draft(attachment=Attachment.objects.get(), by=practice.texier)


def test_night_forgets_old_drafts_and_files_that_no_row_knows(
    practice, strongroom, django_capture_on_commit_callbacks
):
    now = timezone.now()
    sent, old, young = taken(practice), taken(practice), taken(practice)
    bind(drafts=[sent.pk], to=said(practice), by=practice.texier)
    Attachment.objects.filter(pk__in=[sent.pk, old.pk]).update(uploaded_at=now - timedelta(days=2))
    orphan = room.path_of(practice.cabinet.pk, uuid4())
    orphan.parent.mkdir(parents=True, exist_ok=True)
    part = orphan.with_name("0123.part")
    for path in (orphan, part):
        path.write_bytes(b"x")
        os.utime(path, (now.timestamp() - 200_000,) * 2)
    with django_capture_on_commit_callbacks(execute=True):
        assert purge(cabinet_id=practice.cabinet.pk, at=now) == 3
    with django_capture_on_commit_callbacks(execute=True):
        assert purge(cabinet_id=practice.cabinet.pk, at=now) == 0
    assert {row.pk for row in Attachment.objects.all()} == {sent.pk, young.pk}
    assert {path.name.removesuffix(".small") for path in files(strongroom)} == {
        sent.stored_as.hex, young.stored_as.hex
    }  # fmt: skip


def test_key_of_the_practice_destroyed_takes_its_files_and_no_others(practice):
    row = taken(practice)
    with scoped(practice.stranger.cabinet.pk):
        theirs = taken(practice, by=practice.stranger)
    with scoped(practice.cabinet.pk):
        keys.destroy()
        with pytest.raises(UnreadableError):
            reopened(row)
    with scoped(practice.stranger.cabinet.pk):
        assert reopened(theirs).startswith(b"\xff\xd8\xff")


def test_file_altered_or_put_in_the_place_of_another_does_not_open(practice):
    one, two = taken(practice), taken(practice)
    paths = [room.path_of(row.cabinet_id, row.stored_as) for row in (one, two)]
    paths[0].write_bytes(paths[1].read_bytes())
    content = bytearray(paths[1].read_bytes())
    content[-1] ^= 1
    paths[1].write_bytes(content)
    for row in (one, two):
        with pytest.raises(UnreadableError):
            reopened(row)


def test_scanner_away_keeps_the_file_waiting_until_it_answers(practice, settings, monkeypatch):
    settings.ATTACHMENT_SCANNER = "clamd:/nulle/part.sock"
    row = taken(practice)
    assert (row.state, Job.objects.get().kind) == ("waiting", "scan_attachment")
    assert run_due(at=timezone.now(), limit=1) == 0
    monkeypatch.setattr(scanner, "ask_clamd", lambda content: "")
    assert run_due(at=timezone.now() + timedelta(minutes=5)) == 1
    assert Attachment.objects.get().state == "ready"


def test_what_the_scanner_recognises_is_refused_at_once_or_later(
    practice, strongroom, settings, monkeypatch, django_capture_on_commit_callbacks
):
    settings.ATTACHMENT_SCANNER = "clamd:/nulle/part.sock"
    row, message = taken(practice), said(practice)
    bind(drafts=[row.pk], to=message, by=practice.texier)
    monkeypatch.setattr(scanner, "ask_clamd", lambda content: "Eicar-Test-Signature")
    with pytest.raises(FileRefused) as refused:
        taken(practice)
    assert refused.value.sentence == INFECTED
    with django_capture_on_commit_callbacks(execute=True):
        run_due(at=timezone.now() + timedelta(minutes=5))
    assert (Attachment.objects.get().state, files(strongroom)) == ("refused", [])
    with pytest.raises(FileRefused):
        bind(drafts=[row.pk], to=message, by=practice.texier)


def test_database_holds_no_readable_name_nor_key(practice):
    row = taken(practice, name="Mme-Épaud-MARQUEUR-escarre.jpg")
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(a)::text, encode(name, 'escape') FROM messaging_attachment a")
        written = " ".join(cursor.fetchone())
    assert row.name == "Mme-Épaud-MARQUEUR-escarre.jpg"
    assert ("MARQUEUR" in written, row.file_key in written) == (False, False)
