"""What stands around presences on the calendar's pages: closures, astreintes, the desk, events, calls."""

import re
from datetime import date, datetime, time, timedelta

import pytest

from cabinet.clock import PARIS, in_paris
from cabinet.tenancy.scope import scoped
from planning.models import Astreinte, CoverCall, Event, Presence, Shift, SpecialPeriod
from planning.queries.around import read_around
from planning.rules.half_days import Hours, instants
from tests.planning.conftest import FRIDAY, MONDAY, NOW, THURSDAY, TODAY, TUESDAY, WEDNESDAY, booker

MARCH = "/c/nieul/planning/?mois=2027-03"
WEEK = "/c/nieul/planning/semaine/2027-03-10/"
SATURDAY = date(2027, 3, 13)


def at(on: date, hour: int, minute: int = 0) -> datetime:
    return in_paris(on, time(hour, minute))


@pytest.fixture
def around(signed_in):
    """A week with one of everything."""
    cast = signed_in
    with scoped(cast.cabinet.pk):
        booker(cast)(cast.fradin, TUESDAY)
        duty = {"starts_at": at(MONDAY, 8), "ends_at": at(MONDAY, 20), "assigned_at": NOW}
        Astreinte.objects.create(membership=cast.texier, on=MONDAY, **duty)
        for on in (MONDAY, TUESDAY):
            hours = {"starts_at": at(on, 8, 30), "ends_at": at(on, 12, 30), "written_at": NOW}
            Shift.objects.create(membership=cast.jaulin, on=on, **hours)
        hours = {"starts_at": at(MONDAY, 12, 30), "ends_at": at(MONDAY, 18, 30), "written_at": NOW}
        Shift.objects.create(membership=cast.bossard, on=MONDAY, **hours)
        Event.objects.create(
            kind="training",
            title="Dermoscopie",
            starts_at=at(THURSDAY, 20),
            ends_at=at(THURSDAY, 22),
            created_at=NOW,
        )
        CoverCall.objects.create(monday=MONDAY, opened_at=NOW, missing=6, stage="pool")
        closed = {"kind": "closure", "reason": "Travaux", "declared_at": NOW}
        SpecialPeriod.objects.create(starts_on=FRIDAY, ends_on=FRIDAY, **closed)
        maybe(cast, cast.sorin, WEDNESDAY, strength="if_need_be")
        maybe(cast, cast.rabiller, WEDNESDAY, to_confirm=True)
    return cast


def maybe(cast, membership, on: date, **values) -> None:
    starts_at, ends_at = instants(on, "morning", Hours.of(cast.cabinet))
    Presence.objects.create(
        membership=membership, room=cast.rooms[1], on=on, period="morning", starts_at=starts_at,
        ends_at=ends_at, booked_at=NOW, **values,
    )  # fmt: skip


def label(page: str, on: date) -> str:
    start = page.index(f'id="jour-{on}"')
    return page[page.index('aria-label="', start) + 12 :].partition('"')[0]


def test_cells_say_all_of_it_in_words(around):
    page = around.as_member(around.texier).get(MARCH).content.decode()
    missing = "il manque 3 jours cette semaine"
    assert {on: label(page, on) for on in (MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY)} == {
        MONDAY: f"lundi 8 mars, journée libre, {missing}, astreinte\u202f: moi",
        TUESDAY: "mardi 9 mars, Dr Fradin, "
        "secrétariat partiel\u202f: personne 14\u202fh\u202f–\u202f18\u202fh\u202f30",
        WEDNESDAY: "mercredi 10 mars, journée libre, Dr Rabiller (matin, à confirmer), "
        f"Dr Sorin (matin, en dernier recours), {missing}, astreinte\u202f: personne, sans secrétariat",
        THURSDAY: f"jeudi 11 mars, journée libre, {missing}, astreinte\u202f: personne, sans secrétariat, "
        "formation\u202f: Dermoscopie, 20\u202fh",
        FRIDAY: "vendredi 12 mars, fermé\u202f: Travaux, astreinte\u202f: personne",
    }


def test_week_line_says_that_a_call_is_open(around):
    page = around.as_member(around.texier).get(MARCH).content.decode()
    assert page.count("appel en cours") == 1


def test_saturday_without_a_column_says_that_nobody_is_on_call(around):
    page = around.as_member(around.texier).get(MARCH).content.decode()
    assert 'href="/c/nieul/planning/2027-03-13/"' in page
    assert "week-six" not in page


def test_nobody_on_call_is_red_within_seven_days_and_amber_later(around):
    page = around.as_member(around.fradin).get(MARCH).content.decode()
    assert duty_kind(page, TODAY + timedelta(days=3)) == "alert"
    assert duty_kind(page, WEDNESDAY) == "gap"
    assert duty_kind(page, MONDAY) == "known"


