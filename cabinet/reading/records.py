"""From physical lines to CSV records, each with the number of its first line, surviving broken quotes.

A quoted cell may hold line ends. A quote that is never closed would swallow the rest of the file: a record
that fails is reported on its first line alone, and reading starts again on the very next line.
"""

import csv
from collections import deque
from collections.abc import Iterator

MAX_RECORD_LINES = 20

Record = tuple[int, list[str] | None]


class _Endless(Exception):
    pass


def records(lines: Iterator[str], *, delimiter: str, width: int, first: int) -> Iterator[Record]:
    """Yield (line number, cells), or (line number, None) when the quotes of that line are broken.

    `first` is the number of the first physical line given, `width` the number of columns that a record spread
    over several lines must have to be believed.
    """
    pending: deque[str] = deque()
    taken: list[str] = []

    def feed() -> Iterator[str]:
        while True:
            line = pending.popleft() if pending else next(lines, None)
            if line is None:
                return
            taken.append(line)
            if len(taken) > MAX_RECORD_LINES:
                raise _Endless
            yield line

    reader = csv.reader(feed(), delimiter=delimiter, strict=True)
    number = first
    while True:
        taken.clear()
        try:
            cells = next(reader)
            broken = len(taken) > 1 and len(cells) != width
        except StopIteration:
            return
        except (csv.Error, _Endless):
            broken = True
        if broken:
            pending.extendleft(reversed(taken[1:]))
            reader = csv.reader(feed(), delimiter=delimiter, strict=True)
            yield number, None
            number += 1
        else:
            yield number, cells
            number += len(taken)
