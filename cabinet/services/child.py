"""A process of ours: dies with us, and is found again if it did not."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cabinet.services.identity import Account, in_child
from cabinet.services.places import Places

LARGEST_LOG = 5_000_000


class ChildFailedError(Exception):
    """A process did not start or ended by itself; the message carries the end of its log."""


@dataclass
class Child:
    name: str
    process: subprocess.Popen[bytes]
    log: Path
    stop_signal: signal.Signals

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    def failure(self) -> ChildFailedError:
        return ChildFailedError(f"{self.name} ended with code {self.process.returncode}.\n{tail(self.log)}")

    def wait_ready(self, is_ready: Callable[[], bool], *, timeout: float) -> None:
        deadline = time.monotonic() + timeout
        while not is_ready():
            if self.ended:
                raise self.failure()
            if time.monotonic() > deadline:
                self.stop()
                raise ChildFailedError(f"{self.name} was not ready after {timeout:.0f} s.\n{tail(self.log)}")
            time.sleep(0.01)

    def stop(self, *, patience: float = 30, last_resort: signal.Signals = signal.SIGKILL) -> None:
        """Ask, wait, insist; then sweep what it left in its process group."""
        if not self.ended:
            self.process.send_signal(self.stop_signal)
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                self.process.send_signal(last_resort)
                self.process.wait(10)
        _sweep(self.process.pid)


def spawn(
    name: str,
    command: Sequence[str | Path],
    *,
    places: Places,
    account: Account | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
    death_signal: signal.Signals | None = None,
    environment: Mapping[str, str] | None = None,
    cwd: str | Path = "/",
) -> Child:
    """Start `command` in its own session, its output in the log.

    `death_signal` is what the kernel sends it when we die without stopping it (by default, what stops it).
    Call it from the main thread: to the kernel, the end of the calling thread is that death.
    """
    log = places.log / f"{name}.log"
    _rotate(log)
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=cwd,
            env=environment,
            start_new_session=True,
            preexec_fn=in_child(account, death_signal=death_signal or stop_signal),
        )
    (places.pids / name).write_text(f"{process.pid} {started_at(process.pid)} {int(stop_signal)}\n")
    return Child(name, process, log, stop_signal)


def wait_for_leftover(name: str, *, places: Places, patience: float = 20) -> None:
    """See off the process of that name which a killed launcher left behind; it is normally ending already."""
    try:
        pid, began_at, stop_signal = map(int, (places.pids / name).read_text().split())
    except (OSError, ValueError):
        return
    deadline = time.monotonic() + patience
    asked_at = time.monotonic() + 2
    while began_at and started_at(pid) == began_at:
        with suppress(ProcessLookupError):
            if time.monotonic() > deadline:
                os.kill(pid, signal.SIGKILL)
            elif time.monotonic() > asked_at:
                os.kill(pid, stop_signal)
                asked_at = deadline
        time.sleep(0.02)
    _sweep(pid)
    (places.pids / name).unlink(missing_ok=True)


def _sweep(pid: int) -> None:
    """Kill what a dead process left in its group: while no process has that number, the group is its own."""
    if not Path(f"/proc/{pid}").exists():
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


def started_at(pid: int) -> int:
    """When a live process began, which tells it from a later one with its number; 0 if it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return 0 if fields[0] in "ZX" else int(fields[19])


def tail(log: Path, lines: int = 15) -> str:
    try:
        text = log.read_text(errors="replace")
    except OSError:
        return ""
    return "\n".join(f"  | {line}" for line in text.splitlines()[-lines:])


def _rotate(log: Path) -> None:
    with suppress(FileNotFoundError):
        if log.stat().st_size > LARGEST_LOG:
            log.replace(log.with_suffix(".log.1"))
