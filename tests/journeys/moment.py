"""The journeys take place at the beginning of November 2026, whenever they are played.

Pages, workers, beat and tests are processes of their own: each imports this module first, and their clocks
show the same instant because each is put back by the same number of seconds.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import time_machine

#: Monday 2 November 2026, 10:20 in Paris: October is over, its drafts are due, its receipts are not there.
MOMENT = datetime(2026, 11, 2, 9, 20, tzinfo=UTC)
#: Seconds to add to the real clock; inherited by every process of a run.
SHIFT = "JOURNEY_SHIFT"


def shift_to(moment: datetime = MOMENT) -> dict[str, str]:
    """The environment of a process whose clock shows `moment` now."""
    return {SHIFT: str(moment.timestamp() - time.time())}


def traveller() -> time_machine.travel:
    """What puts the clock of this process right, ticking."""
    there = datetime.fromtimestamp(time.time() + float(os.environ[SHIFT]), UTC)
    return time_machine.travel(there, tick=True)


@contextmanager
def travelling() -> Iterator[None]:
    with traveller():
        time.time()  # the clock ticks from the first time that it is read
        yield


def stay() -> None:
    """The same for good: in a program of its own."""
    traveller().start()
    time.time()
