"""Files of the registers: harmless, sealed, told in the history; the mairie reads those of its own kinds."""

import hashlib

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from cabinet import house
from cabinet.actions.files import forget_strays
from cabinet.files import scanner
from cabinet.files.strongroom import folder
from cabinet.jobs import run_due
from cabinet.rules.files import SENTENCES, Fault
from cabinet.tenancy.scope import AGGREGATES_ROLE, scoped
from cabinet.vault import keys
from commune.actions.files import TOO_MANY, FileRefused, join_file, take_file_back
from commune.actions.registers import write_entry
from commune.models import Entry, EntryEvent, EntryFile
from commune.queries.registers import events_of, files_of
from messaging.actions.attachments import purge
from tests.commune.conftest import NOW, TODAY
from tests.messaging.files import PLACE, drawing, pdf, photo, upload

API = "/api/v1/cabinets/nieul/"


@pytest.fixture(autouse=True)
def strongroom(tmp_path, settings):
    settings.ATTACHMENTS_DIR = str(tmp_path / "attachments")
    keys.forget_opened()
    yield
    keys.forget_opened()


def entry_of(cast, kind="repair") -> Entry:
    values = {"kind": kind, "title": "Volet coincé", "dated_on": TODAY}
    return write_entry(values=values, by=cast.jaulin, at=NOW)


def joined(cast, entry, content=None, name="devis.pdf", by="jaulin") -> EntryFile:
    file = upload(pdf() if content is None else content, name)
    return join_file(entry=entry, file=file, by=getattr(cast, by), at=NOW)


def on_disk(cast) -> list:
    return [path for path in folder(cast.cabinet.pk).rglob("*") if path.is_file()]


def refused_by(client, path, file, status=422) -> str:
    answer = client.post(path, {"file": file} if file else {})
    assert answer.status_code == status
    return answer.content.decode()


