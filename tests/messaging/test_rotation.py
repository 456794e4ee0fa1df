"""The practice's key is changed while people write, read, send photos and enter letters: nothing is lost,
nothing is unreadable at any moment, nothing stays old."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection
from django.utils import timezone

from cabinet.files import strongroom as room
from cabinet.models import DataKey
from cabinet.tenancy.scope import scoped
from cabinet.vault import keys
from cabinet.vault.envelope import version_of
from cabinet.vault.reseal import SETTLED_AFTER, reseal_practice
from messaging.actions.attachments import take_upload
from messaging.models import Attachment, Mail, Message
from tests.messaging.files import drawing, upload
from tests.messaging.mail import a_mail
from tests.messaging.talk import say

ROTATIONS, EACH = 2, 3


@pytest.fixture
def busy(living_house, strongroom):
    return living_house


def apart(work, *arguments, **more):
    """In a thread of its own, with a connection of its own."""
    try:
        return work(*arguments, **more)
    finally:
        connection.close()


def write(cast, by, name: str, stop: Event, *, photos: bool) -> list[str]:
    """Messages until asked to stop and `EACH` at least, with a photo each or without; their words."""
    said: list[str] = []
    while len(said) < EACH or not stop.is_set():
        words, drafts = f"{name} {len(said)}", []
        with scoped(cast.cabinet.pk):
            if photos:
                file = upload(drawing((40, 30)), f"{words}.png")
                drafts = [take_upload(file=file, by=by, at=timezone.now()).pk]
            said.append(say(cast.team, by, words, at=timezone.now(), drafts=drafts).body)
    return said


def enter_letters(cast, by, stop: Event) -> list[str]:
    """Letters until asked to stop and `EACH` at least; what they are about."""
    about: list[str] = []
    while len(about) < EACH or not stop.is_set():
        with scoped(cast.cabinet.pk):
            about.append(a_mail(by, at=timezone.now(), about=f"Lettre {len(about)}").about)
    return about


def read(cast, stop: Event) -> int:
    """All that is there, again and again; how many words were opened. What does not open is raised."""
    opened = 0
    while opened < EACH or not stop.is_set():
        with scoped(cast.cabinet.pk):
            words = [one.body for one in Message.objects.all()] + [one.about for one in Mail.objects.all()]
            files = [one.drawer for one in Attachment.objects.exclude(message=None)]
        assert all(words)
        assert all(room.get(drawer)[:4] == b"\x89PNG" for drawer in files)
        opened += len(words) + len(files)
    return opened


def rotate(cast, stop: Event) -> None:
    try:
        for _ in range(ROTATIONS):
            with scoped(cast.cabinet.pk):
                keys.rotate()
            reseal_practice(cast.cabinet.pk)
    finally:
        stop.set()


def versions() -> set[int]:
    """Of the keys that seal something, as PostgreSQL holds it."""
    found = set()
    for table, column in (
        ("message", "body"), ("attachment", "name"), ("attachment", "file_key"), ("mail", "about"),
    ):  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {column} FROM messaging_{table} WHERE {column} <> ''")
            found |= {version_of(bytes(envelope)) for (envelope,) in cursor.fetchall()}
    return found


def test_rotation_while_people_write_loses_nothing(busy, time_machine):
    time_machine.move_to(timezone.now(), tick=True)
    cast, stop = busy, Event()
    with ThreadPoolExecutor(6) as pool:
        readers = [pool.submit(apart, read, cast, stop) for _ in range(2)]
        letters = pool.submit(apart, enter_letters, cast, cast.jaulin, stop)
        words = pool.submit(apart, write, cast, cast.texier, "Mot", stop, photos=False)
        photos = pool.submit(apart, write, cast, cast.fradin, "Photo", stop, photos=True)
        pool.submit(apart, rotate, cast, stop).result()
        said, shown, about = words.result(), photos.result(), letters.result()
        assert all(reader.result() >= EACH for reader in readers)
    with scoped(cast.cabinet.pk):
        DataKey.objects.exclude(retired_at=None).update(retired_at=timezone.now() - 2 * SETTLED_AFTER)
    keys.forget_opened()  # ten minutes later, no process remembers a former key
    reseal_practice(cast.cabinet.pk)
    keys.forget_opened()
    with scoped(cast.cabinet.pk):
        assert list(DataKey.objects.values_list("version", flat=True)) == [ROTATIONS + 1]
        assert versions() == {ROTATIONS + 1}
        assert {message.body for message in Message.objects.all()} == {*said, *shown}
        assert [mail.about for mail in Mail.objects.order_by("entered_at", "pk")] == about
        files = list(Attachment.objects.all())
        assert sorted(file.name.removesuffix(".png") for file in files) == sorted(shown)
        assert {room.get(file.drawer)[:4] for file in files} == {b"\x89PNG"}
