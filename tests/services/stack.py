"""Real servers in a directory of their own, through the same command as `bin/manage`."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg

from cabinet.services import environment
from cabinet.services.places import CHECKOUT, Places


class Stack:
    """The services of one data directory, and the processes that mention it."""

    def __init__(self, data: Path) -> None:
        self.data = data

    @property
    def places(self) -> Places:
        return Places.under(self.data)

    def command(self, *arguments: str) -> list[str]:
        return [
            sys.executable,
            "-P",
            "-m",
            "cabinet.services",
            "--data",
            str(self.data),
            *arguments,
        ]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments),
            env=self.environ,
            capture_output=True,
            text=True,
            timeout=90,
        )

    @property
    def environ(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if k not in environment(self.data)}
        return {**kept, "PYTHONPATH": f"{CHECKOUT}:{os.environ.get('PYTHONPATH', '')}"}

    def start(self) -> None:
        started = self.run("start", "--not-durable")
        assert (started.returncode, started.stderr) == (0, "")

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(environment(self.data)["DATABASE_OWNER_URL"], autocommit=True)

    def pid(self, name: str) -> int:
        if name == "keeper":
            return int(self.places.lock.read_text().split()[0])
        return int((self.places.pids / name).read_text().split()[0])

    def processes(self) -> list[psutil.Process]:
        """All of ours: each server is told its data directory on its command line or in its environment."""
        mark, found = str(self.places.home), []
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if mark in " ".join(process.cmdline()) or process.environ().get("CABINET_DATA_DIR") == mark:
                    found.append(process)
        return [process for process in found if process.pid != os.getpid()]

    def wait_until_nothing_runs(self, timeout: float = 20) -> None:
        wait_until(lambda: not self.processes(), timeout)


def wait_until(condition: Callable[[], bool], timeout: float = 20) -> None:
    deadline = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
