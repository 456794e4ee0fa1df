"""Sealed files on the disk: each by a key of its own, under a random name, in its practice's folder.

A file appears whole or not at all. Its place is sealed with it: moved under another row or practice, it does
not open. The folder is never a served one.
"""

import contextlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from cabinet.vault.envelope import Place, UnreadableError, seal, unseal

#: The key of a file never changes: it has one version.
VERSION = 1
PART = ".part"
SMALL = ".small"


def folder(cabinet_id: int) -> Path:
    return Path(settings.ATTACHMENTS_DIR) / str(cabinet_id)


def path_of(cabinet_id: int, stored_as: UUID, *, small: bool = False) -> Path:
    name = stored_as.hex
    return folder(cabinet_id) / name[:2] / (name + SMALL if small else name)


@dataclass(frozen=True)
class Drawer:
    """Where the file of a row lies, and the key that opens it. `table`: that of the row."""

    table: str
    cabinet_id: int
    row: UUID
    stored_as: UUID
    key: bytes

    def path(self, *, small: bool) -> Path:
        return path_of(self.cabinet_id, self.stored_as, small=small)

    def place(self, *, small: bool) -> Place:
        return Place(self.cabinet_id, self.table, str(self.row), "thumbnail" if small else "file")


def put(content: bytes, drawer: Drawer, *, small: bool = False) -> None:
    """Sealed, written beside, made sure of, then renamed. Raises OSError when the disk refuses."""
    path = drawer.path(small=small)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f"{secrets.token_hex(8)}{PART}")
    envelope = seal(content, key=drawer.key, version=VERSION, place=drawer.place(small=small))
    try:
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(envelope)
            file.flush()
            os.fsync(file.fileno())
        beside.rename(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    _make_sure(path.parent)


def get(drawer: Drawer, *, small: bool = False) -> bytes:
    """What was put. Raises UnreadableError when it is gone, altered or not of that row."""
    try:
        envelope = drawer.path(small=small).read_bytes()
    except FileNotFoundError as error:
        raise UnreadableError("the file is gone") from error
    return unseal(envelope, key=drawer.key, place=drawer.place(small=small))


def remove(cabinet_id: int, stored_as: UUID) -> None:
    for small in (False, True):
        path_of(cabinet_id, stored_as, small=small).unlink(missing_ok=True)


def older_than(before: datetime, *, cabinet_id: int) -> Iterator[tuple[Path, UUID | None]]:
    """Files of a practice last written before that instant, with the name that a row would know them by."""
    for path in sorted(folder(cabinet_id).glob("*/*")):
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < before.timestamp():
                yield path, _name(path)


def _name(path: Path) -> UUID | None:
    try:
        return UUID(hex=path.name.removesuffix(SMALL))
    except ValueError:
        return None


def _make_sure(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
