"""A day without a doctor: whom to send to, what to ask, who answers the laboratory; one A4 page."""

from io import BytesIO

import pypdf
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cabinet.actions.settings import ChangedMeanwhile
from cabinet.members import Member
from cabinet.tenancy.scope import scoped
from patients.actions.directory import (
    EntryIsRefused,
    add_entry,
    add_usual_entries,
    change_entry,
    move_entry,
    withdraw_entry,
)
from patients.actions.protocols import (
    ProtocolChangedMeanwhile,
    ProtocolRefused,
    rewrite_protocol,
    withdraw_protocol,
    write_protocol,
)
from patients.models import DirectoryEntry, TriageProtocol
from patients.queries.without_doctor import current_protocols, versions_of, without_doctor
from tests.patients.conftest import NOW, TODAY


def entry(cast, name="Dr Épaud", **values):
    said = {"kind": "doctor", "phone": "02 51 00 00 12", "hours": "", "note": "", "without_doctor": True}
    return add_entry(values=said | {"name": name} | values, by=cast.jaulin, at=NOW)


def protocol(cast, title="Fièvre", body="Depuis quand ?"):
    return write_protocol(title=title, body=body, by=cast.texier, at=NOW)


def names():
    return [one.name for one in DirectoryEntry.objects.all()]


def test_usual_entries_are_added_once(nieul):
    assert add_usual_entries(by=nieul.jaulin, at=NOW) == 6
    assert add_usual_entries(by=nieul.jaulin, at=NOW) == 0
    assert names()[:3] == ["SAMU", "Médecin de garde", "Maison médicale de garde"]


def test_a_name_is_there_once(nieul):
    entry(nieul)
    with pytest.raises(EntryIsRefused) as refused:
        entry(nieul, name=" Dr  Épaud ")
    assert refused.value.field == "name"


def test_change_entry_refuses_what_is_stale(nieul):
    one = entry(nieul)
    read = {"phone": "02 51 00 00 12"}
    change_entry(entry=one, values={"phone": "15"}, read=read, by=nieul.jaulin, at=NOW)
    with pytest.raises(ChangedMeanwhile):
        change_entry(entry=one, values={"phone": "18"}, read=read, by=nieul.texier, at=NOW)


def test_entries_change_places(nieul):
    for name in "ABC":
        entry(nieul, name=name)
    one = DirectoryEntry.objects.get(name="C")
    move_entry(entry=one, up=True, by=nieul.jaulin, at=NOW)
    assert names() == ["A", "C", "B"]
    move_entry(entry=one, up=True, by=nieul.jaulin, at=NOW)
    move_entry(entry=one, up=True, by=nieul.jaulin, at=NOW)
    assert names() == ["C", "A", "B"]
    move_entry(entry=one, up=False, by=nieul.jaulin, at=NOW)
    withdraw_entry(entry=one, by=nieul.jaulin, at=NOW)
    assert names() == ["A", "B"]


@pytest.mark.parametrize("role", ["fradin", "bossard", "drapeau", "guilbaud"])
def test_the_directory_is_kept_by_titulaires_and_secretary(nieul, role):
    with pytest.raises(PermissionDenied):
        add_usual_entries(by=getattr(nieul, role), at=NOW)


def test_protocols_keep_their_versions_and_writers(nieul):
    first = protocol(nieul)
    second = rewrite_protocol(protocol=first, body="Quel âge ?", version=1, by=nieul.sorin, at=NOW)
    assert rewrite_protocol(protocol=first, body="Quel âge ?", version=1, by=nieul.sorin, at=NOW) == second
    with pytest.raises(ProtocolChangedMeanwhile):
        rewrite_protocol(protocol=first, body="Autre", version=1, by=nieul.texier, at=NOW)
    assert current_protocols() == [second]
    assert [(v.version, v.written_by) for v in versions_of(second)] == [(2, nieul.sorin), (1, nieul.texier)]


def test_a_withdrawn_protocol_written_again_follows_its_versions(nieul):
    one = protocol(nieul)
    withdraw_protocol(protocol=one, by=nieul.texier, at=NOW)
    withdraw_protocol(protocol=one, by=nieul.texier, at=NOW)
    assert current_protocols() == []
    with pytest.raises(ProtocolChangedMeanwhile):
        rewrite_protocol(protocol=one, body="Autre", version=1, by=nieul.texier, at=NOW)
    assert protocol(nieul).version == 2


@pytest.mark.parametrize(("title", "body", "field"), [("", "x", "title"), ("x", " ", "body")])
def test_a_protocol_says_something(nieul, title, body, field):
    with pytest.raises(ProtocolRefused) as refused:
        protocol(nieul, title=title, body=body)
    assert refused.value.field == field


