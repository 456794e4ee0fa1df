"""Reading a file that somebody else's program wrote: its encoding, its delimiter, its titles, its records.

Pure: no database. What the columns mean belongs to the app that reads them.
"""

from .columns import Columns
from .decoding import Source, UnreadableFile, Wanted, inspect
from .lines import LineError

__all__ = ["Columns", "LineError", "Source", "UnreadableFile", "Wanted", "inspect"]
