"""Where a file of somebody else is opened: a process of its own, without secrets, for some seconds.

A decoder that crashes, eats memory or never ends takes that process with it, and the file is refused.
It knows neither Django nor the database, and gets an empty environment.
"""

import subprocess
import sys
from pathlib import Path

from cabinet.files.workshop.made import Made, UnsafeFileError, unpack
from cabinet.rules.files import Fault, kind_of

ROOT = Path(__file__).resolve().parents[3]
#: Twice what the slowest file that passes takes; its own limits are in `__main__`.
WALL_SECONDS = 40

__all__ = ["Made", "UnsafeFileError", "make_safe"]


def make_safe(content: bytes) -> Made:
    """The file made harmless. Raises UnsafeFileError with the reason."""
    kind = kind_of(content)
    if isinstance(kind, Fault):
        raise UnsafeFileError(kind)
    try:
        done = subprocess.run(
            [sys.executable, "-s", "-E", "-m", "cabinet.files.workshop", kind.value],
            input=content,
            capture_output=True,
            timeout=WALL_SECONDS,
            env={},
            cwd=ROOT,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnsafeFileError(Fault.TOO_HEAVY) from error
    if done.returncode != 0:
        raise UnsafeFileError(Fault.TOO_HEAVY)
    return unpack(done.stdout)