def test_a_title_is_taken_once(nieul):
    protocol(nieul)
    with pytest.raises(ProtocolRefused) as refused:
        protocol(nieul)
    assert refused.value.field == "title"


@pytest.mark.parametrize("role", ["fradin", "jaulin", "bossard", "guilbaud"])
def test_protocols_are_written_by_titulaires(nieul, role):
    with pytest.raises(PermissionDenied):
        write_protocol(title="x", body="y", by=getattr(nieul, role), at=NOW)


@pytest.mark.parametrize("number", [1, 30])
def test_without_doctor_in_five_statements(nieul, number):
    for n in range(number):
        entry(nieul, name=f"Dr {n}")
        protocol(nieul, title=f"Protocole {n}")
    with CaptureQueriesContext(connection) as asked:
        page = without_doctor(Member(nieul.jaulin), TODAY)
    assert (len(asked), len(page.urgent), len(page.protocols)) == (5, number, number)


# --- Screens


def address(name, *args):
    return reverse(f"patients:{name}", args=["nieul", *args])


@pytest.mark.parametrize("role", ["texier", "fradin", "hervouet", "jaulin", "bossard"])
@pytest.mark.parametrize("name", ["directory", "protocols", "without-doctor"])
def test_the_desk_reads_them(signed_in, as_member, role, name):
    assert as_member(getattr(signed_in, role)).get(address(name)).status_code == 200


@pytest.mark.parametrize("role", ["drapeau", "naulleau", "guilbaud", "ouvrard"])
@pytest.mark.parametrize("name", ["directory", "protocols", "without-doctor"])
def test_others_do_not(signed_in, as_member, role, name):
    assert as_member(getattr(signed_in, role)).get(address(name)).status_code == 403


def test_protocols_open_as_a_sheet_with_two_keys(signed_in, as_member):
    with scoped(signed_in.cabinet.pk):
        one = protocol(signed_in)
    client = as_member(signed_in.jaulin)
    sheet = client.get(address("protocols"), headers={"HX-Request": "true"}).content.decode()
    assert ("<html" in sheet, 'data-key="1"' in sheet) == (False, True)
    text = client.get(address("protocol", one.pk), headers={"HX-Request": "true"}).content.decode()
    assert ("<html" in text, "Depuis quand ?" in text) == (False, True)


def test_a_protocol_is_written_and_changed_on_screen(signed_in, as_member):
    client = as_member(signed_in.texier)
    assert client.post(address("protocol-new"), {"title": "", "body": ""}).status_code == 422
    assert client.post(address("protocol-new"), {"title": "Fièvre", "body": "Âge ?"}).status_code == 302
    with scoped(signed_in.cabinet.pk):
        one = TriageProtocol.objects.get()
    where = address("protocol-change", one.pk)
    assert client.post(where, {"body": "Âge, depuis quand ?", "version": "1"}).status_code == 302
    conflict = client.post(where, {"body": "Le mien", "version": "1"})
    assert (conflict.status_code, "Le mien" in conflict.content.decode()) == (409, True)


def test_a_number_is_added_and_changed_on_screen(signed_in, as_member):
    client = as_member(signed_in.jaulin)
    typed = {"kind": "doctor", "name": "Dr Épaud", "phone": "02 51 00 00 12", "without_doctor": "on"}
    assert client.post(address("directory-new"), typed).status_code == 302
    again = client.post(address("directory-new"), typed | {"note": "le matin"})
    assert (again.status_code, "le matin" in again.content.decode()) == (422, True)
    with scoped(signed_in.cabinet.pk):
        one = DirectoryEntry.objects.get()
    read = {"read": '{"phone": "15"}'}
    conflict = client.post(address("directory-entry", one.pk), typed | read | {"phone": "18"})
    assert conflict.status_code == 409
    assert client.post(address("directory-move", one.pk), {"sens": "bas"}).status_code == 302
    assert client.post(address("directory-withdrawal", one.pk)).status_code == 302


@pytest.mark.parametrize("number", [0, 5, 24])
def test_the_day_prints_on_one_page(signed_in, as_member, number):
    with scoped(signed_in.cabinet.pk):
        for n in range(number):
            entry(
                signed_in, name=f"Dr Médecin des Environs {n}", hours="du lundi au vendredi", note="appeler"
            )
            protocol(signed_in, title=f"Protocole écrit par les médecins {n}")
    pdf = as_member(signed_in.jaulin).get(address("without-doctor-pdf", TODAY))
    pages = pypdf.PdfReader(BytesIO(pdf.content)).pages
    assert len(pages) == 1
    assert "Lundi 23 novembre 2026" in pages[0].extract_text()
