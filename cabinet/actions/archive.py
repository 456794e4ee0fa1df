"""The archive that a practice takes away: asked by a titulaire, made by a worker, given once."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from tempfile import TemporaryFile

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from cabinet import audit
from cabinet.actions.refusals import Refused
from cabinet.archive import write_archive
from cabinet.jobs import enqueue, handles
from cabinet.models import Archive, ArchivePart, Cabinet, Job, Membership, Role
from cabinet.outbox import address_of, announce
from cabinet.tenancy.scope import scoped
from cabinet.vault.fields import open_envelope, seal

MAKE, DROP = "make_archive", "drop_archive"
PART_BYTES = 1024 * 1024
#: Made and not fetched, it goes after a day.
KEPT = timedelta(days=1)


class ArchiveGone(Refused):
    def __init__(self) -> None:
        super().__init__("Cette archive a déjà été remise, ou a plus d’un jour\u202f: demandez-en une autre.")


def ask_archive(*, by: Membership, at: datetime) -> Archive:
    """Ask for the archive; asked while one is being made, it is that one. The page asks for the password."""
    if by.role != Role.TITULAIRE:
        raise PermissionDenied("L’archive du cabinet est remise à un titulaire.")
    try:
        with transaction.atomic():
            archive = Archive.objects.create(asked_by=by, asked_at=at)
    except IntegrityError:
        return Archive.objects.get(made_at=None)
    audit.record("ask_archive", archive, by=by, at=at)
    enqueue(MAKE, key=f"{MAKE}:{archive.pk}", due_at=at, archive=str(archive.pk))
    return archive


@handles(MAKE, leased=True)
def make_archive(*, job: Job, at: datetime, archive: str) -> None:
    """Written to a file of the worker's own, then sealed piece by piece; again, it is not made again."""
    with TemporaryFile() as file:
        with scoped(job.tenant_id):
            found = Archive.objects.filter(pk=archive, made_at=None).first()
            if found is None:
                return
            counts = write_archive(file, Cabinet.current())
        digest, size = hashlib.sha256(), file.tell()
        file.seek(0)
        with scoped(job.tenant_id):
            found = Archive.objects.select_for_update().select_related("asked_by__person").get(pk=archive)
            if found.made_at:
                return
            for number, piece in enumerate(iter(lambda: file.read(PART_BYTES), b"")):
                digest.update(piece)
                part = ArchivePart(archive=found, number=number)
                part.sealed = seal(piece, of=part, field="sealed")
                part.save(force_insert=True)
            found.made_at, found.size, found.sha256 = at, size, digest.hexdigest()
            found.save(update_fields=["made_at", "size", "sha256"])
            audit.record("make_archive", found, by=None, at=at, rows=sum(counts.values()))
            enqueue(DROP, key=f"{DROP}:{found.pk}", due_at=at + KEPT, archive=archive)
            page = address_of(reverse("archive", args=[found.cabinet.slug]))
            announce(
                key=f"archive:{found.pk}",
                recipient=found.asked_by.person.email,
                subject="L’archive de votre cabinet est prête",
                body=(
                    f"Bonjour {found.asked_by.person.first_name},\n\nL’archive que vous avez demandée est "
                    f"prête. Elle se prend une fois, avant demain\u202f:\n{page}\n"
                ),
                at=at,
            )


@handles(DROP)
def drop_archive(*, job: Job, at: datetime, archive: str) -> None:
    ArchivePart.objects.filter(archive_id=archive).delete()


def give_archive(*, archive: Archive, by: Membership, at: datetime) -> Archive:
    """Once, to a titulaire whose page asked for the password. Raises `ArchiveGone`."""
    if by.role != Role.TITULAIRE:
        raise PermissionDenied("L’archive du cabinet est remise à un titulaire.")
    found = Archive.objects.select_for_update().get(pk=archive.pk)
    if not is_ready(found, at=at):
        raise ArchiveGone
    found.given_at = at
    found.save(update_fields=["given_at"])
    audit.record("give_archive", found, by=by, at=at)
    # What breaks on the way is tried again for an hour by nobody: the pieces go then.
    enqueue(DROP, key=f"{DROP}:{found.pk}:given", due_at=at + timedelta(hours=1), archive=str(found.pk))
    return found


def is_ready(archive: Archive, *, at: datetime) -> bool:
    return archive.made_at is not None and archive.given_at is None and at < archive.made_at + KEPT


def pieces(archive: Archive) -> Iterator[bytes]:
    """The bytes of the archive, a piece at a time, each in its own transaction: the request is over."""
    number = 0
    while True:
        with scoped(archive.cabinet_id):
            part = ArchivePart.objects.filter(archive=archive, number=number).first()
            if part is None:
                return
            piece = open_envelope(bytes(part.sealed), of=part, field="sealed")
        yield piece
        number += 1
