"""The services for as long as one command lasts: tests and checks have their own, and leave nothing."""

import os
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress

from cabinet.services import environment
from cabinet.services.identity import in_child
from cabinet.services.places import Places
from cabinet.services.signals import StopAsked, raise_when_asked_to_stop
from cabinet.services.stack import Services


def run_with(places: Places, program: Sequence[str], *, durable: bool) -> int:
    """Run `program` in the environment of services started for it; its exit code."""
    raise_when_asked_to_stop()
    try:
        with Services(places, kind="run", durable=durable):
            process = subprocess.Popen(
                program,
                env={**os.environ, **environment(places.data)},
                preexec_fn=in_child(None, death_signal=signal.SIGTERM),
            )
            try:
                return process.wait()
            except StopAsked:
                # Ctrl-C reached it as well: let it say its last word.
                with suppress(subprocess.TimeoutExpired):
                    process.wait(10)
                return 130
            finally:
                process.kill()
                process.wait()
    except StopAsked:
        return 130
