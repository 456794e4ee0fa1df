"""The detached owner of the services, between one command and the next."""

import signal
import time
from types import FrameType

from cabinet.services.places import Places
from cabinet.services.stack import AlreadyOwnedError, Services, owner


class StopRefusedError(Exception):
    """The services are not ours to stop; the message says whose they are."""


class _Stop(BaseException):
    pass


def keep(places: Places, *, durable: bool = True) -> int:
    """Own the services until told to stop, or until one of them dies."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise _Stop

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with Services(places, kind="keeper", durable=durable) as services:
            try:
                while not (dead := services.ended()):
                    time.sleep(0.2)
                print(dead.failure())
                return 1
            except _Stop:
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                return 0
    except _Stop:  # during the start
        return 0
    except AlreadyOwnedError as error:
        print(error)
        return 3


def stop_keeper(places: Places, *, timeout: float = 60) -> bool:
    """Stop the detached services and wait for their end; False when none ran."""
    import os
    from contextlib import suppress

    found = owner(places)
    if found is None:
        return False
    if found.kind != "keeper":
        raise StopRefusedError("These services belong to a running bin/demo: stop it with Ctrl-C.")
    with suppress(ProcessLookupError):
        os.kill(found.pid, signal.SIGTERM)
    deadline = time.monotonic() + timeout
    while (now := owner(places)) is not None and now.pid == found.pid:
        if time.monotonic() > deadline:
            raise StopRefusedError(f"The services (process {found.pid}) did not stop in {timeout:.0f} s.")
        time.sleep(0.02)
    return True