def duty_kind(page: str, on: date) -> str:
    start = page.index(f'id="jour-{on}"')
    return page[page.index('class="mark mark-', start) + 17 :].partition('"')[0]


def test_practice_that_writes_no_desk_hours_is_not_told_that_it_misses_them(signed_in):
    page = signed_in.as_member(signed_in.texier).get(MARCH).content.decode()
    assert "tariat" not in page.partition("<main")[2].partition("</main>")[0]


def test_my_own_last_resort_is_not_my_day(around):
    page = around.as_member(around.sorin).get(MARCH).content.decode()
    assert 'id="jour-2027-03-10" class="day day-maybe"' in page


def test_event_over_two_days_is_on_both(around):
    with scoped(around.cabinet.pk):
        Event.objects.create(
            kind="meeting",
            title="Séminaire",
            starts_at=at(TUESDAY, 9),
            ends_at=at(WEDNESDAY, 17),
            created_at=NOW,
        )
        events = read_around(around.cabinet, MONDAY, SATURDAY).events
    assert {on: [event.title for event in found] for on, found in events.items()} == {
        TUESDAY: ["Séminaire"],
        WEDNESDAY: ["Séminaire"],
        THURSDAY: ["Dermoscopie"],
    }
    assert events[THURSDAY][0].starts_at.astimezone(PARIS).hour == 20


def test_what_was_given_up_or_cancelled_is_not_read(around):
    with scoped(around.cabinet.pk):
        Astreinte.objects.update(released_at=NOW)
        Event.objects.update(cancelled_at=NOW)
        Shift.objects.update(cancelled_at=NOW)
        CoverCall.objects.update(closed_at=NOW, outcome="met")
        found = read_around(around.cabinet, MONDAY, SATURDAY)
    assert (found.astreintes, found.desk, found.events, found.calls) == ({}, {}, {}, {})


def test_practice_next_door_reads_nothing_of_it(around):
    with scoped(around.next_door.cabinet.pk):
        found = read_around(around.cabinet, MONDAY, SATURDAY)
    assert (found.astreintes, found.desk, found.events, found.calls) == ({}, {}, {}, {})


def test_names_are_escaped(around):
    with scoped(around.cabinet.pk):
        Event.objects.update(title='<script>"&')
    page = around.as_member(around.texier).get(MARCH).content.decode()
    assert "&lt;script&gt;&quot;&amp;" in page
    assert '<script>"&' not in page


def test_week_shows_rooms_by_half_days_and_who_answers(around):
    page = around.as_member(around.texier).get(WEEK).context["page"]
    assert (page.title, page.number, page.said.words, page.missing) == (
        "8 – 13 mars 2027", 10, "1 jour sur 4", "il manque 3 jours",
    )  # fmt: skip
    assert [[phone.who for phone in day.phones] for day in page.days] == [
        ["Baptiste Jaulin", "télésecrétariat"], ["Baptiste Jaulin", "personne"],
        ["personne"], ["personne"], [], [],
    ]  # fmt: skip
    assert [(line.room, line.half) for line in page.lines][:2] == [("Bureau 1", "Matin"), ("", "Après-midi")]
    assert [[one.name for one in slot.people] for slot in page.lines[0].slots] == [
        [],
        ["Dr Fradin"],
        [],
        [],
        [],
        [],
    ]
    assert [slot.rows for slot in page.lines[0].slots] == [1, 2, 1, 1, 2, 2]
    assert len(page.lines[1].slots) == 3
    assert [[one.name for one in slot.people] for slot in page.unsure][2] == ["Dr Sorin"]


def test_booking_from_the_week_brings_it_up_to_date(around):
    client = around.as_member(around.fradin)
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{WEEK}"}
    response = client.post("/c/nieul/planning/2027-03-11/presences/", {"period": "day"}, headers=headers)
    assert response.status_code == 200
    assert re.search(r'id="semaine"[^>]* hx-swap-oob="true"', response.content.decode())
    assert '"close-dialog"' in response["HX-Trigger"]


@pytest.mark.parametrize("role", ["texier", "guilbaud", "ouvrard", "bossard", "naulleau"])
def test_week_is_one_landscape_page(around, role):
    import io

    from pypdf import PdfReader

    response = around.as_member(getattr(around, role)).get(f"{WEEK}pdf/")
    assert response["Content-Type"] == "application/pdf"
    [page] = PdfReader(io.BytesIO(response.content)).pages
    assert page.mediabox.width > page.mediabox.height
    assert "Dr Fradin" in page.extract_text()
