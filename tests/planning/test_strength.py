"""« En dernier recours »: holds nothing, is said in words, and becomes sure in one tap, in the same row."""

import pytest

from cabinet.models import AuditEntry, Job, Membership
from cabinet.tenancy.scope import scoped
from planning.actions import AlreadyTaken, book_presence, release_presence
from planning.models import Presence
from planning.queries.calendar import read_calendar
from planning.rules.calendar_weeks import week_of
from tests.planning.conftest import MONDAY, NOW, TODAY, TUESDAY, WEDNESDAY, booker

MARCH = "/c/nieul/planning/?mois=2027-03"


def own(membership, on, period="day", **values):
    return book_presence(
        **{"membership": membership, "on": on, "period": period, "by": membership, "at": NOW} | values
    )


def need_be(membership, on, period="day", **values):
    return own(membership, on, period, strength="if_need_be", **values)


def test_if_need_be_holds_neither_room_nor_person_and_is_no_cover(nieul, book):
    presence = need_be(nieul.fradin, WEDNESDAY, room=nieul.rooms[0])
    assert book(nieul.rabiller, WEDNESDAY, room=nieul.rooms[0]).room == nieul.rooms[0]
    week = week_of(MONDAY, range(7))
    assert read_calendar(nieul.cabinet, week.days[0], week.days[-1]).week(week).covered == 2
    assert (presence.strength, presence.sequence) == ("if_need_be", 0)


def test_if_need_be_in_two_practices_at_once_is_allowed(nieul):
    need_be(nieul.fradin, WEDNESDAY)
    with scoped(nieul.next_door.cabinet.pk):
        other = Membership.objects.create(person=nieul.fradin.person, role="remplacant", starts_on=TODAY)
        other.cabinet = nieul.next_door.cabinet
        assert own(other, WEDNESDAY).is_sure
    with pytest.raises(AlreadyTaken, match="Vous êtes déjà ailleurs ce jour-là"):
        own(nieul.fradin, WEDNESDAY)
    assert Presence.objects.get().strength == "if_need_be"


def test_sure_day_upgrades_the_same_row(nieul):
    first = need_be(nieul.fradin, WEDNESDAY)
    sure = own(nieul.fradin, WEDNESDAY)
    assert (sure.pk, sure.is_sure, sure.sequence, sure.changed_at) == (first.pk, True, 1, NOW)
    assert (sure.booked_at, sure.room) == (first.booked_at, first.room)
    assert [entry.verb for entry in AuditEntry.objects.order_by("pk")] == [
        "book_presence", "make_presence_sure",
    ]  # fmt: skip


def test_noted_room_taken_meanwhile_gives_another_one(nieul, book):
    need_be(nieul.fradin, WEDNESDAY, room=nieul.rooms[0])
    book(nieul.rabiller, WEDNESDAY, room=nieul.rooms[0])
    assert own(nieul.fradin, WEDNESDAY).room == nieul.rooms[1]


def test_no_room_left_keeps_what_was_said(nieul, book):
    need_be(nieul.fradin, WEDNESDAY)
    for membership, room in zip((nieul.sorin, nieul.hervouet, nieul.drapeau), nieul.rooms, strict=True):
        book(membership, WEDNESDAY, room=room)
    with pytest.raises(AlreadyTaken):
        own(nieul.fradin, WEDNESDAY)
    assert Presence.objects.get(membership=nieul.fradin).strength == "if_need_be"


def test_two_halves_if_need_be_become_one_sure_day(nieul):
    morning = need_be(nieul.fradin, WEDNESDAY, "morning")
    need_be(nieul.fradin, WEDNESDAY, "afternoon")
    day = own(nieul.fradin, WEDNESDAY)
    assert (day.pk, day.period, day.ends_at.isoformat()) == (morning.pk, "day", "2027-03-10T18:30:00+01:00")
    assert list(Presence.objects.standing()) == [day]


def test_said_twice_is_said_once(nieul):
    assert need_be(nieul.fradin, WEDNESDAY) == need_be(nieul.fradin, WEDNESDAY)


@pytest.mark.parametrize(
    ("first", "sentence"),
    [
        (own, "Vous êtes déjà là ce jour-là\u202f: toute la journée, Bureau 1."),
        (need_be, "Vous avez déjà dit « en dernier recours » ce jour-là\u202f: toute la journée."),
    ],
)
def test_if_need_be_over_one_s_own_day_is_refused(nieul, first, sentence):
    first(nieul.fradin, WEDNESDAY)
    with pytest.raises(AlreadyTaken) as refused:
        need_be(nieul.fradin, WEDNESDAY, "morning")
    assert refused.value.sentence == sentence


def test_if_need_be_is_taken_back_without_a_reason(nieul):
    presence = need_be(nieul.fradin, TODAY)
    release_presence(presence=presence, by=nieul.fradin, at=NOW)
    assert list(Presence.objects.standing()) == []
    assert not Job.objects.filter(kind="send_message").exists()


def test_released_meanwhile_is_not_brought_back(nieul):
    first = need_be(nieul.fradin, WEDNESDAY)
    release_presence(presence=first, by=nieul.fradin, at=NOW)
    assert own(nieul.fradin, WEDNESDAY).pk != first.pk


def test_sheet_takes_it_and_makes_it_sure_in_one_tap(signed_in):
    client = signed_in.as_member(signed_in.fradin)
    address = f"/c/nieul/planning/{WEDNESDAY}/presences/"
    response = client.post(address, {"period": "morning", "strength": "if_need_be"}, follow=True)
    assert "C’est noté\u202f: mercredi 10 mars matin, en dernier recours" in response.content.decode()
    sheet = client.get(f"/c/nieul/planning/{WEDNESDAY}/").content.decode()
    assert "Vous viendriez en dernier recours" in sheet
    assert "C’est sûr, je viens" in sheet
    client.post(address, {"period": "morning"})
    with scoped(signed_in.cabinet.pk):
        assert [(p.period, p.strength) for p in Presence.objects.standing()] == [("morning", "sure")]


def test_calendars_show_it_in_words(signed_in):
    with scoped(signed_in.cabinet.pk):
        need_be(signed_in.fradin, WEDNESDAY)
        booker(signed_in)(signed_in.sorin, TUESDAY)
    for who in ("fradin", "texier"):
        page = signed_in.as_member(getattr(signed_in, who)).get(MARCH).content.decode()
        assert page.count("pill-maybe") == 1
        assert "en dernier recours" in page
    page = signed_in.as_member(signed_in.fradin).get("/mes-jours/?mois=2027-03").content.decode()
    assert "dernier recours" in page
    assert "C’est sûr" not in page
