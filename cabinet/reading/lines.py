"""An error at its place in a file."""

from typing import NamedTuple


class LineError(NamedTuple):
    """Why a line cannot be taken: `field` is the column's title in the file, empty for the whole line."""

    line: int
    field: str
    message: str
