"""Lists are published, begun, ticked and taken back; each keeps its version."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cabinet.members import Member
from cabinet.models import Access, AuditEntry
from cabinet.tenancy.scope import scoped
from patients.actions.checklists import (
    ListChangedMeanwhile,
    ListRefused,
    TickRefused,
    in_force,
    publish_list,
    start_lists,
    tick_item,
    untick_item,
)
from patients.models import ChecklistRun, ChecklistTemplate, ChecklistTick
from patients.queries.checklist_state import list_of
from patients.queries.checklists import today_lists
from patients.rules.checklists import read_items
from planning.models import Room
from tests.patients.conftest import NOW, TODAY, at_once

ITEMS = read_items("Ouvrir\nAllumer\nRelever")


def published(nieul, kind="opening", items=ITEMS, version=0, at=NOW - timedelta(days=9)):
    return publish_list(kind=kind, items=items, version=version, by=nieul.jaulin, at=at)


def tick(nieul, template, item="ouvrir", on=TODAY, at=NOW, by=None, **whose):
    return tick_item(template=template, on=on, item=item, by=by or nieul.jaulin, at=at, **whose)


def test_start_lists_makes_the_usual_ones_once(nieul):
    assert start_lists(by=nieul.jaulin, at=NOW) == 6
    assert start_lists(by=nieul.texier, at=NOW) == 0
    assert ChecklistTemplate.objects.count() == 6


def test_publish_list_makes_a_version_and_the_same_words_none(nieul):
    first = published(nieul)
    assert published(nieul, version=1) == first
    second = published(nieul, items=read_items("Ouvrir"), version=1)
    assert (first.version, second.version, in_force("opening")) == (1, 2, second)
    assert [e.details["version"] for e in AuditEntry.objects.filter(verb="publish_list").order_by("pk")] == [
        1,
        2,
    ]


def test_publish_list_refuses_what_is_stale(nieul):
    published(nieul)
    second = published(nieul, items=read_items("Ouvrir"), version=1)
    with pytest.raises(ListChangedMeanwhile) as refused:
        published(nieul, items=read_items("Fermer"), version=1)
    assert refused.value.now == second


def test_publish_list_refuses_an_empty_one(nieul):
    with pytest.raises(ListRefused) as refused:
        published(nieul, items=[])
    assert refused.value.faults == ["Écrivez au moins un point."]


@pytest.mark.parametrize("role", ["fradin", "hervouet", "bossard", "drapeau", "guilbaud"])
def test_publish_list_is_for_titulaires_and_secretary(nieul, role):
    with pytest.raises(PermissionDenied):
        publish_list(kind="opening", items=ITEMS, version=0, by=getattr(nieul, role), at=NOW)


def test_tick_item_twice_is_ticked_once(nieul):
    template = published(nieul)
    run = tick(nieul, template)
    assert tick(nieul, template, by=nieul.texier) == run
    assert [(t.item, t.by) for t in ChecklistTick.objects.all()] == [("ouvrir", nieul.jaulin)]
    assert AuditEntry.objects.filter(verb="tick_item").count() == 1


def test_untick_item_keeps_the_line_and_a_new_tick_is_another(nieul):
    template = published(nieul)
    run = tick(nieul, template)
    untick_item(run=run, item="ouvrir", by=nieul.texier, at=NOW + timedelta(minutes=2))
    untick_item(run=run, item="ouvrir", by=nieul.texier, at=NOW + timedelta(minutes=3))
    line = list_of(template, TODAY, None).lines[0]
    assert (line.done, line.undone) == (False, "coché à 10\u202fh, repris par Dr Texier")
    tick(nieul, template, at=NOW + timedelta(minutes=5))
    line = list_of(template, TODAY, None).lines[0]
    assert (line.done, line.by, line.at) == (True, "Baptiste Jaulin", "à 10\u202fh\u202f05")
    assert ChecklistTick.objects.count() == 2


def test_a_list_begun_keeps_its_version(nieul):
    first = published(nieul)
    tick(nieul, first)
    second = published(nieul, items=read_items("Aérer"), version=1)
    assert [line.item.label for line in list_of(second, TODAY, None).lines] == [
        "Ouvrir",
        "Allumer",
        "Relever",
    ]
    tomorrow = TODAY + timedelta(days=1)
    assert [line.item.label for line in list_of(second, tomorrow, None).lines] == ["Aérer"]
    with pytest.raises(TickRefused):
        tick(nieul, second, item="aerer")


@pytest.mark.parametrize("on", [TODAY + timedelta(days=1), TODAY - timedelta(days=32)])
def test_tick_item_refuses_tomorrow_and_long_ago(nieul, on):
    with pytest.raises(TickRefused) as refused:
        tick(nieul, published(nieul), on=on)
    assert refused.value.field == "on"


def test_a_month_ends_under_its_first_day(nieul):
    template = published(nieul, kind="month_end")
    with pytest.raises(TickRefused):
        tick(nieul, template, on=date(2026, 11, 2))
    assert tick(nieul, template, on=date(2026, 10, 1)).on == date(2026, 10, 1)


def test_a_presence_day_is_ticked_by_who_is_there(nieul):
    template = published(nieul, kind="presence_day")
    with pytest.raises(PermissionDenied):
        tick(nieul, template, membership=nieul.fradin)
    run = tick(nieul, template, membership=nieul.fradin, by=nieul.fradin)
    other = tick(nieul, template, membership=nieul.texier, by=nieul.texier)
    assert run != other
    with pytest.raises(PermissionDenied):
        untick_item(run=run, item="ouvrir", by=nieul.texier, at=NOW)


def test_a_first_consultation_is_one_whatever_the_day(nieul, enter):
    template, patient = published(nieul, kind="first_consultation"), enter()
    first = tick(nieul, template, patient=patient, at=NOW - timedelta(days=1), on=TODAY - timedelta(days=1))
    assert tick(nieul, template, item="allumer", patient=patient) == first
    assert list_of(template, TODAY, patient).progress.said == "2 sur 3"


@pytest.mark.parametrize("role", ["bossard", "drapeau", "naulleau", "guilbaud"])
def test_lists_are_ticked_by_doctors_and_the_secretary(nieul, role):
    with pytest.raises(PermissionDenied):
        tick(nieul, published(nieul), by=getattr(nieul, role))


def test_two_desks_begin_and_tick_one_list_once(living_cast):
    with scoped(living_cast.cabinet.pk):
        template = published(living_cast)

    def ticked():
        return tick(living_cast, template).pk

    assert len({*at_once(living_cast, ticked, ticked)}) == 1
    with scoped(living_cast.cabinet.pk):
        assert (ChecklistRun.objects.count(), ChecklistTick.objects.count()) == (1, 1)


def there(nieul, key, on=TODAY):
    from planning.actions.place import place_presence

    room, _ = Room.objects.get_or_create(name="Bureau 1")
    return place_presence(
        cabinet=nieul.cabinet, membership=getattr(nieul, key), on=on, period="day", room=room,
        by=getattr(nieul, key), at=NOW,
    )  # fmt: skip


def kinds(lists):
    return [(one.kind, one.on) for one in lists]


def test_today_lists_of_each(nieul):
    start_lists(by=nieul.jaulin, at=NOW)
    assert kinds(today_lists(Member(nieul.jaulin), NOW).lists) == [
        ("opening", TODAY), ("no_doctor", TODAY), ("closing", TODAY),
    ]  # fmt: skip
    there(nieul, "fradin")
    assert kinds(today_lists(Member(nieul.jaulin), NOW).lists) == [("opening", TODAY), ("closing", TODAY)]
    assert kinds(today_lists(Member(nieul.fradin), NOW).lists) == [("presence_day", TODAY)]
    assert kinds(today_lists(Member(nieul.texier), NOW).lists) == []
    end = NOW + timedelta(days=7)
    assert kinds(today_lists(Member(nieul.texier), end).lists) == [("month_end", date(2026, 11, 1))]


def test_yesterday_s_unfinished_is_shown(nieul):
    template = published(nieul, kind="closing")
    friday = TODAY - timedelta(days=3)
    assert kinds(today_lists(Member(nieul.jaulin), NOW).late) == [("closing", friday)]
    for item in ("ouvrir", "allumer"):
        tick(nieul, template, item=item, on=friday)
    [late] = today_lists(Member(nieul.jaulin), NOW).late
    assert (late.title, late.progress.said) == ("Fermeture du ven. 20 nov.", "2 sur 3")
    tick(nieul, template, item="relever", on=friday)
    assert today_lists(Member(nieul.jaulin), NOW).late == []


def test_a_list_published_today_was_not_forgotten_yesterday(nieul):
    published(nieul, at=NOW)
    assert today_lists(Member(nieul.jaulin), NOW).late == []


@pytest.mark.parametrize("number", [1, 30])
def test_today_lists_in_six_statements(nieul, number):
    start_lists(by=nieul.jaulin, at=NOW - timedelta(days=2))
    template = published(nieul, items=read_items("\n".join(f"p{n}" for n in range(30))), version=1)
    for n in range(number):
        tick(nieul, template, item=f"p{n}")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        today_lists(Member(nieul.jaulin), NOW)
    assert len(asked) == 6


# --- Screens


def address(name, *args):
    return reverse(f"patients:{name}", args=["nieul", *args])


def start(cast, kind="opening"):
    with scoped(cast.cabinet.pk):
        return published(cast, kind=kind)


def test_the_page_offers_the_usual_lists_then_shows_them(signed_in, as_member):
    client = as_member(signed_in.jaulin)
    assert "Partir des listes usuelles" in client.get(address("checklists")).content.decode()
    assert client.post(address("checklist-templates")).status_code == 302
    page = client.get(address("checklists")).content.decode()
    assert "Reprendre les téléphones du télésecrétariat" in page
    assert page.count("data-ticks") == 3


def test_a_tick_comes_back_with_its_name_and_time(signed_in, as_member):
    template = start(signed_in)
    where = address("checklist", template.pk, TODAY)
    client = as_member(signed_in.jaulin)
    response = client.post(where, {"item": "ouvrir", "done": "1"}, headers={"HX-Request": "true"})
    page = response.content.decode()
    assert (response.status_code, "<html" in page) == (200, False)
    assert "Baptiste Jaulin, à 10\u202fh" in page
    assert "1 sur 3" in page
    assert client.post(where, {"item": "ouvrir", "done": "0"}).status_code == 302
    assert "0 sur 3" in client.get(where).content.decode()


def test_a_tick_that_cannot_be_is_said(signed_in, as_member):
    template = start(signed_in)
    client = as_member(signed_in.jaulin)
    assert client.post(address("checklist", template.pk, TODAY), {"item": "autre"}).status_code == 409
    later = address("checklist", template.pk, TODAY + timedelta(days=1))
    assert client.post(later, {"item": "ouvrir"}).status_code == 422


def test_the_editor_keeps_what_was_typed(signed_in, as_member):
    start(signed_in)
    client, where = as_member(signed_in.jaulin), address("checklist-template", "opening")
    refused = client.post(where, {"items": "", "version": "1"})
    assert refused.status_code == 422
    conflict = client.post(where, {"items": "Autre chose", "version": "0"})
    assert (conflict.status_code, "Autre chose" in conflict.content.decode()) == (409, True)
    assert client.post(where, {"items": "Autre chose", "version": "1"}).status_code == 302


def test_a_first_consultation_is_in_the_trace(signed_in, as_member, enter):
    with scoped(signed_in.cabinet.pk):
        patient = enter()
        published(signed_in, kind="first_consultation")
    client = as_member(signed_in.fradin)
    assert client.get(address("first-consultation", patient.pk)).status_code == 200
    with scoped(signed_in.cabinet.pk):
        assert [(a.verb, a.subjects) for a in Access.objects.all()] == [("read", [patient.pk])]


@pytest.mark.parametrize("role", ["bossard", "drapeau", "naulleau", "guilbaud", "ouvrard"])
def test_lists_are_closed_to_others(signed_in, as_member, role):
    assert as_member(getattr(signed_in, role)).get(address("checklists")).status_code == 403


def test_a_stranger_finds_no_list(signed_in, as_member):
    assert as_member(signed_in.stranger).get(address("checklists")).status_code == 404
