"""The screens of the agenda: what they show, what they change, who may."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cabinet.models import Access
from cabinet.tenancy.scope import scoped
from patients.models import Appointment, Patient, PatientSettings
from patients.queries.agenda import day_agenda
from patients.queries.first_week import first_week
from patients.queries.free_slots import next_firsts
from tests.patients import agenda as made
from tests.patients.agenda import TUESDAY, hour
from tests.patients.conftest import NOW

KEEPERS = ["texier", "fradin", "hervouet", "jaulin", "bossard"]
OTHERS = ["naulleau", "guilbaud", "ouvrard"]
HTMX = {"HX-Request": "true", "HX-Target": "agenda"}


@pytest.fixture
def day(signed_in, enter, as_member):
    """Tuesday with Dr Fradin all day, Dr Rabiller in the morning, the nurse; three appointments."""
    cast = signed_in
    with scoped(cast.cabinet.pk):
        made.furnish(cast)
        for who, period in ((cast.fradin, "day"), (cast.rabiller, "morning"), (cast.drapeau, "morning")):
            made.present(cast, who, period=period)
        cast.people = [enter(name, "Abel") for name in ("GRELIER", "NEAU", "RENAUD", "VINET")]
        cast.one = made.book(cast, cast.people[0], cast.fradin, "9:00", kind="first", note="avec sa fille")
        made.book(cast, cast.people[1], cast.rabiller, "9:00")
        cast.session = made.book(cast, cast.people[2], cast.drapeau, "9:00", kind="asalee")
    cast.as_member = as_member
    return cast


def at(name: str, *args) -> str:
    return reverse(f"patients:{name}", args=["nieul", *args])


def traced(cast) -> list[tuple]:
    with scoped(cast.cabinet.pk):
        return [(line.verb, line.screen, len(line.subjects)) for line in Access.objects.order_by("pk")]


def names_in(page: str) -> set[str]:
    return {name for name in ("GRELIER", "NEAU", "RENAUD", "VINET") if name in page}


@pytest.mark.parametrize("role", KEEPERS)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_agenda_shows_the_day_of_everybody_and_says_who_read_it(day, role, headers):
    response = day.as_member(getattr(day, role)).get(at("agenda", TUESDAY), headers=headers)
    page = response.content.decode()
    assert (response.status_code, "<html" in page) == (200, not headers)
    assert names_in(page) == {"GRELIER", "NEAU", "RENAUD"}
    assert "avec sa fille" in page
    assert traced(day) == [("listed", "patients:agenda", 3)]


def test_first_slots_leave_in_a_file_also_when_the_agenda_is_elsewhere(day):
    client, asked = day.as_member(day.bossard), at("first-slots-file") + "?semaine=2026-11-25"
    titles, *rows = client.get(asked).content.decode("utf-8-sig").splitlines()
    assert titles == "Date;Jour;Médecin;Demi-journée;Début;Fin"
    assert rows[0] == "24/11/2026;mardi;Dr Fradin;matin;08:30;09:00"
    with scoped(day.cabinet.pk):
        week = first_week(day.cabinet, TUESDAY, at=NOW, settings=PatientSettings.current())
        PatientSettings(appointments_here=False, agenda_elsewhere="Le Cahier bleu").save()
    assert len(rows) == week.total
    assert client.get(asked).content.decode("utf-8-sig").splitlines()[1:] == rows
    assert (
        f'href="{at("first-slots-file")}?semaine=2026-11-23"'
        in client.get(at("first-slots")).content.decode()
    )


def test_nurse_is_offered_no_first_consultation(day):
    with scoped(day.cabinet.pk):
        columns = day_agenda(day.cabinet, TUESDAY, at=NOW).columns
    firsts = {
        column.practitioner.display_name: any(line.first for half in column.halves for line in half.lines)
        for column in columns
    }
    assert firsts == {"Dr Fradin": True, "Dr Rabiller": True, "Hélène Drapeau": False}


def test_nurse_sees_her_own_hours_and_no_other(day):
    client = day.as_member(day.drapeau)
    assert names_in(client.get(at("agenda", TUESDAY)).content.decode()) == {"RENAUD"}
    assert client.get(at("appointment", day.one.pk)).status_code == 404
    assert client.get(at("appointment", day.session.pk)).status_code == 200


@pytest.mark.parametrize("role", OTHERS)
def test_role_without_patients_is_refused(day, role):
    client = day.as_member(getattr(day, role))
    for path in (
        at("agenda-today"), at("agenda", TUESDAY), at("day-sheet", TUESDAY), at("first-slots"), at("book"),
        at("first-slots-file"), at("appointment", day.one.pk), at("appointment-move", day.one.pk),
    ):  # fmt: skip
        assert client.get(path).status_code == 403, path
    for name in ("appointment-state", "appointment-undo", "appointment-move"):
        assert client.post(at(name, day.one.pk), {"version": 1}).status_code == 403
    assert client.post(at("book"), {"patient": day.people[3].pk}).status_code == 403
    assert traced(day) == []


def test_stranger_finds_nothing(day):
    client = day.as_member(day.stranger)
    assert client.get(at("agenda", TUESDAY)).status_code == 404
    assert client.get(reverse("patients:appointment", args=["voisin", day.one.pk])).status_code == 404


def test_day_sheet_is_a_pdf_with_a_trace(day):
    response = day.as_member(day.jaulin).get(at("day-sheet", TUESDAY))
    assert (response["Content-Type"], response.content[:5]) == ("application/pdf", b"%PDF-")
    assert "no-store" in response["Cache-Control"]
    assert traced(day) == [("exported", "patients:day-sheet", 3)]


def test_book_from_a_free_hour(day):
    client = day.as_member(day.jaulin)
    query = f"?praticien={day.fradin.pk}&debut=2026-11-24T10:15:00%2B01:00"
    asked = {"qui": "vin", "praticien": day.fradin.pk, "debut": "2026-11-24T10:15:00+01:00"}
    assert names_in(client.post(at("book-for-whom"), asked, headers=HTMX).text) == {"VINET"}
    led = client.post(at("book-for-whom"), asked).url
    assert "vin" not in led
    page = client.get(led).text
    assert names_in(page) == {"VINET"}
    assert f"&amp;praticien={day.fradin.pk}&amp;debut=2026-11-24T10%3A15%3A00%2B01%3A00" in page
    page = client.get(at("book") + query + f"&patient={day.people[3].pk}", headers=HTMX).content.decode()
    assert f'<option value="{day.fradin.pk}@2026-11-24T10:15:00+01:00" selected>' in page
    said = {
        "patient": day.people[3].pk, "kind": "first", "slot": f"{day.fradin.pk}@2026-11-24T10:15:00+01:00",
        "note": "apporte son dossier",
    }  # fmt: skip
    response = client.post(at("book"), said, headers=HTMX)
    assert response.status_code == 204
    assert "desk-changed" in response["HX-Trigger"]
    with scoped(day.cabinet.pk):
        one = Appointment.objects.get(patient=day.people[3])
        assert (one.starts_at, one.kind, one.note) == (hour(TUESDAY, "10:15"), "first", "apporte son dossier")
        assert Patient.objects.get(pk=day.people[3].pk).step == "booked"


def test_taken_hour_is_409_and_keeps_what_was_typed(day):
    said = {
        "patient": day.people[3].pk, "kind": "follow_up", "note": "vient à vélo",
        "slot": f"{day.fradin.pk}@2026-11-24T09:00:00+01:00",
    }  # fmt: skip
    response = day.as_member(day.bossard).post(at("book"), said)
    page = response.content.decode()
    assert response.status_code == 409
    assert "avec Dr Fradin vient d’être donné par Baptiste Jaulin. Encore libre ce matin-là" in page
    assert 'value="vient à vélo"' in page


def test_full_half_day_may_be_insisted_upon(day):
    client, first = day.as_member(day.jaulin), {"kind": "first"}
    with scoped(day.cabinet.pk):
        made.book(day, day.people[3], day.fradin, "9:30", kind="first")
    said = first | {"patient": day.people[1].pk, "slot": f"{day.fradin.pk}@2026-11-24T11:00:00+01:00"}
    response = client.post(at("book"), said, headers=HTMX)
    assert (response.status_code, response["HX-Retarget"]) == (409, "#sheet")
    assert 'name="beyond"' in response.content.decode()
    assert client.post(at("book"), said | {"beyond": "on"}, headers=HTMX).status_code == 204


@pytest.mark.parametrize("said", [{}, {"slot": "demain"}, {"slot": "x", "kind": "autre"}])
def test_form_half_filled_is_422(day, said):
    response = day.as_member(day.jaulin).post(at("book"), {"patient": day.people[3].pk} | said)
    assert response.status_code == 422


def test_move_an_appointment(day):
    client = day.as_member(day.bossard)
    assert client.get(at("appointment-move", day.one.pk), headers=HTMX).status_code == 200
    said = {"version": 1, "slot": f"{day.rabiller.pk}@2026-11-24T09:30:00+01:00", "reason": "à sa demande"}
    assert client.post(at("appointment-move", day.one.pk), said).status_code == 302
    assert client.post(at("appointment-move", day.one.pk), said).status_code == 409
    with scoped(day.cabinet.pk):
        assert Appointment.objects.get(patient=day.people[0], state="booked").practitioner == day.rabiller


def test_state_said_and_taken_back(day, time_machine):
    time_machine.move_to(hour(TUESDAY, "9:05"), tick=False)
    client = day.as_member(day.jaulin)
    state, undo = at("appointment-state", day.one.pk), at("appointment-undo", day.one.pk)
    assert client.post(state, {"version": 1, "state": "arrived"}, headers=HTMX).status_code == 204
    response = client.post(state, {"version": 1, "state": "no_show"}, headers=HTMX)
    assert (response.status_code, response["HX-Retarget"]) == (409, "#sheet")
    assert "Vous demandiez «\u00a0absent\u00a0»" in response.content.decode()
    assert client.post(undo, {"version": 2}).status_code == 302
    assert client.post(state, {"version": 3, "state": "moved"}).status_code == 422
    with scoped(day.cabinet.pk):
        assert Appointment.objects.get(pk=day.one.pk).state == "booked"


def test_agenda_kept_elsewhere_says_where(day):
    with scoped(day.cabinet.pk):
        PatientSettings(appointments_here=False, agenda_elsewhere="Le Cahier bleu").save()
    client = day.as_member(day.jaulin)
    for path in (at("agenda-today"), at("agenda", TUESDAY), at("first-slots"), at("book")):
        assert "Le Cahier bleu" in client.get(path).content.decode()
    assert client.get(at("day-sheet", TUESDAY)).status_code == 404
    said = {
        "patient": day.people[3].pk,
        "kind": "first",
        "slot": f"{day.fradin.pk}@2026-11-24T09:30:00+01:00",
    }
    client.post(at("book"), said)
    with scoped(day.cabinet.pk):
        assert Appointment.objects.count() == 3


def count_of(cast, read) -> int:
    with (
        scoped(cast.cabinet.pk),
        CaptureQueriesContext(
            connection,
        ) as queries,
    ):
        read()
    return len(queries)


def test_queries_do_not_grow_with_the_day(day, enter):
    settings = PatientSettings()
    reads = {
        3: lambda: day_agenda(day.cabinet, TUESDAY, at=NOW),
        2: lambda: first_week(day.cabinet, TUESDAY, at=NOW, settings=settings),
    }
    for number, read in reads.items():
        assert count_of(day, read) == number
    assert count_of(day, lambda: next_firsts(day.cabinet, at=NOW)) == 3
    with scoped(day.cabinet.pk):
        for n in range(16):
            made.book(day, enter("NEAU", f"Abel{'x' * n}y"), day.fradin, f"{14 + n // 4}:{n % 4 * 15:02d}")
    for number, read in reads.items():
        assert count_of(day, read) == number


def test_next_firsts_are_doctors_who_have_room(day):
    with scoped(day.cabinet.pk):
        found = next_firsts(day.cabinet, at=NOW, limit=3)
        said = [(slot.who.display_name, slot.span.starts_at) for slot in found]
    assert said == [
        ("Dr Fradin", hour(TUESDAY, "8:30")),
        ("Dr Rabiller", hour(TUESDAY, "8:30")),
        ("Dr Rabiller", hour(TUESDAY, "9:15")),
    ]


def test_first_slots_are_read_week_by_week(day):
    page = day.as_member(day.bossard).get(at("first-slots") + "?semaine=2026-11-25").content.decode()
    assert "Mardi 24 novembre" in page
    assert "semaine=2026-11-30" in page
    assert "semaine=2026-11-16" not in page
    assert (TUESDAY + timedelta(days=7)).isoformat() not in page
