"""The detached owner of the services, between one command and the next."""

import os
import signal
import time
from contextlib import suppress

from cabinet.services.child import started_at
from cabinet.services.places import Places
from cabinet.services.signals import (
    StopAsked,
    ignore_stop_signals,
    raise_when_asked_to_stop,
)
from cabinet.services.stack import Services, owner


class StopRefusedError(Exception):
    """The services are not ours to stop; the message says whose they are."""


def keep(places: Places, *, durable: bool = True) -> int:
    """Own the services until told to stop, or until one of them dies."""
    raise_when_asked_to_stop()
    with (
        suppress(StopAsked),
        Services(places, kind="keeper", durable=durable) as services,
    ):
        while not (dead := services.ended()):
            time.sleep(0.2)
        ignore_stop_signals()
        print(dead.failure())
        return 1
    return 0


def stop_keeper(places: Places, *, timeout: float = 60) -> bool:
    """Stop the detached services and wait for their end; False when none ran."""
    found = owner(places)
    if found is None:
        return False
    if found.kind != "keeper":
        raise StopRefusedError("These services belong to a running bin/demo: stop it with Ctrl-C.")
    began_at = started_at(found.pid)
    with suppress(ProcessLookupError):
        os.kill(found.pid, signal.SIGTERM)
    deadline = time.monotonic() + timeout
    while _owned_by(places, found.pid) or (began_at and started_at(found.pid) == began_at):
        if time.monotonic() > deadline:
            raise StopRefusedError(f"The services (process {found.pid}) did not stop in {timeout:.0f} s.")
        time.sleep(0.02)
    return True


def _owned_by(places: Places, pid: int) -> bool:
    found = owner(places)
    return found is not None and found.pid == pid
