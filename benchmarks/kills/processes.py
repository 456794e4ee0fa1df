"""The processes of a house, each in a group of its own: killed as SIGKILL kills, and started again."""

import os
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil

from cabinet.services.identity import in_child


class Process:
    """A command that is started again each time it is dead."""

    def __init__(
        self, command: list[str], *, environment: dict[str, str], log: Path, pass_fds: tuple[int, ...] = ()
    ) -> None:
        self.command, self.environment, self.log, self.pass_fds = command, environment, log, pass_fds
        self.running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as output:
            self.running = subprocess.Popen(
                self.command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                pass_fds=self.pass_fds,
                start_new_session=True,
                preexec_fn=in_child(None, death_signal=signal.SIGKILL),
            )

    def start_if_dead(self) -> None:
        if self.running is None or self.running.poll() is not None:
            self.kill_all()
            self.start()

    def kill(self) -> bool:
        """The process, its children left to notice it; False when there is none."""
        return self.running is not None and self.running.poll() is None and killed(self.running.pid)

    def kill_all(self) -> bool:
        """The whole group at once, as a container or a machine dies."""
        if self.running is None:
            return False
        with suppress(ProcessLookupError):
            os.killpg(self.running.pid, signal.SIGKILL)
        self.running.wait()
        return True

    def children(self) -> list[int]:
        """What it forked: the processes that do the work."""
        if self.running is None or self.running.poll() is not None:
            return []
        with suppress(psutil.NoSuchProcess):
            return [child.pid for child in psutil.Process(self.running.pid).children()]
        return []


def killed(pid: int) -> bool:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def kill_one(pids: Callable[[], list[int]], choose: Callable[[list[int]], int]) -> bool:
    found = pids()
    return bool(found) and killed(choose(found))
