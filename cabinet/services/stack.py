"""Both servers, owned by one process at a time.

The owner holds an exclusive lock on `<data>/lock` for as long as it lives, and writes in it who it is.
However it dies, the kernel drops the lock.
"""

import fcntl
import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from cabinet.services.child import Child, ChildFailedError, tail
from cabinet.services.identity import Account, able_to_reach, servers_account
from cabinet.services.install import copied_programs, programs
from cabinet.services.keys import load_keys
from cabinet.services.places import CHECKOUT, Places, elsewhere, make_private
from cabinet.services.postgres import start_postgres
from cabinet.services.valkey import answers_ping, start_valkey


class AlreadyOwnedError(Exception):
    """Another process owns the services of this data directory."""


@dataclass(frozen=True)
class Owner:
    pid: int
    kind: str
    state: str


@dataclass
class Services:
    """`with Services(places, kind="demo") as services:` starts both servers and stops them at the end."""

    places: Places
    kind: str
    durable: bool = True
    children: list[Child] = field(default_factory=list)
    _lock: IO[str] | None = None

    def __enter__(self) -> Self:
        self.places.prepare()
        load_keys(self.places)
        self._take_lock()
        try:
            self._start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        self._write("ready")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._lock is None:
            return
        self._write("stopping")
        for child in reversed(self.children):
            child.stop()
        if self.places.sockets.parent != self.places.home:
            with suppress(OSError):
                self.places.sockets.rmdir()
        self._lock.close()

    def ended(self) -> Child | None:
        """The first server that died, if one did."""
        return next((child for child in self.children if child.ended), None)

    def _take_lock(self) -> None:
        lock = self.places.lock.open("a+")
        for _ in range(20):  # whoever asks `owner` holds it too, for an instant
            with suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            time.sleep(0.01)
        else:
            lock.close()
            raise AlreadyOwnedError(f"The services of {self.places.data} already run.")
        self._lock = lock
        self._write("starting")

    def _write(self, state: str) -> None:
        assert self._lock is not None
        self._lock.truncate(0)
        self._lock.write(f"{os.getpid()} {self.kind} {state}")
        self._lock.flush()

    def _start(self) -> None:
        self.places, account, (install, valkey) = settle(self.places)
        make_private(self.places.sockets, uid=account.uid, gid=account.gid)
        self.children.append(
            start_postgres(self.places, account=account, install=install, durable=self.durable)
        )
        self.children.append(start_valkey(self.places, account=account, binary=valkey))


def settle(places: Places) -> tuple[Places, Account, tuple[Path, Path]]:
    """Who the servers run as, and from where: in place when their account can get there, else from a copy."""
    install, valkey = programs()
    wanted = servers_account()
    if places.home == places.data:
        probe = install / "bin" / "postgres"
        account = able_to_reach(wanted, program=probe, directories=(places.home, install / "share"))
        if account is not None:
            return places, account, (install, valkey)
        home = elsewhere(places.data)
        print(
            f"The account of the servers cannot enter {install} and {places.data}, and this system "
            f"lends it no capability to: programs and data are kept in {home}.",
            file=sys.stderr,
        )
        (places.data / "elsewhere").write_text(f"{home}\n")
        places = Places.under(places.data)
    make_private(places.home, uid=os.geteuid(), gid=os.getegid(), mode=0o711)
    return places, wanted, copied_programs(install, valkey, into=places.home)


def owner(places: Places) -> Owner | None:
    """Who owns the services now; None when nobody does."""
    try:
        with places.lock.open() as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                pid, kind, state = lock.read().split() or ("0", "unknown", "starting")
                return Owner(int(pid), kind, state)
    except OSError:
        return None
    return None


def running(places: Places) -> bool:
    found = owner(places)
    return found is not None and found.state == "ready" and _listens(places)


def _listens(places: Places) -> bool:
    with suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(2)
        connection.connect(os.fspath(places.postgres_socket))
        return answers_ping(places.valkey_socket)
    return False


def ensure_running(places: Places, *, durable: bool = True, timeout: float = 120) -> None:
    """Leave with the services running: those that run, or a keeper detached from this terminal."""
    load_keys(places)
    if running(places):
        return
    places.prepare()
    log = places.log / "keeper.log"
    deadline = time.monotonic() + timeout
    keeper: subprocess.Popen[bytes] | None = None
    while not running(Places.under(places.data)):
        if keeper is None and owner(places) is None:
            keeper = _detach_keeper(places, log=log, durable=durable)
        elif keeper is not None and keeper.poll() is not None:
            if owner(places) is None:
                raise ChildFailedError(f"The services did not start.\n{tail(log)}")
            keeper = None  # another one was first; it may still fail
        if time.monotonic() > deadline:
            raise ChildFailedError(f"The services were not ready after {timeout:.0f} s.\n{tail(log)}")
        time.sleep(0.02)


def _detach_keeper(places: Places, *, log: Path, durable: bool) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-P", "-m", "cabinet.services", "keep"]
    if not durable:
        command.append("--not-durable")
    if log.exists():
        log.replace(log.with_suffix(".log.1"))
    with log.open("wb") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            cwd="/",
            env={
                **os.environ,
                "CABINET_DATA_DIR": str(places.data),
                "PYTHONPATH": f"{CHECKOUT}:{os.environ.get('PYTHONPATH', '')}",
            },
        )
