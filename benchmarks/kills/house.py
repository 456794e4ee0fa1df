"""A whole house in a folder: PostgreSQL, Valkey, web, worker, beat and stream; each may die at any moment.

PostgreSQL and Valkey are ours, started as `bin/demo` starts them; nothing here touches other servers.
"""

import os
import random
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg

from benchmarks.kills.processes import Process, kill_one, killed
from cabinet.services import environment
from cabinet.services.child import Child
from cabinet.services.keys import load_keys
from cabinet.services.places import CHECKOUT, Places
from cabinet.services.postgres import start_postgres
from cabinet.services.stack import settle
from cabinet.services.valkey import start_valkey

#: What a key opens is the same here and in the process that writes the practices.
KEYS = ("SECRET_KEY", "TENANCY_KEY", "MASTER_KEYS", "VAPID_PRIVATE_KEY")
#: What dies, and how often beside the others. A worker's process is the one that has a job in hand.
WEIGHTS = {
    "web": 22,
    "web and its master": 4,
    "worker": 22,
    "worker and its master": 5,
    "beat": 7,
    "stream": 7,
    "Valkey": 13,
    "PostgreSQL, one session": 12,
    "PostgreSQL": 8,
}


class House:
    def __init__(self, folder: Path) -> None:
        self.places = Places.under(folder)
        self.places.prepare()
        load_keys(self.places)
        self.places, self._account, (self._install, self._valkey) = settle(self.places)
        self.places.sockets.mkdir(mode=0o700, exist_ok=True)
        os.chown(self.places.sockets, self._account.uid, self._account.gid)
        self.mail = folder / "mail"
        #: Ours for the whole run: while nobody serves behind one, people wait at it.
        self.doors = {name: open_door() for name in ("web", "stream")}
        self.port: int = self.doors["web"].getsockname()[1]
        self.live_port: int = self.doors["stream"].getsockname()[1]
        self.environment = (
            os.environ
            | environment(self.places.data)
            | {name: os.environ[name] for name in KEYS if name in os.environ}
            | {
                "CABINET_ENVIRONMENT": "demo",
                "DJANGO_SETTINGS_MODULE": "cabinet.settings",
                "MAIL_FOLDER": str(self.mail),
                "PYTHONPATH": str(CHECKOUT),
                "PYTHONWARNINGS": "ignore",
                "STATIC_ROOT": os.environ.get("STATIC_ROOT", str(folder / "static")),
            }
        )
        self.processes = self._processes(folder)
        self.postgres: Child | None = None
        self.valkey: Child | None = None

    def start_servers(self) -> None:
        """Those that are not there; PostgreSQL plays again what it had written."""
        if self.postgres is None or self.postgres.ended:
            self.postgres = start_postgres(self.places, account=self._account, install=self._install)
        if self.valkey is None or self.valkey.ended:
            self.valkey = start_valkey(self.places, account=self._account, binary=self._valkey)

    def start_dead(self) -> None:
        """All that was killed is there again, or on its way."""
        self.start_servers()
        for process in self.processes.values():
            process.start_if_dead()

    def stop(self) -> None:
        for process in self.processes.values():
            process.kill_all()
        for server in (self.valkey, self.postgres):
            if server is not None:
                server.stop()
        for door in self.doors.values():
            door.close()

    def kill(self, kind: str, chance: random.Random) -> bool:
        """False when what should die is dead already."""
        web, worker = self.processes["web"], self.processes["worker"]
        ways: dict[str, Callable[[], bool]] = {
            "web": lambda: kill_one(web.children, chance.choice),
            "web and its master": web.kill_all,
            "worker": lambda: kill_one(worker.children, chance.choice),
            "worker and its master": worker.kill_all,
            "beat": self.processes["beat"].kill_all,
            "stream": self.processes["stream"].kill_all,
            "Valkey": lambda: self.valkey is not None and killed(self.valkey.process.pid),
            "PostgreSQL, one session": lambda: kill_one(self._sessions, chance.choice),
            "PostgreSQL": lambda: self.postgres is not None and killed(self.postgres.process.pid),
        }
        return ways[kind]()

    def superuser(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.places.sockets),
            user="postgres",
            password=load_keys(self.places)["superuser_password"],
            dbname="cabinet",
            autocommit=True,
            connect_timeout=5,
        )

    def _sessions(self) -> list[int]:
        """The processes of PostgreSQL that serve the application; the death of one makes all begin again."""
        if self.postgres is None or self.postgres.ended:
            return []
        found = []
        with suppress(psutil.NoSuchProcess):
            for child in psutil.Process(self.postgres.process.pid).children():
                with suppress(psutil.NoSuchProcess):
                    found += [child.pid] if "cabinet_app" in " ".join(child.cmdline()) else []
        return found

    def _processes(self, folder: Path) -> dict[str, Process]:
        python = [sys.executable, "-m"]
        celery = [*python, "celery", "--app", "benchmarks.kills.workers", "--quiet"]
        commands = {
            "web": [
                *(
                    *python,
                    "gunicorn",
                    "cabinet.wsgi",
                    "--bind",
                    f"fd://{self.doors['web'].fileno()}",
                    "--preload",
                ),
                *("--worker-class", "gthread", "--workers", "2", "--threads", "4", "--no-control-socket"),
                *("--log-level", "warning"),
            ],
            "worker": [
                *(*celery, "worker", "--concurrency", "2", "--loglevel", "WARNING"),
                *("--without-gossip", "--without-mingle"),
            ],
            "beat": [
                *celery,
                "beat",
                "--schedule",
                str(folder / "beat"),
                "--pidfile=",
                "--loglevel",
                "WARNING",
            ],
            "stream": [*python, "cabinet.live", "--fd", str(self.doors["stream"].fileno())],
        }
        return {
            name: Process(
                command,
                environment=self.environment,
                log=self.places.log / f"{name}.log",
                pass_fds=(self.doors[name].fileno(),) if name in self.doors else (),
            )
            for name, command in commands.items()
        }


def open_door() -> socket.socket:
    door = socket.socket()
    door.bind(("127.0.0.1", 0))
    door.listen(128)
    return door
