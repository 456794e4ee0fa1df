"""Ctrl-C, SIGTERM and a closed terminal all mean the same: stop in good order."""

import signal
from types import FrameType

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopAsked(BaseException):
    """Raised in the main thread by the first such signal; not an `Exception`, so that nobody swallows it."""


def ignore_stop_signals() -> None:
    """What follows is the stopping itself, which nobody interrupts."""
    for each in STOPPING:
        signal.signal(each, signal.SIG_IGN)


def raise_when_asked_to_stop() -> None:
    def ask(number: int, frame: FrameType | None) -> None:
        ignore_stop_signals()
        raise StopAsked

    for each in STOPPING:
        # Under nohup SIGHUP is ignored already, and stays so.
        if each != signal.SIGHUP or signal.getsignal(each) != signal.SIG_IGN:
            signal.signal(each, ask)
