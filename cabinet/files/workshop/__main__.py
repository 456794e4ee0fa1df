"""The process itself: `python -m cabinet.files.workshop image/jpeg < file`. Limits first, then the file."""

import resource
import sys

from cabinet.files.workshop.made import Made, UnsafeFileError, pack
from cabinet.rules.files import Fault, Kind

CPU_SECONDS, MEMORY = 20, 1024**3


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    #: It writes no file, and leaves no picture of its memory behind.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def work(content: bytes, kind: Kind) -> Made | Fault:
    try:
        if kind is Kind.PDF:
            from cabinet.files.workshop.pdfs import disarm

            return disarm(content)
        from cabinet.files.workshop.images import redraw

        return redraw(content, kind)
    except UnsafeFileError as error:
        return error.fault
    except (MemoryError, RecursionError):
        return Fault.TOO_HEAVY


def main() -> None:
    limit()
    sys.stdout.buffer.write(pack(work(sys.stdin.buffer.read(), Kind(sys.argv[1]))))


if __name__ == "__main__":
    main()
