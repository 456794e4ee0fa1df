"""Releasing a day: free until the notice, with a reason later, and the secretary is told."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from cabinet.models import AuditEntry, OutboxMessage
from planning.actions import ReleaseRefused, release_presence
from planning.models import Presence
from tests.planning.conftest import FRIDAY, NOW, TODAY

SOON = TODAY + timedelta(days=3)


def test_release_keeps_the_row_with_its_date(nieul, book):
    presence = book(nieul.fradin, FRIDAY)
    released = release_presence(presence=presence, by=nieul.fradin, at=NOW)
    assert (released.released_at, released.released_by, released.sequence) == (NOW, nieul.fradin, 1)
    assert list(Presence.objects.standing()) == []
    assert OutboxMessage.objects.count() == 0


def test_release_is_recorded(nieul, book):
    presence = book(nieul.fradin, FRIDAY)
    release_presence(presence=presence, by=nieul.fradin, at=NOW)
    entry = AuditEntry.objects.get(verb="release_presence")
    assert (entry.by, entry.details["on"], entry.details["late"]) == (nieul.fradin, "2027-03-12", False)


def test_releasing_twice_is_releasing_once(nieul, book):
    presence = book(nieul.fradin, FRIDAY)
    release_presence(presence=presence, by=nieul.fradin, at=NOW)
    again = release_presence(presence=presence, by=nieul.fradin, at=NOW + timedelta(hours=1))
    assert (again.released_at, again.sequence) == (NOW, 1)
    assert AuditEntry.objects.filter(verb="release_presence").count() == 1


def test_late_release_asks_for_a_reason(nieul, book):
    presence = book(nieul.fradin, SOON)
    with pytest.raises(ReleaseRefused) as refused:
        release_presence(presence=presence, by=nieul.fradin, at=NOW, reason="   ")
    assert refused.value.sentence == (
        "À moins de 7 jours, dites pourquoi en quelques mots\u202f: le secrétariat sera prévenu."
    )
    assert refused.value.field == "reason"
    assert Presence.objects.standing().count() == 1


def test_late_release_tells_the_secretary_without_the_reason(nieul, book):
    presence = book(nieul.fradin, SOON)
    release_presence(presence=presence, by=nieul.fradin, at=NOW, reason="enfant malade")
    message = OutboxMessage.objects.get(recipient=nieul.jaulin.person.email)
    assert message.subject == "Jour libéré\u202f: jeudi 4 mars (journée)"
    assert "enfant" not in message.body
    assert "/c/nieul/planning/2027-03-04/" in message.body


def test_secretary_who_releases_is_not_told(nieul, book):
    presence = book(nieul.fradin, SOON)
    release_presence(presence=presence, by=nieul.jaulin, at=NOW, reason="prévenu par téléphone")
    assert not OutboxMessage.objects.filter(recipient=nieul.jaulin.person.email).exists()


def test_past_day_is_put_right_by_who_keeps_the_calendar(nieul, book):
    presence = book(nieul.fradin, date(2027, 2, 26))
    with pytest.raises(ReleaseRefused, match="passé"):
        release_presence(presence=presence, by=nieul.fradin, at=NOW, reason="absente")
    with pytest.raises(ReleaseRefused, match="dites pourquoi"):
        release_presence(presence=presence, by=nieul.jaulin, at=NOW)
    released = release_presence(presence=presence, by=nieul.jaulin, at=NOW, reason="absente")
    assert released.release_reason == "absente"
    assert OutboxMessage.objects.count() == 0


def test_reason_of_a_novel_is_refused(nieul, book):
    with pytest.raises(ReleaseRefused, match="200 caractères"):
        release_presence(presence=book(nieul.fradin, SOON), by=nieul.fradin, at=NOW, reason="x" * 201)


@pytest.mark.parametrize("role", ["rabiller", "hervouet", "drapeau", "bossard", "naulleau", "guilbaud"])
def test_others_do_not_release_somebody_s_day(nieul, book, role):
    with pytest.raises(PermissionDenied):
        release_presence(presence=book(nieul.fradin, FRIDAY), by=getattr(nieul, role), at=NOW)


def test_database_refuses_a_release_without_a_date(nieul, book):
    presence = book(nieul.fradin, FRIDAY)
    with pytest.raises(IntegrityError, match="presence_release_has_a_date"), transaction.atomic():
        Presence.objects.filter(pk=presence.pk).update(release_reason="oubli")


def test_database_refuses_two_people_in_a_room(nieul, book):
    first, second = book(nieul.fradin, FRIDAY), book(nieul.rabiller, FRIDAY)
    with pytest.raises(IntegrityError, match="presence_room_holds_one_person"), transaction.atomic():
        Presence.objects.filter(pk=second.pk).update(room=first.room)


def test_database_refuses_one_person_in_two_places(nieul, book):
    first, second = book(nieul.fradin, FRIDAY), book(nieul.rabiller, FRIDAY)
    with pytest.raises(IntegrityError, match="presence_person_is_in_one_place"), transaction.atomic():
        Presence.objects.filter(pk=second.pk).update(person_id=first.person_id)
