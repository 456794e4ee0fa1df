"""Where the practice asks for it, a locum's own booking waits for a yes."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cabinet.actions.refusals import Refused
from cabinet.models import Cabinet, OutboxMessage
from cabinet.tenancy.scope import scoped
from planning.actions import AlreadyTaken
from planning.actions.confirm import NothingToConfirm, confirm_booking, refuse_booking
from planning.models import Presence
from planning.queries.calendar import read_calendar
from tests.planning.conftest import NOW, TUESDAY, WEDNESDAY, booker


@pytest.fixture
def careful(nieul):
    Cabinet.objects.filter(pk=nieul.cabinet.pk).update(booking_needs_confirmation=True)
    nieul.cabinet.refresh_from_db()
    return nieul


def test_nothing_waits_unless_the_practice_asks_for_it(nieul, book):
    assert book(nieul.fradin, TUESDAY, by=nieul.fradin).to_confirm is False


def test_locum_s_own_booking_waits_and_holds_its_room_without_covering(careful, book):
    presence = book(careful.fradin, TUESDAY, by=careful.fradin, room=careful.rooms[0])
    assert presence.to_confirm
    with pytest.raises(AlreadyTaken):
        book(careful.rabiller, TUESDAY, by=careful.rabiller, room=careful.rooms[0])
    assert read_calendar(careful.cabinet, TUESDAY, TUESDAY).held == set()


def test_others_need_no_confirmation(careful, book):
    assert not book(careful.fradin, TUESDAY, by=careful.jaulin).to_confirm
    assert not book(careful.texier, WEDNESDAY, by=careful.texier).to_confirm
    assert not book(careful.hervouet, WEDNESDAY, by=careful.hervouet).to_confirm


def test_confirmed_day_covers_and_its_person_is_told(careful, book):
    presence = book(careful.fradin, TUESDAY, by=careful.fradin)
    later = NOW + timedelta(hours=1)
    confirmed = confirm_booking(presence=presence, by=careful.jaulin, at=later)
    assert (confirmed.to_confirm, confirmed.changed_at, confirmed.sequence) == (False, later, 1)
    assert len(read_calendar(careful.cabinet, TUESDAY, TUESDAY).held) == 2
    assert OutboxMessage.objects.get().subject == "Jour confirmé\u202f: mardi 9 mars (journée)"


def test_refused_day_is_given_back_with_its_reason(careful, book):
    presence = book(careful.fradin, TUESDAY, by=careful.fradin)
    with pytest.raises(Refused, match="Dites pourquoi"):
        refuse_booking(presence=presence, reason=" ", by=careful.jaulin, at=NOW)
    refused = refuse_booking(presence=presence, reason="bureau en travaux", by=careful.jaulin, at=NOW)
    assert (refused.stands, refused.release_reason, refused.sequence) == (False, "bureau en travaux", 1)
    assert "n’a pas pu être retenu\u202f: bureau en travaux" in OutboxMessage.objects.get().body


def test_second_answer_is_told_that_there_is_nothing_left(careful, book):
    presence = book(careful.fradin, TUESDAY, by=careful.fradin)
    confirm_booking(presence=presence, by=careful.jaulin, at=NOW)
    with pytest.raises(NothingToConfirm, match="déjà confirmé"):
        refuse_booking(presence=presence, reason="non", by=careful.texier, at=NOW)
    Presence.objects.update(released_at=NOW, to_confirm=True)
    with pytest.raises(NothingToConfirm, match="libéré entre-temps"):
        confirm_booking(presence=presence, by=careful.texier, at=NOW)


@pytest.mark.parametrize("role", ["fradin", "hervouet", "bossard", "guilbaud"])
def test_others_do_not_answer(careful, book, role):
    presence = book(careful.fradin, TUESDAY, by=careful.fradin)
    with pytest.raises(PermissionDenied):
        confirm_booking(presence=presence, by=getattr(careful, role), at=NOW)


def test_refused_booking_asks_for_its_reason_on_screen(signed_in):
    with scoped(signed_in.cabinet.pk):
        signed_in.cabinet.booking_needs_confirmation = True
        signed_in.cabinet.save()
        presence = booker(signed_in)(signed_in.fradin, TUESDAY, by=signed_in.fradin)
    path = reverse("planning:refuse", args=["nieul", presence.pk])
    client = signed_in.as_member(signed_in.jaulin)
    assert client.post(path).status_code == 422
    assert client.post(path, {"reason": "complet"}).status_code == 302
