"""What a feed tells, to whom, and how it says that nothing changed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cabinet.clock import in_paris
from cabinet.models import Cabinet, Membership, Person
from cabinet.tenancy.scope import scoped
from planning.actions import book_presence, release_presence
from planning.models import Astreinte, Event, Presence, Room, Shift
from tests.planning.calendars.conftest import by_summary, fetch
from tests.planning.conftest import FRIDAY, MONDAY, NOW, THURSDAY, TODAY, TUESDAY, WEDNESDAY

NNBSP = "\u202f"


def book(cast, membership, on, period="day", at=NOW):
    with scoped(cast.cabinet.pk):
        return book_presence(membership=membership, on=on, period=period, by=cast.texier, at=at)


def assign(cast, membership, on):
    with scoped(cast.cabinet.pk):
        return Astreinte.objects.create(
            membership=membership, on=on, assigned_at=NOW,
            starts_at=datetime(on.year, on.month, on.day, 7, tzinfo=UTC),
            ends_at=datetime(on.year, on.month, on.day, 19, tzinfo=UTC),
        )  # fmt: skip


def evening(cast, **values):
    with scoped(cast.cabinet.pk):
        return Event.objects.create(
            **{
                "kind": "convivial", "title": "Dîner", "created_at": NOW, "created_by": cast.texier,
                "starts_at": datetime(2027, 3, 11, 18, 30, tzinfo=UTC),
                "ends_at": datetime(2027, 3, 11, 21, tzinfo=UTC),
            }
            | values
        )  # fmt: skip


def test_own_feed_tells_days_astreintes_and_events(signed_in, subscribe, read):
    book(signed_in, signed_in.fradin, TUESDAY)
    book(signed_in, signed_in.sorin, WEDNESDAY)
    assign(signed_in, signed_in.fradin, FRIDAY)
    assign(signed_in, signed_in.sorin, THURSDAY)
    evening(signed_in)
    assert list(read(subscribe(signed_in.fradin))) == [
        "Nieul · Bureau 1",
        "Astreinte · Nieul",
        "Dîner · Nieul",
    ]


def test_own_feed_tells_the_hours_at_the_desk(signed_in, subscribe, read):
    with scoped(signed_in.cabinet.pk):
        Shift.objects.create(
            membership=signed_in.jaulin, on=MONDAY, written_at=NOW,
            starts_at=datetime(2027, 3, 8, 7, 30, tzinfo=UTC), ends_at=datetime(2027, 3, 8, 16, tzinfo=UTC),
        )  # fmt: skip
    assert list(read(subscribe(signed_in.jaulin))) == ["Nieul · Accueil"]
    assert list(read(subscribe(signed_in.fradin, "practice"))) == ["Baptiste Jaulin · Accueil"]


def test_practice_feed_tells_who_is_there(signed_in, subscribe, read):
    book(signed_in, signed_in.fradin, TUESDAY)
    book(signed_in, signed_in.drapeau, WEDNESDAY, "morning")
    assign(signed_in, signed_in.sorin, FRIDAY)
    assert list(read(subscribe(signed_in.texier, "practice"))) == [
        "Dr Fradin · Bureau 1",
        "Hélène Drapeau · Bureau 1",
    ]


def test_astreintes_feed_tells_who_is_on_call(signed_in, subscribe, read):
    book(signed_in, signed_in.fradin, TUESDAY)
    assign(signed_in, signed_in.sorin, FRIDAY)
    assert list(read(subscribe(signed_in.texier, "astreintes"))) == ["Astreinte · Dr Sorin"]


def test_own_feed_goes_over_all_practices(signed_in, subscribe, read):
    book(signed_in, signed_in.fradin, TUESDAY)
    next_door = signed_in.next_door
    with scoped(next_door.cabinet.pk):
        second = Membership.objects.create(person=signed_in.fradin.person, role="remplacant", starts_on=TODAY)
        second.cabinet = next_door.cabinet
        Presence.objects.create(
            membership=second, room=next_door.room, on=WEDNESDAY, period="day", booked_at=NOW,
            starts_at=datetime(2027, 3, 10, 8, tzinfo=UTC), ends_at=datetime(2027, 3, 10, 17, tzinfo=UTC),
        )  # fmt: skip
    found = read(subscribe(signed_in.fradin))
    assert [str(event["LOCATION"]) for event in found.values()] == [
        "Bureau 1, Cabinet de Nieul, 85430 Nieul-le-Dolent",
        "Bureau A, Cabinet voisin, 85430 Nieul-le-Dolent",
    ]


def test_event_of_a_feed_says_all_that_programs_ask_for(signed_in, subscribe):
    presence = book(signed_in, signed_in.fradin, TUESDAY)
    event = by_summary(fetch(subscribe(signed_in.fradin)).content)["Nieul · Bureau 1"]
    assert {name: event[name].to_ical().decode() for name in event} == {
        "UID": f"{presence.pk}@localhost",
        "DTSTAMP": "20270301T090000Z",
        "LAST-MODIFIED": "20270301T090000Z",
        "SEQUENCE": "0",
        "DTSTART": "20270309T083000",
        "DTEND": "20270309T183000",
        "SUMMARY": "Nieul · Bureau 1",
        "STATUS": "CONFIRMED",
        "TRANSP": "OPAQUE",
        "CATEGORIES": "Présence",
        "URL": "http://localhost:8000/c/nieul/planning/2027-03-09/",
        "LOCATION": "Bureau 1\\, Cabinet de Nieul\\, 85430 Nieul-le-Dolent",
    }
    assert event["DTSTART"].params["TZID"] == "Europe/Paris"


def test_unsure_day_is_tentative(signed_in, subscribe, read):
    first, second = (book(signed_in, signed_in.fradin, on) for on in (TUESDAY, WEDNESDAY))
    with scoped(signed_in.cabinet.pk):
        Presence.objects.filter(pk=first.pk).update(to_confirm=True)
        Presence.objects.filter(pk=second.pk).update(strength="if_need_be")
    found = read(subscribe(signed_in.fradin))
    assert {name: (str(event["STATUS"]), str(event["TRANSP"])) for name, event in found.items()} == {
        "Nieul · Bureau 1 (à confirmer)": ("TENTATIVE", "OPAQUE"),
        "Nieul (en dernier recours)": ("TENTATIVE", "TRANSPARENT"),
    }


def test_released_day_is_cancelled_for_thirty_days_under_the_same_uid(
    signed_in, subscribe, read, time_machine
):
    presence = book(signed_in, signed_in.fradin, FRIDAY)
    path = subscribe(signed_in.fradin)
    [before] = read(path).values()
    with scoped(signed_in.cabinet.pk):
        release_presence(presence=presence, by=signed_in.texier, at=NOW + timedelta(hours=1), reason="Malade")
    found = read(path)
    assert list(found) == [f"Annulé{NNBSP}: Nieul · Bureau 1"]
    [after] = found.values()
    assert (str(after["STATUS"]), after["SEQUENCE"], after["UID"]) == ("CANCELLED", 1, before["UID"])
    assert after["LAST-MODIFIED"].dt > before["LAST-MODIFIED"].dt
    assert b"Malade" not in fetch(path).content
    time_machine.move_to(NOW + timedelta(days=30), tick=False)
    assert len(read(path)) == 1
    time_machine.move_to(NOW + timedelta(days=31), tick=False)
    assert read(path) == {}


def test_day_that_changed_hands_is_cancelled_for_the_first_and_new_for_the_second(signed_in, subscribe, read):
    """As an accepted swap leaves it: one row released, another one in its room."""
    given = book(signed_in, signed_in.fradin, FRIDAY)
    with scoped(signed_in.cabinet.pk):
        release_presence(presence=given, by=signed_in.texier, at=NOW, reason="échange")
    taken = book(signed_in, signed_in.rabiller, FRIDAY)
    statuses = {
        name: str(event["STATUS"]) for name, event in read(subscribe(signed_in.jaulin, "practice")).items()
    }
    assert statuses == {
        f"Annulé{NNBSP}: Dr Fradin · Bureau 1": "CANCELLED",
        "Dr Rabiller · Bureau 1": "CONFIRMED",
    }
    assert taken.pk != given.pk


def test_cancelled_event_is_told(signed_in, subscribe, read):
    evening(signed_in, cancelled_at=NOW, sequence=1)
    found = read(subscribe(signed_in.fradin))
    assert [(name, str(event["STATUS"])) for name, event in found.items()] == [
        (f"Annulé{NNBSP}: Dîner · Nieul", "CANCELLED")
    ]


@pytest.mark.parametrize(
    ("comes", "transparency"), [(None, "TRANSPARENT"), (True, "OPAQUE"), (False, "TRANSPARENT")]
)
def test_event_takes_the_time_of_who_comes(signed_in, subscribe, read, comes, transparency):
    event = evening(signed_in)
    with scoped(signed_in.cabinet.pk):
        event.answers.create(membership=signed_in.sorin, comes=True, answered_at=NOW)
        if comes is not None:
            event.answers.create(membership=signed_in.fradin, comes=comes, answered_at=NOW)
    [found] = read(subscribe(signed_in.fradin)).values()
    assert str(found["TRANSP"]) == transparency


def test_feed_says_its_name_and_how_often_to_look(signed_in, subscribe):
    lines = fetch(subscribe(signed_in.fradin, "practice")).content.decode().split("\r\n")
    assert "X-WR-CALNAME:Qui est là · Cabinet de Nieul" in lines
    assert "NAME:Qui est là · Cabinet de Nieul" in lines
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in lines


def test_feed_asks_for_no_session_and_leaves_no_cookie(signed_in, subscribe):
    response = fetch(subscribe(signed_in.fradin))
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert (response.headers["Cache-Control"], response.headers["Referrer-Policy"]) == (
        "private, no-cache",
        "no-referrer",
    )
    assert not response.cookies


def test_head_answers_as_get_does_without_a_body(signed_in, subscribe):
    path = subscribe(signed_in.fradin)
    head, get = Client().head(path), fetch(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == get.headers["ETag"]


def test_feed_refuses_other_methods(signed_in, subscribe):
    assert Client().post(subscribe(signed_in.fradin)).status_code == 405


def test_feed_that_did_not_change_is_not_sent_again(signed_in, subscribe):
    book(signed_in, signed_in.fradin, TUESDAY)
    path = subscribe(signed_in.fradin)
    first = fetch(path)
    again = fetch(path, if_none_match=first.headers["ETag"])
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    # Behind gzip the same tag is weak.
    assert fetch(path, if_none_match=f"W/{first.headers['ETag']}").status_code == 304


def released(cast, presence):
    release_presence(presence=presence, by=cast.texier, at=NOW, reason="x")


CHANGES = {
    "release": released,
    "confirmation": lambda cast, presence: Presence.objects.update(to_confirm=True),
    "room": lambda cast, presence: Room.objects.filter(pk=presence.room_id).update(name="Vert"),
    "practice": lambda cast, presence: Cabinet.objects.filter(pk=cast.cabinet.pk).update(name="Autre nom"),
    "commune": lambda cast, presence: Cabinet.objects.filter(pk=cast.cabinet.pk).update(commune="Aubigny"),
    "person": lambda cast, presence: Person.objects.update(last_name="Nouveau"),
    "role": lambda cast, presence: Membership.objects.filter(pk=cast.fradin.pk).update(role="interne"),
    "hours": lambda cast, presence: Presence.objects.update(ends_at=presence.ends_at - timedelta(hours=1)),
    "presence of another": lambda cast, presence: book(cast, cast.rabiller, WEDNESDAY),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_changes_the_text_changes_the_tag(signed_in, subscribe, change):
    presence = book(signed_in, signed_in.fradin, TUESDAY)
    path = subscribe(signed_in.texier, "practice")
    before = fetch(path)
    with scoped(signed_in.cabinet.pk):
        change(signed_in, presence)
    after = fetch(path, if_none_match=before.headers["ETag"])
    assert after.status_code == 200
    assert after.content != before.content


@pytest.mark.parametrize(
    ("fields"), [{"title": "Repas"}, {"details": "Apportez un plat"}, {"place": "Chez Lucie"}]
)
def test_words_of_an_event_change_the_tag(signed_in, subscribe, fields):
    evening(signed_in)
    path = subscribe(signed_in.fradin)
    before = fetch(path)
    with scoped(signed_in.cabinet.pk):
        Event.objects.update(**fields)
    assert fetch(path, if_none_match=before.headers["ETag"]).status_code == 200


def test_tag_stands_from_one_day_to_the_next_while_the_text_does(signed_in, subscribe, time_machine):
    book(signed_in, signed_in.fradin, TUESDAY)
    path = subscribe(signed_in.fradin)
    tag = fetch(path).headers["ETag"]
    time_machine.move_to(NOW + timedelta(days=1), tick=False)
    assert fetch(path, if_none_match=tag).status_code == 304
    time_machine.move_to(in_paris(TUESDAY, NOW.time()) + timedelta(days=93), tick=False)
    assert fetch(path, if_none_match=tag).status_code == 200


@pytest.mark.parametrize(("kind", "statements"), [("mine", 17), ("practice", 15), ("astreintes", 14)])
def test_statements_are_as_many_whatever_the_feed_holds(
    signed_in, subscribe, django_assert_num_queries, kind, statements
):
    path = subscribe(signed_in.fradin, kind)
    for last in (1, 30):
        with scoped(signed_in.cabinet.pk):
            Presence.objects.all().delete()
        for n in range(last):
            on = MONDAY + timedelta(weeks=n)
            book(signed_in, signed_in.fradin, on)
            evening(signed_in, title=f"Dîner {n}")
            assign(signed_in, signed_in.fradin, on + timedelta(days=400 * last + n))
        with django_assert_num_queries(statements):
            assert fetch(path).status_code == 200


def test_questions_are_those_of_the_practice_that_asks(signed_in, subscribe, read):
    """They are made SQL once, by whoever comes first."""
    book(signed_in, signed_in.fradin, TUESDAY)
    assert read(subscribe(signed_in.stranger, "practice")) == {}
    assert len(read(subscribe(signed_in.texier, "practice"))) == 1
    assert read(subscribe(signed_in.stranger)) == {}


def test_feed_is_read_as_the_role_without_fees_nor_patients(signed_in, subscribe):
    path = subscribe(signed_in.texier, "practice")
    with CaptureQueriesContext(connection) as asked:
        fetch(path)
    rows = [n for n, one in enumerate(asked) if "planning_presence" in one["sql"]]
    roles = [one["sql"] for one in list(asked)[: rows[0]] if "set_config('role'" in one["sql"]]
    assert len(rows) == 2
    assert "cabinet_mairie" in roles[-1]
