"""Reading the files that the accounting exports give, line by line, without keeping a patient's name."""

from cabinet.reading import Columns, LineError, UnreadableFile
from cabinet.reading.missing import MissingColumns

from .doctors import Directory, Doctor
from .lines import Line
from .receipts import Reading, read_header, read_receipts
from .reduced import mapping_of, read_reduced, reduce

__all__ = [
    "Columns",
    "Directory",
    "Doctor",
    "Line",
    "LineError",
    "MissingColumns",
    "Reading",
    "UnreadableFile",
    "mapping_of",
    "read_header",
    "read_receipts",
    "read_reduced",
    "reduce",
]