def test_photo_is_redrawn_sealed_and_told(nieul):
    entry = entry_of(nieul)
    row = joined(nieul, entry, photo(), "../volet.jpeg")
    assert (row.name, row.media_type, row.state) == ("volet.jpg", "image/jpeg", "ready")
    assert all(PLACE.encode() not in path.read_bytes() for path in on_disk(nieul))
    said = [told.said for told in events_of(entry)]
    assert said == ["écrite, demandée", "pièce jointe"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT encode(name, 'escape') FROM commune_entryfile")
        assert "volet" not in cursor.fetchone()[0]


def test_same_file_joined_twice_is_once(nieul):
    entry = entry_of(nieul)
    content = pdf()
    assert joined(nieul, entry, content) == joined(nieul, entry, content, "le même.pdf")
    assert (EntryFile.objects.count(), EntryEvent.objects.filter(what="joined").count()) == (1, 1)


def test_file_is_taken_back_with_its_bytes_and_leaves_a_line(nieul, django_capture_on_commit_callbacks):
    entry = entry_of(nieul)
    row = joined(nieul, entry, drawing(), "volet.png")
    with django_capture_on_commit_callbacks(execute=True):
        take_file_back(file=row, by=nieul.texier, at=NOW)
        take_file_back(file=row, by=nieul.texier, at=NOW)
    assert (files_of(entry, nieul.texier), on_disk(nieul)) == ([], [])
    whats = list(EntryEvent.objects.values_list("what", flat=True))
    assert whats == ["state", "joined", "removed"]


def test_eleventh_file_is_refused(nieul):
    entry = entry_of(nieul)
    for side in range(10):
        joined(nieul, entry, drawing((20 + side, 20)), "plan.png")
    with pytest.raises(FileRefused) as refused:
        joined(nieul, entry)
    assert (refused.value.sentence, refused.value.field) == (TOO_MANY, "file")


def test_quota_counts_the_files_of_messages_and_of_registers(nieul, settings):
    entry = entry_of(nieul)
    settings.ATTACHMENTS_QUOTA = joined(nieul, entry).size + 1
    with pytest.raises(FileRefused):
        joined(nieul, entry, photo(), "volet.jpg")


def test_night_keeps_the_files_of_registers(nieul):
    """The purge of messages goes through the same folder."""
    joined(nieul, entry_of(nieul))
    later = NOW.replace(year=NOW.year + 1)
    assert (purge(cabinet_id=nieul.cabinet.pk, at=later), len(on_disk(nieul))) == (0, 1)
    EntryFile.objects.all().delete()
    assert (forget_strays(cabinet_id=nieul.cabinet.pk, before=later), on_disk(nieul)) == (1, [])


def test_scanner_away_keeps_the_file_waiting_until_it_answers(nieul, settings, monkeypatch):
    settings.ATTACHMENT_SCANNER = "clamd:/nulle/part.sock"
    row = joined(nieul, entry := entry_of(nieul))
    assert row.state == "waiting"
    monkeypatch.setattr(scanner, "ask_clamd", lambda content: "")
    run_due(at=NOW, key_prefix="scan_entry_file")
    assert [told.file.state for told in files_of(entry, nieul.jaulin)] == ["ready"]


def test_mairie_reads_and_joins_files_of_its_own_kinds_only_by_sql(nieul, as_mairie):
    own, other = entry_of(nieul), entry_of(nieul, "obstacle")
    joined(nieul, own)
    joined(nieul, other)
    with as_mairie():
        assert [row.entry_id for row in EntryFile.objects.all()] == [own.pk]
        mine = joined(nieul, own, photo(), "devis.jpg", by="guilbaud")
        assert [told.may_take_back for told in files_of(own, nieul.guilbaud)] == [False, True]
        with pytest.raises(PermissionDenied):
            joined(nieul, other, photo(), by="guilbaud")
        with pytest.raises(ProgrammingError), transaction.atomic():
            EntryFile.objects.create(entry=other, uploaded_at=NOW, size=1, sha256="0" * 64)
        with pytest.raises(ProgrammingError), transaction.atomic():
            EntryFile.objects.filter(pk=mine.pk).update(state="refused")
        take_file_back(file=mine, by=nieul.guilbaud, at=NOW)
        assert EntryFile.objects.count() == 1
        EntryFile.objects.filter(entry=other).delete()
    assert EntryFile.objects.filter(entry=other).count() == 1


def test_cls_reads_no_file(nieul):
    joined(nieul, entry_of(nieul))
    with scoped(nieul.cabinet.pk, person_id=nieul.ouvrard.person_id, database_role=AGGREGATES_ROLE):
        assert EntryFile.objects.count() == 0


def test_archive_and_departure_hold_the_files(nieul):
    row = joined(nieul, entry_of(nieul), content := pdf())
    [(path, given)] = list(house.archive_files())
    assert (path, given) == (f"pieces-jointes/{row.pk}.pdf", content)
    assert (house.forget_files(nieul.cabinet.pk), on_disk(nieul)) == (1, [])


@pytest.mark.parametrize("how_many", [1, 9])
def test_files_are_read_in_one_statement(nieul, django_assert_num_queries, how_many):
    entry = entry_of(nieul)
    for side in range(how_many):
        joined(nieul, entry, drawing((20 + side, 20)), "plan.png")
    with django_assert_num_queries(1):
        assert len(files_of(entry, nieul.jaulin)) == how_many


# --- Screens ---


@pytest.fixture
def written(signed_in):
    with scoped(signed_in.cabinet.pk):
        signed_in.entry, signed_in.obstacle = entry_of(signed_in), entry_of(signed_in, "obstacle")
        joined(signed_in, signed_in.obstacle)
    return signed_in


def test_entry_is_noted_with_its_file_or_not_at_all(signed_in):
    client = signed_in.as_member(signed_in.jaulin)
    path = reverse("commune:entry-creation", args=["nieul", "conventions"])
    typed = {"kind": "premises", "title": "Mise à disposition", "dated_on": str(TODAY)}
    page = client.post(path, typed | {"file": upload(b"<svg onload=alert(1)>", "plan.pdf")})
    body = page.content.decode()
    assert (page.status_code, SENTENCES[Fault.NOT_ALLOWED] in body) == (422, True)
    assert "Mise à disposition" in body
    with scoped(signed_in.cabinet.pk):
        assert Entry.objects.count() == 0
    assert client.post(path, typed | {"file": upload(pdf(), "convention.pdf")}).status_code == 302
    with scoped(signed_in.cabinet.pk):
        assert [row.name for row in Entry.objects.get().files.all()] == ["convention.pdf"]
    listed = client.get(reverse("commune:registers", args=["nieul"])).content.decode()
    assert '1<span class="visually-hidden"> pièce jointe</span>' in listed


def test_mairie_joins_reads_and_takes_back_on_the_page(written):
    client = written.as_member(written.guilbaud)
    where = reverse("commune:entry-files", args=["nieul", written.entry.pk])
    assert "Choisissez le document à joindre." in refused_by(client, where, None)
    assert SENTENCES[Fault.EMPTY] in refused_by(client, where, upload(b"", "vide.pdf"))
    assert client.post(where, {"file": upload(pdf(), "devis.pdf")}).status_code == 302
    with scoped(written.cabinet.pk):
        row = EntryFile.objects.get(entry=written.entry)
    door = reverse("commune:entry-file", args=["nieul", written.entry.pk, row.pk])
    given = client.get(door)
    assert (given.status_code, given["Content-Type"]) == (200, "application/pdf")
    assert given["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert hashlib.sha256(given.content).hexdigest() == row.sha256
    page = client.get(reverse("commune:entry", args=["nieul", written.entry.pk])).content.decode()
    assert ("devis.pdf" in page, "Retirer<span" in page) == (True, True)
    gone = client.post(reverse("commune:entry-file-removal", args=["nieul", written.entry.pk, row.pk]))
    assert (gone.status_code, client.get(door).status_code) == (302, 404)


@pytest.mark.parametrize(
    ("who", "status"),
    [("texier", 200), ("guilbaud", 404), ("ouvrard", 403), ("fradin", 403), ("stranger", 404)],
)
def test_file_of_an_obstacle_is_for_who_reads_it(written, who, status):
    with scoped(written.cabinet.pk):
        row = EntryFile.objects.get()
    client = written.as_member(getattr(written, who))
    door = reverse("commune:entry-file", args=["nieul", written.obstacle.pk, row.pk])
    assert client.get(door).status_code == status
    assert client.get(f"{API}entries/{written.obstacle.pk}/files/{row.pk}/").status_code == status
    # Not by the address of another entry either.
    other = reverse("commune:entry-file", args=["nieul", written.entry.pk, row.pk])
    assert client.get(other).status_code == (404 if status == 200 else status)


def test_api_joins_lists_reads_and_takes_back(written):
    client, where = written.as_member(written.guilbaud), f"{API}entries/{written.entry.pk}/files/"
    assert SENTENCES[Fault.NOT_ALLOWED] in refused_by(client, where, upload(b"MZ", "devis.pdf"), status=400)
    made = client.post(where, {"file": upload(pdf(), "devis.pdf")}).json()
    assert (made["name"], made["media_type"], made["state"]) == ("devis.pdf", "application/pdf", "ready")
    assert client.get(where).json()["results"] == [made]
    assert client.get(f"{API}requests/{written.entry.pk}/").json()["files"] == [made]
    one = f"{where}{made['id']}/"
    assert client.get(one, headers={"Accept": "application/pdf"}).content[:5] == b"%PDF-"
    assert (client.delete(one).status_code, client.get(one).status_code) == (204, 404)
