"""A message is words in Python and an envelope in PostgreSQL."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from cabinet.models import DataKey
from cabinet.tenancy.scope import scoped
from cabinet.vault import keys
from cabinet.vault.envelope import UnreadableError
from cabinet.vault.reseal import SETTLED_AFTER, reseal_practice
from messaging.models import Conversation, Message

WORDS = "Plaie de la jambe\u202f: pansement refait, photo avant midi."


@pytest.fixture(autouse=True)
def _no_memory():
    keys.forget_opened()
    yield
    keys.forget_opened()


def channel() -> Conversation:
    now = timezone.now()
    return Conversation.objects.create(
        kind="channel", audience="team", title="Équipe", opened_at=now, spoken_at=now
    )


def said(conversation: Conversation, author, number: int, body: str = WORDS) -> Message:
    return Message.objects.create(
        conversation=conversation, number=number, author=author, body=body, client_key=uuid4(),
        sent_at=timezone.now(),
    )  # fmt: skip


def stored(message: Message) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM messaging_message WHERE id = %s", [message.pk])
        return bytes(cursor.fetchone()[0])


def test_message_is_read_back_and_never_stored_in_clear(cast):
    with scoped(cast.cabinet.pk):
        message = said(channel(), cast.texier, 1)
        assert (Message.objects.get().body, Message.objects.get().body) == (WORDS, WORDS)
        assert b"Plaie" not in stored(message)
        assert "Plaie" not in repr(Message.objects.values_list("body", flat=True)[0])


def test_messages_written_together_are_sealed_too(cast):
    with scoped(cast.cabinet.pk):
        conversation = channel()
        Message.objects.bulk_create(
            Message(
                conversation=conversation, number=number, author=cast.texier, body=f"{WORDS} {number}",
                client_key=uuid4(), sent_at=timezone.now(),
            )
            for number in range(1, 4)
        )  # fmt: skip
        assert [message.body for message in Message.objects.all()] == [f"{WORDS} {n}" for n in (1, 2, 3)]


def test_empty_message_is_empty(cast):
    with scoped(cast.cabinet.pk):
        message = said(channel(), cast.texier, 1, "")
        assert (stored(message), Message.objects.get().body) == (b"", "")


def test_envelope_copied_to_another_row_does_not_open(cast):
    with scoped(cast.cabinet.pk):
        conversation = channel()
        first, second = said(conversation, cast.texier, 1), said(conversation, cast.texier, 2, "Autre chose")
        Message.objects.filter(pk=second.pk).update(body=stored(first))
        with pytest.raises(UnreadableError):
            Message.objects.get(pk=second.pk).body  # noqa: B018


def test_saving_something_else_keeps_the_envelope(cast):
    with scoped(cast.cabinet.pk):
        before = stored(said(channel(), cast.texier, 1))
        message = Message.objects.get()
        message.urgent = True
        message.save()
        assert stored(message) == before


def test_rotation_seals_everything_anew_and_drops_the_old_key_in_its_time(cast):
    with scoped(cast.cabinet.pk):
        conversation = channel()
        messages = [said(conversation, cast.texier, number) for number in (1, 2, 3)]
        keys.rotate()
        late = said(conversation, cast.texier, 4)
        before = stored(late)
    assert (reseal_practice(cast.cabinet.pk), reseal_practice(cast.cabinet.pk)) == (3, 0)
    with scoped(cast.cabinet.pk):
        assert [message.body for message in Message.objects.all()] == [WORDS] * 4
        assert (stored(late), len({stored(message)[:5] for message in messages})) == (before, 1)
        assert DataKey.objects.count() == 2
        DataKey.objects.exclude(retired_at=None).update(
            retired_at=timezone.now() - SETTLED_AFTER - timedelta(seconds=1)
        )
    reseal_practice(cast.cabinet.pk)
    with scoped(cast.cabinet.pk):
        keys.forget_opened()
        assert list(DataKey.objects.values_list("version", flat=True)) == [2]
        assert [message.body for message in Message.objects.all()] == [WORDS] * 4


def test_key_destroyed_takes_the_words_of_that_practice_only(cast):
    with scoped(cast.stranger.cabinet.pk):
        said(channel(), cast.stranger, 1)
    with scoped(cast.cabinet.pk):
        said(channel(), cast.texier, 1)
        keys.destroy()
        with pytest.raises(UnreadableError):
            Message.objects.get().body  # noqa: B018
    with scoped(cast.stranger.cabinet.pk):
        assert Message.objects.get().body == WORDS
