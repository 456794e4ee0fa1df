"""Calls to return: asked for, in hand, tried, settled; one desk at a time."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cabinet.models import AuditEntry
from cabinet.tenancy.scope import scoped
from patients.actions.call_backs import (
    AlreadyAsked,
    Asked,
    CallBackRefused,
    CallIsDone,
    InOtherHands,
    ask_call_back,
    asked_hour,
    call_patient,
    finish_call,
    let_go,
    note_attempt,
    postpone_call,
    take_call,
)
from patients.models import CallAttempt, CallBack, Patient
from patients.queries.call_backs import calls_page, calls_to_make
from tests.patients.conftest import NOW, TODAY, an_entry, at_once

LATER = NOW + timedelta(minutes=5)


def somebody(nieul, name="Mme Neau", phone="02 51 00 00 12", **said) -> CallBack:
    asked = Asked(reason="other", name=name, phone_typed=phone, **said)
    return ask_call_back(asked=asked, by=nieul.jaulin, at=NOW)


@pytest.fixture
def grelier(nieul, enter) -> Patient:
    return enter()


def test_ask_call_back_keeps_whom_and_how(nieul, grelier):
    row = somebody(nieul, name=" Mme  Neau ", note="apporte un papier")
    assert (row.name, row.phone, row.phone_typed) == ("Mme Neau", "+33251000012", "02 51 00 00 12")
    known = ask_call_back(asked=Asked(reason="renewal", patient=grelier), by=nieul.bossard, at=NOW)
    assert (known.patient, known.name, known.asked_by) == (grelier, "", nieul.bossard)
    entries = AuditEntry.objects.filter(verb="ask_call_back").order_by("pk")
    assert [entry.details for entry in entries] == [
        {"reason": "other", "patient": None},
        {"reason": "renewal", "patient": str(grelier.pk)},
    ]


def test_ask_call_back_keeps_a_number_that_cannot_be_read(nieul):
    row = somebody(nieul, phone="celui de la pharmacie")
    assert (row.phone, row.phone_typed) == ("", "celui de la pharmacie")


@pytest.mark.parametrize(("said", "field"), [({"name": " "}, "name"), ({"phone": ""}, "phone_typed")])
def test_ask_call_back_asks_whom_and_where(nieul, said, field):
    with pytest.raises(CallBackRefused) as refused:
        somebody(nieul, **said)
    assert refused.value.field == field


def test_ask_call_back_twice_for_a_reason_is_refused(nieul, grelier):
    ask_call_back(asked=Asked(reason="renewal", patient=grelier), by=nieul.jaulin, at=NOW)
    with pytest.raises(AlreadyAsked, match="déjà à rappeler"):
        ask_call_back(asked=Asked(reason="renewal", patient=grelier), by=nieul.bossard, at=NOW)
    ask_call_back(asked=Asked(reason="other", patient=grelier), by=nieul.bossard, at=NOW)


@pytest.mark.parametrize("who", ["drapeau", "naulleau"])
def test_calls_are_for_the_desk(nieul, grelier, who):
    by = getattr(nieul, who)
    row = somebody(nieul)
    for act in (
        lambda: ask_call_back(asked=Asked(reason="other", name="A", phone_typed="06"), by=by, at=NOW),
        lambda: call_patient(patient=grelier, by=by, at=NOW),
        lambda: take_call(call_back=row, by=by, at=NOW),
        lambda: note_attempt(call_back=row, outcome="reached", by=by, at=NOW),
        lambda: finish_call(call_back=row, result="", by=by, at=NOW),
        lambda: postpone_call(call_back=row, later=LATER, by=by, at=NOW),
        lambda: let_go(call_back=row, by=by, at=NOW),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_take_call_tells_the_second_desk_who_is_on_it(nieul):
    row = somebody(nieul)
    take_call(call_back=row, by=nieul.jaulin, at=NOW)
    with pytest.raises(InOtherHands) as refused:
        take_call(call_back=row, by=nieul.bossard, at=LATER)
    assert refused.value.sentence.replace("\u202f", " ") == (
        "Baptiste Jaulin l’appelle en ce moment, depuis 10 h."
    )
    [line] = calls_to_make(nieul.bossard, LATER).due
    assert (line.held_by, line.mine) == ("Baptiste Jaulin", False)
    assert calls_to_make(nieul.jaulin, LATER).due[0].mine
    assert take_call(call_back=row, by=nieul.bossard, at=LATER, anyway=True).taken_by == nieul.bossard


def test_take_call_is_free_again_after_a_quarter_of_an_hour_or_when_let_go(nieul):
    row = somebody(nieul)
    take_call(call_back=row, by=nieul.jaulin, at=NOW)
    assert let_go(call_back=row, by=nieul.bossard, at=NOW).taken_by == nieul.jaulin
    assert (
        take_call(call_back=row, by=nieul.bossard, at=NOW + timedelta(minutes=15)).taken_by == nieul.bossard
    )
    assert let_go(call_back=row, by=nieul.bossard, at=LATER).taken_by is None


def test_call_patient_makes_one_call_of_them(nieul, grelier):
    row = call_patient(patient=grelier, by=nieul.jaulin, at=NOW)
    assert (row.reason, row.taken_by) == ("first_appointment", nieul.jaulin)
    assert call_patient(patient=grelier, by=nieul.jaulin, at=LATER) == row
    with pytest.raises(InOtherHands):
        call_patient(patient=grelier, by=nieul.texier, at=LATER)


def test_two_desks_calling_the_same_person_at_once_is_one(living_cast):
    from cabinet.tenancy.scope import scoped
    from patients.actions.enter import enter_patient

    with scoped(living_cast.cabinet.pk):
        patient = enter_patient(entry=an_entry(), by=None, at=NOW)
    answers = at_once(
        living_cast,
        *(
            lambda who=who: call_patient(patient=patient, by=getattr(living_cast, who), at=NOW)
            for who in ("jaulin", "texier")
        ),
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["CallBack", "InOtherHands"]


def test_note_attempt_makes_a_step_and_says_when_to_try_again(nieul, grelier):
    row = call_patient(patient=grelier, by=nieul.jaulin, at=NOW)
    note_attempt(call_back=row, outcome="no_answer", note=" occupé ", by=nieul.jaulin, at=LATER)
    row.refresh_from_db()
    assert (row.taken_by, row.done_at, row.not_before_at) == (None, None, LATER + timedelta(hours=2))
    assert [(a.patient, a.outcome, a.note, a.by) for a in row.attempts.all()] == [
        (grelier, "no_answer", "occupé", nieul.jaulin)
    ]
    grelier.refresh_from_db()
    assert (grelier.step, grelier.version) == ("called", 2)
    calls = calls_to_make(nieul.jaulin, LATER)
    assert ([line.pk for line in calls.due], [line.pk for line in calls.later]) == ([], [row.pk])
    [line] = calls_to_make(nieul.jaulin, LATER + timedelta(days=1, hours=3)).due
    assert line.tried == "1er essai, pas de réponse hier"


def test_note_attempt_reached_settles_it(nieul, grelier):
    row = call_patient(patient=grelier, by=nieul.jaulin, at=NOW)
    note_attempt(call_back=row, outcome="reached", note="rendez-vous pris", by=nieul.jaulin, at=LATER)
    row.refresh_from_db()
    assert (row.done_at, row.done_by, row.result) == (LATER, nieul.jaulin, "rendez-vous pris")
    grelier.refresh_from_db()
    assert grelier.last_contact_on == TODAY
    page = calls_page(nieul.bossard, LATER)
    assert (page.due, page.later, page.done) == ([], [], [row])
    with pytest.raises(CallIsDone, match="C’est déjà réglé"):
        note_attempt(call_back=row, outcome="no_answer", by=nieul.bossard, at=LATER)
    with pytest.raises(CallIsDone):
        take_call(call_back=row, by=nieul.bossard, at=LATER)


def test_note_attempt_of_somebody_unknown_is_kept_with_the_call(nieul):
    row = somebody(nieul)
    note_attempt(call_back=row, outcome="left_message", by=nieul.bossard, at=NOW)
    assert list(CallAttempt.objects.values_list("patient", "call_back")) == [(None, row.pk)]


def test_a_key_pressed_twice_is_one_attempt(nieul):
    row = somebody(nieul)
    first = note_attempt(call_back=row, outcome="no_answer", by=nieul.jaulin, at=NOW)
    again = NOW + timedelta(seconds=3)
    assert note_attempt(call_back=row, outcome="no_answer", by=nieul.jaulin, at=again) == first
    note_attempt(call_back=row, outcome="no_answer", by=nieul.jaulin, at=NOW + timedelta(hours=3))
    assert row.attempts.count() == 2


def test_finish_call_twice_is_once(nieul):
    row = somebody(nieul)
    finish_call(call_back=row, result="a rappelé", by=nieul.jaulin, at=NOW)
    again = finish_call(call_back=row, result="autre", by=nieul.bossard, at=LATER)
    assert (again.result, again.done_by) == ("a rappelé", nieul.jaulin)
    assert AuditEntry.objects.filter(verb="finish_call").count() == 1


def test_postpone_call_puts_it_after_the_hour_asked_for(nieul):
    row, hour = somebody(nieul), NOW + timedelta(hours=4)
    postpone_call(call_back=row, later=hour, by=nieul.jaulin, at=NOW)
    assert [line.later for line in calls_to_make(nieul.jaulin, NOW).later] == [hour]
    assert [line.due for line in calls_to_make(nieul.jaulin, hour).due] == [True]
    with pytest.raises(CallBackRefused, match="déjà passée"):
        postpone_call(call_back=row, later=NOW, by=nieul.jaulin, at=NOW)


def test_asked_hour_is_one_of_those_offered():
    assert asked_hour("", at=NOW) is None
    assert asked_hour((NOW + timedelta(hours=4)).isoformat(), at=NOW) == NOW + timedelta(hours=4)
    for typed in ("demain", "2026-11-23T14:00:00", (NOW - timedelta(hours=1)).isoformat()):
        with pytest.raises(CallBackRefused):
            asked_hour(typed, at=NOW)


def test_calls_come_urgent_first_then_as_they_were_asked(nieul):
    names = [somebody(nieul, name=name, urgent=urgent).name for name, urgent in (("A", False), ("B", True))]
    ask_call_back(asked=Asked(reason="other", name="C", phone_typed="06"), by=nieul.jaulin, at=LATER)
    assert names == ["A", "B"]
    assert [line.name for line in calls_to_make(nieul.jaulin, LATER).due] == ["B", "A", "C"]


@pytest.mark.parametrize("how_many", [1, 30])
def test_calls_statements_do_not_depend_on_rows(nieul, enter, django_assert_num_queries, how_many):
    for number in range(how_many):
        row = call_patient(patient=enter(f"NEAU {number}"), by=nieul.jaulin, at=NOW)
        note_attempt(call_back=row, outcome="no_answer", by=nieul.jaulin, at=NOW)
    with django_assert_num_queries(2):
        page = calls_page(nieul.bossard, LATER)
        assert len([(line.name, line.tried, line.held_by) for line in page.later]) == how_many


def test_call_sheet_offers_to_put_the_call_off(signed_in, as_member):
    with scoped(signed_in.cabinet.pk):
        row = ask_call_back(
            asked=Asked(reason="other", name="M. Ardouin", phone_typed="02 51 00 00 13"),
            by=signed_in.jaulin,
            at=NOW,
        )
    client, of = as_member(signed_in.jaulin), ["nieul", row.pk]
    page = client.get(reverse("patients:call", args=of)).content.decode()
    assert page.count(reverse("patients:call-postpone", args=of)) == 2
    assert client.post(reverse("patients:call-postpone", args=of), {"later": ""}).status_code == 422
