"""Messages: sent once, numbered without gap, corrected for a quarter of an hour, read by those who may."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from cabinet.models import AuditEntry, LiveEvent
from cabinet.tenancy.scope import scoped
from messaging.actions.channels import close_conversation, open_channel
from messaging.actions.conversations import open_patient_thread
from messaging.actions.marks import mark_read
from messaging.actions.refusals import (
    ConversationIsClosed,
    KeyTaken,
    MessageRefused,
    TooLate,
    UrgentRefused,
)
from messaging.actions.send import edit_message
from messaging.models import Conversation, Mention, Message, MessageRevision, ReadMark
from tests.messaging.talk import NOW, a_minute, say
from tests.patients.conftest import at_once


def numbers(conversation) -> list[int]:
    return list(Message.objects.filter(conversation=conversation).values_list("number", flat=True))


def test_message_takes_the_next_number_and_dates_its_conversation(house):
    first = say(house.team, house.fradin, " Bonjour \r\n à tous ")
    second = say(house.team, house.jaulin, "Bonjour", at=NOW + a_minute())
    house.team.refresh_from_db()
    assert (first.number, second.number, house.team.latest) == (1, 2, 2)
    assert house.team.spoken_at == NOW + a_minute()
    assert Message.objects.get(pk=first.pk).body == "Bonjour\n à tous"


def test_message_sent_again_under_its_key_is_one(house):
    key = uuid4()
    first = say(house.team, house.fradin, client_key=key)
    assert say(house.team, house.fradin, client_key=key) == first
    assert numbers(house.team) == [1]


def test_key_of_another_message_is_refused(house):
    key = uuid4()
    say(house.team, house.fradin, client_key=key)
    with pytest.raises(KeyTaken):
        say(house.team, house.jaulin, client_key=key)
    with pytest.raises(KeyTaken):
        say(house.coordination, house.fradin, client_key=key)


def test_two_at_once_take_following_numbers(living_house):
    def sending(by):
        return lambda: say(living_house.team, by).number

    people = (living_house.fradin, living_house.jaulin, living_house.texier, living_house.naulleau)
    assert sorted(at_once(living_house, *(sending(by) for by in people * 3))) == list(range(1, 13))
    with scoped(living_house.cabinet.pk):
        assert numbers(living_house.team) == list(range(1, 13))


def test_same_key_at_once_is_one_message(living_house):
    key = uuid4()
    actions = [lambda: say(living_house.team, living_house.fradin, client_key=key).pk] * 6
    assert len(set(at_once(living_house, *actions))) == 1
    with scoped(living_house.cabinet.pk):
        assert numbers(living_house.team) == [1]


def test_same_key_at_once_in_two_conversations_is_one_message(living_house):
    key = uuid4()
    found = at_once(
        living_house,
        lambda: say(living_house.team, living_house.fradin, client_key=key),
        lambda: say(living_house.pool, living_house.fradin, client_key=key),
    )
    assert sorted(type(one).__name__ for one in found) == ["KeyTaken", "Message"]


@pytest.mark.parametrize(("text", "said"), [(" \n\u202e ", "Écrivez"), ("a" * 4001, "4\u202f000 au plus")])
def test_what_is_no_message_is_refused(house, text, said):
    with pytest.raises(MessageRefused, match=said) as refused:
        say(house.team, house.fradin, text)
    assert refused.value.field == "text"
    assert numbers(house.team) == []


ROLES_IN = {
    "pool": {"texier", "sorin", "fradin", "rabiller", "hervouet", "jaulin"},
    "team": {
        "texier", "sorin", "fradin", "rabiller", "hervouet", "jaulin", "bossard", "drapeau", "naulleau",
    },
}  # fmt: skip
ROLES_IN["coordination"] = ROLES_IN["team"] | {"guilbaud", "ouvrard"}


@pytest.mark.parametrize("audience", ROLES_IN)
def test_channel_is_for_its_roles(house, audience):
    channel, wrote = getattr(house, audience), set()
    for name in ROLES_IN["coordination"]:
        try:
            say(channel, getattr(house, name))
        except PermissionDenied:
            continue
        wrote.add(name)
    assert wrote == ROLES_IN[audience]


def test_patient_thread_is_for_the_care_team_now(house):
    from patients.actions.care_team import remove_from_care_team

    thread = open_patient_thread(patient=house.patient, by=house.texier, at=NOW)
    assert open_patient_thread(patient=house.patient, by=house.naulleau, at=NOW) == thread
    say(thread, house.naulleau, "La plaie est propre")
    for stranger in (house.sorin, house.jaulin, house.bossard, house.guilbaud):
        with pytest.raises(PermissionDenied):
            say(thread, stranger)
        with pytest.raises(PermissionDenied):
            open_patient_thread(patient=house.patient, by=stranger, at=NOW)
    remove_from_care_team(row=house.naulleau_follows, by=house.texier, at=NOW)
    with pytest.raises(PermissionDenied):
        say(thread, house.naulleau)


def test_removed_from_the_care_team_hears_nothing_more(living_house):
    from patients.actions.care_team import remove_from_care_team

    with scoped(living_house.cabinet.pk):
        thread = open_patient_thread(patient=living_house.patient, by=living_house.texier, at=NOW)
        say(thread, living_house.texier, "avant")
    with scoped(living_house.cabinet.pk):
        remove_from_care_team(row=living_house.naulleau_follows, by=living_house.texier, at=NOW)
    with scoped(living_house.cabinet.pk):
        say(thread, living_house.texier, "après")
    with scoped(living_house.cabinet.pk):
        events = LiveEvent.objects.filter(kind="message", subject=str(thread.pk)).order_by("seq")
        heard = [f"person:{living_house.naulleau.person_id}" in event.audience for event in events]
        assert heard == [True, False]


def test_mention_is_of_those_of_the_conversation(house):
    message = say(house.pool, house.jaulin, "@Dr Fradin, @Quentin Naulleau et @Kévin : samedi ?")
    named = Mention.objects.filter(message=message).values_list("person", flat=True)
    assert set(named) == {house.fradin.person_id, house.rabiller.person_id}


def test_edit_keeps_what_was_said(house):
    message = say(house.team, house.fradin, "Demain à 8 h")
    at = NOW + a_minute(15)
    edited = edit_message(message=message, text="Demain à 9 h, @Jaulin", by=house.fradin, at=at)
    assert (edited.body, edited.edited_at) == ("Demain à 9 h, @Jaulin", at)
    assert [(row.body, row.until_at) for row in MessageRevision.objects.all()] == [("Demain à 8 h", at)]
    assert Mention.objects.get().person_id == house.jaulin.person_id
    entry = AuditEntry.objects.get(verb="edit_message")
    assert entry.details == {"number": 1}
    assert edit_message(message=message, text="Demain à 9 h, @Jaulin", by=house.fradin, at=at) == edited
    assert MessageRevision.objects.count() == 1


def test_edit_is_its_author_s_and_for_fifteen_minutes(house):
    message = say(house.team, house.fradin, "Demain à 8 h")
    with pytest.raises(PermissionDenied):
        edit_message(message=message, text="autre", by=house.texier, at=NOW)
    with pytest.raises(TooLate):
        edit_message(message=message, text="autre", by=house.fradin, at=NOW + a_minute(16))
    with pytest.raises(MessageRefused):
        edit_message(message=message, text=" ", by=house.fradin, at=NOW)


def test_mark_only_rises(house):
    for _ in range(5):
        say(house.team, house.fradin)
    house.team.refresh_from_db()

    def read(number):
        return mark_read(conversation=house.team, number=number, by=house.jaulin, at=NOW)

    assert [read(3), read(2), read(3), read(99), read(5)] == [True, False, False, True, False]
    assert ReadMark.objects.get(person=house.jaulin.person).number == 5


def test_closed_channel_is_read_and_not_written(house):
    channel = open_channel(title="Travaux", audience="team", by=house.jaulin, at=NOW)
    say(channel, house.naulleau)
    close_conversation(conversation=channel, by=house.texier, at=NOW)
    with pytest.raises(ConversationIsClosed):
        say(channel, house.naulleau)
    with pytest.raises(PermissionDenied):
        open_channel(title="Le mien", audience="team", by=house.naulleau, at=NOW)


def test_nothing_is_urgent_where_the_mairie_reads(house):
    with pytest.raises(UrgentRefused):
        say(house.coordination, house.jaulin, urgent=True)


def test_channels_of_the_house_are_opened_once(house):
    from messaging.actions.channels import open_house_channels

    assert len(open_house_channels(at=NOW)) == 3
    assert Conversation.objects.count() == 3


def test_every_practice_gets_its_channels(cast):
    from cabinet import jobs

    jobs.expect_jobs(NOW)
    jobs.expect_jobs(NOW)
    jobs.run_due(at=NOW, key_prefix="open_house_channels")
    for practice in (cast, cast.next_door):
        with scoped(practice.cabinet.pk):
            assert Conversation.objects.count() == 3
