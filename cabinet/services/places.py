"""Where everything lives under the data directory."""

import hashlib
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
LONGEST_SOCKET = 100  # sun_path holds 107 bytes; PostgreSQL's and Valkey's names must fit too
SHARED = Path("/tmp")  # noqa: S108 -- not gettempdir(): all must find the same, whatever their TMPDIR
POSTGRES_SOCKET = ".s.PGSQL.5432"
VALKEY_SOCKET = "valkey.sock"


class PlaceRefusedError(Exception):
    """A directory cannot be used; the message says which and what to do."""


def default_data_dir() -> Path:
    return Path(os.environ.get("CABINET_DATA_DIR") or CHECKOUT / ".data").absolute()


@dataclass(frozen=True)
class Places:
    data: Path
    """What the project keeps: keys, logs, pid files, static files."""
    home: Path
    """What the servers keep. The same directory, unless their account can in no way enter it."""
    sockets: Path

    @classmethod
    def under(cls, data_dir: Path) -> "Places":
        data = data_dir.absolute()
        pointer = data / "elsewhere"
        home = Path(pointer.read_text().strip()) if pointer.is_file() else data
        return cls(data=data, home=home, sockets=_socket_dir(home))

    @property
    def pgdata(self) -> Path:
        return self.home / "postgres"

    @property
    def valkey(self) -> Path:
        return self.home / "valkey"

    @property
    def postgres_socket(self) -> Path:
        return self.sockets / POSTGRES_SOCKET

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / VALKEY_SOCKET

    @property
    def lock(self) -> Path:
        return self.data / "lock"

    @property
    def keys(self) -> Path:
        return self.data / "secrets.json"

    @property
    def log(self) -> Path:
        return self.data / "log"

    @property
    def pids(self) -> Path:
        return self.data / "pids"

    def prepare(self) -> None:
        """Make our own directories; those of the servers are made by who starts them."""
        try:
            self.data.mkdir(parents=True, exist_ok=True)
            # Root's servers run as another account, which must pass through; nothing in it is listable.
            self.data.chmod(0o700 if os.geteuid() else 0o711)
            for directory in (self.log, self.pids):
                directory.mkdir(mode=0o700, exist_ok=True)
        except PermissionError as error:
            raise PlaceRefusedError(
                f"{self.data} is not ours to write ({error.strerror}). "
                "Remove it, or set CABINET_DATA_DIR to another folder."
            ) from error


def _socket_dir(home: Path) -> Path:
    """`home/run`, or a short private directory when the path is too long or would need quoting in a URL."""
    near = home / "run"
    if len(str(near / POSTGRES_SOCKET)) < LONGEST_SOCKET and re.fullmatch(r"[\w./-]+", str(near), re.ASCII):
        return near
    return SHARED / f"cabinet-{os.geteuid()}-{_digest(home)}"


def make_private(directory: Path, *, uid: int, gid: int, mode: int = 0o700) -> None:
    """A directory that only `uid` enters. In /tmp somebody may have made the name first: refuse theirs."""
    directory.mkdir(mode=mode, parents=True, exist_ok=True)
    found = directory.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {uid, os.geteuid()}:
        raise PlaceRefusedError(f"{directory} belongs to somebody else: remove it and start again.")
    if (found.st_uid, found.st_gid) != (uid, gid) and not os.geteuid():
        os.chown(directory, uid, gid, follow_symlinks=False)
    directory.chmod(mode)


def elsewhere(data: Path) -> Path:
    """Where the servers' files go when their account cannot enter the data directory."""
    parent = Path("/var/lib") if os.access("/var/lib", os.W_OK) else SHARED
    return parent / f"cabinet-{_digest(data)}"


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:10]
