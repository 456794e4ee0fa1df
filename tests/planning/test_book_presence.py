"""Booking a day: works, refuses, records, twice is once."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from cabinet.models import AuditEntry, Membership
from cabinet.tenancy.scope import scoped
from planning.actions import AlreadyTaken, BookingRefused, book_presence
from planning.models import Presence
from planning.rules.alternatives import Opening
from tests.planning.conftest import FRIDAY, MONDAY, NOW, THURSDAY, TUESDAY, WEDNESDAY


def own(membership, on, period="day", **values):
    return book_presence(
        **{"membership": membership, "on": on, "period": period, "by": membership, "at": NOW} | values
    )


def test_booking_writes_the_hours_of_the_practice(nieul):
    presence = own(nieul.fradin, WEDNESDAY)
    assert (presence.room, presence.person_id) == (nieul.rooms[0], nieul.fradin.person_id)
    assert presence.starts_at.isoformat() == "2027-03-10T08:30:00+01:00"
    assert presence.ends_at.isoformat() == "2027-03-10T18:30:00+01:00"
    assert (presence.booked_by, presence.booked_at, presence.sequence) == (nieul.fradin, NOW, 0)


def test_booking_is_recorded(nieul):
    presence = own(nieul.fradin, WEDNESDAY, "morning")
    entry = AuditEntry.objects.get(verb="book_presence")
    assert (entry.subject, entry.by) == (f"planning.presence:{presence.pk}", nieul.fradin)
    assert entry.details == {
        "person": nieul.fradin.person_id,
        "on": "2027-03-10",
        "period": "morning",
        "room": str(nieul.rooms[0].pk),
    }


def test_booking_twice_is_booking_once(nieul):
    assert own(nieul.fradin, WEDNESDAY) == own(nieul.fradin, WEDNESDAY)
    assert Presence.objects.count() == 1
    assert AuditEntry.objects.filter(verb="book_presence").count() == 1


def test_latest_room_is_offered_first(nieul):
    own(nieul.fradin, TUESDAY, room=nieul.rooms[1])
    assert own(nieul.fradin, WEDNESDAY).room == nieul.rooms[1]


def test_latest_room_taken_gives_the_first_free_one(nieul, book):
    own(nieul.fradin, TUESDAY, room=nieul.rooms[1])
    book(nieul.rabiller, WEDNESDAY, room=nieul.rooms[1])
    assert own(nieul.fradin, WEDNESDAY).room == nieul.rooms[0]


def test_morning_and_afternoon_share_a_room(nieul):
    own(nieul.fradin, WEDNESDAY, "morning", room=nieul.rooms[0])
    assert own(nieul.rabiller, WEDNESDAY, "afternoon").room == nieul.rooms[0]


def test_afternoon_may_follow_one_s_own_morning(nieul):
    own(nieul.fradin, WEDNESDAY, "morning")
    own(nieul.fradin, WEDNESDAY, "afternoon")
    assert Presence.objects.count() == 2


def test_released_day_may_be_taken_again(nieul):
    from planning.actions import release_presence

    first = own(nieul.fradin, WEDNESDAY, room=nieul.rooms[0])
    release_presence(presence=first, by=nieul.fradin, at=NOW)
    assert own(nieul.rabiller, WEDNESDAY, room=nieul.rooms[0]).pk != first.pk


def test_second_to_a_room_is_told_who_took_it_and_what_is_left(nieul, book):
    for room in nieul.rooms[1:]:
        book(nieul.drapeau if room.name == "Bureau infirmier" else nieul.hervouet, WEDNESDAY, room=room)
    book(nieul.sorin, MONDAY)
    book(nieul.sorin, THURSDAY)
    own(nieul.fradin, WEDNESDAY, room=nieul.rooms[0])
    with pytest.raises(AlreadyTaken) as refused:
        own(nieul.rabiller, WEDNESDAY, room=nieul.rooms[0])
    assert refused.value.sentence == (
        "Ce jour vient d’être pris par Dr Fradin. Mardi et vendredi sont libres."
    )
    assert refused.value.openings == [Opening(TUESDAY, "day"), Opening(FRIDAY, "day")]
    assert refused.value.rooms == []


def test_second_to_a_room_is_told_which_room_is_left(nieul):
    own(nieul.fradin, WEDNESDAY, room=nieul.rooms[0])
    with pytest.raises(AlreadyTaken) as refused:
        own(nieul.rabiller, WEDNESDAY, room=nieul.rooms[0], at=NOW + timedelta(days=1))
    assert refused.value.sentence == (
        "Dr Fradin a déjà pris Bureau 1. Bureau 2 et Bureau infirmier restent libres à ce moment-là. "
        "Lundi, mardi, jeudi et vendredi sont libres."
    )
    assert refused.value.rooms == nieul.rooms[1:]


def test_half_day_taken_says_which_half(nieul, book):
    for membership, room in zip((nieul.fradin, nieul.sorin, nieul.drapeau), nieul.rooms, strict=True):
        book(membership, WEDNESDAY, "afternoon", room=room)
    with pytest.raises(
        AlreadyTaken, match="Mercredi après-midi vient d’être pris par Dr Fradin, Dr Sorin et"
    ):
        own(nieul.rabiller, WEDNESDAY, "afternoon")


def test_own_day_again_in_another_form_is_said(nieul):
    own(nieul.fradin, WEDNESDAY, "morning")
    with pytest.raises(AlreadyTaken) as refused:
        own(nieul.fradin, WEDNESDAY)
    assert refused.value.sentence == "Vous êtes déjà là ce jour-là\u202f: le matin, Bureau 1."


@pytest.fixture
def elsewhere(nieul):
    """Dr Rabiller is next door on Wednesday."""
    with scoped(nieul.next_door.cabinet.pk):
        other = Membership.objects.create(
            person=nieul.rabiller.person, role="remplacant", starts_on=date(2027, 1, 1)
        )
        other.cabinet = nieul.next_door.cabinet
        own(other, WEDNESDAY)
    return nieul


def test_person_is_in_one_place_across_practices(elsewhere):
    with pytest.raises(AlreadyTaken) as refused:
        own(elsewhere.rabiller, WEDNESDAY)
    assert refused.value.sentence == "Vous êtes déjà ailleurs ce jour-là\u202f: Cabinet voisin."
    assert Presence.objects.count() == 0


def test_other_practice_is_not_named_to_a_stranger_of_it(elsewhere):
    with pytest.raises(AlreadyTaken) as refused:
        own(elsewhere.rabiller, WEDNESDAY, by=elsewhere.texier)
    assert refused.value.sentence == "Dr Rabiller n’est pas libre ce jour-là."


@pytest.mark.parametrize("role", ["jaulin", "texier", "sorin"])
def test_keepers_of_the_calendar_book_for_others(nieul, role):
    by = getattr(nieul, role)
    assert own(nieul.fradin, WEDNESDAY, by=by).booked_by == by


@pytest.mark.parametrize(
    "role", ["rabiller", "hervouet", "drapeau", "bossard", "naulleau", "guilbaud", "ouvrard"]
)
def test_others_do_not_book_for_somebody_else(nieul, role):
    with pytest.raises(PermissionDenied):
        own(nieul.fradin, WEDNESDAY, by=getattr(nieul, role))


@pytest.mark.parametrize("role", ["jaulin", "bossard", "naulleau", "guilbaud", "ouvrard"])
def test_some_hold_no_day(nieul, role):
    with pytest.raises((PermissionDenied, BookingRefused)):
        own(getattr(nieul, role), WEDNESDAY)


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        (date(2027, 2, 26), "Ce jour est passé\u202f: demandez au secrétariat de le noter."),
        (
            date(2027, 3, 29),
            "Le lundi 29 mars 2027 est férié (Lundi de Pâques). "
            "Le secrétariat ou un titulaire peut vous y inscrire.",
        ),
        (
            date(2027, 3, 13),
            "Le cabinet n’ouvre pas le samedi 13 mars 2027. "
            "Le secrétariat ou un titulaire peut vous y inscrire.",
        ),
    ],
)
def test_closed_days_are_for_who_keeps_the_calendar(nieul, on, sentence):
    with pytest.raises(BookingRefused) as refused:
        own(nieul.fradin, on)
    assert refused.value.sentence == sentence
    assert own(nieul.fradin, on, by=nieul.jaulin).on == on


def test_too_far_ahead_is_refused(nieul):
    with pytest.raises(BookingRefused, match="deux ans"):
        own(nieul.fradin, date(2029, 3, 1))
    assert own(nieul.fradin, date(2029, 2, 28)).on == date(2029, 2, 28)


def test_ended_membership_holds_no_day(nieul):
    nieul.fradin.ends_on = MONDAY
    nieul.fradin.save()
    with pytest.raises(BookingRefused, match="Dr Fradin n’est pas dans ce cabinet le mardi 9 mars 2027"):
        own(nieul.fradin, TUESDAY)


def test_practice_without_room_says_so(nieul):
    for room in nieul.rooms:
        room.delete()
    with pytest.raises(BookingRefused, match="pas encore de salle"):
        own(nieul.fradin, TUESDAY)


def test_hours_that_changed_since_hold_the_room_for_what_they_were(nieul):
    own(nieul.fradin, WEDNESDAY, "morning", room=nieul.rooms[0])
    nieul.rabiller.cabinet.morning_ends = time(11, 30)
    nieul.rabiller.cabinet.afternoon_starts = time(12)
    assert own(nieul.rabiller, WEDNESDAY, "afternoon").room == nieul.rooms[1]


def test_titulaire_of_both_practices_is_told_where_somebody_is(elsewhere):
    with scoped(elsewhere.next_door.cabinet.pk):
        Membership.objects.create(
            person=elsewhere.texier.person, role="titulaire", starts_on=date(2027, 1, 1)
        )
    with scoped(elsewhere.cabinet.pk), pytest.raises(AlreadyTaken) as refused:
        own(elsewhere.rabiller, WEDNESDAY, by=elsewhere.texier)
    assert refused.value.sentence == "Dr Rabiller est déjà ailleurs ce jour-là\u202f: Cabinet voisin."
