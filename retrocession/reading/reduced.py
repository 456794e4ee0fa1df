"""A file between its upload and its writing: the columns that we use, and nothing of the others.

Compressed text: one row of JSON that says what the columns are, then the records as CSV. A record of the
wrong shape keeps what is wrong with it, none of its cells: nobody knows which one holds the patient's name.
"""

import csv
import gzip
import io
import json
from collections.abc import Collection, Iterator, Mapping
from datetime import date

from cabinet.reading import Columns, LineError
from cabinet.reading.shape import Cells

from .columns import COLUMNS
from .doctors import Directory
from .receipts import Reading

_MALFORMED = "!"
_SOUND = ""


def reduce(reading: Reading, *, mapping: Mapping[str, str] | None = None) -> tuple[bytes, int]:
    """The file of a reading, reduced and compressed, and the number of its records.

    `mapping` is what was told by hand to read it: it travels along, to be kept once the file is written.
    """
    kept = [name for name in COLUMNS if name in reading.columns.indexes]
    indexes = [reading.columns.indexes[name] for name in kept]
    checker = reading.checker()
    compressed = io.BytesIO()
    count = 0
    with (
        gzip.GzipFile(fileobj=compressed, mode="wb", compresslevel=3, mtime=0) as raw,
        io.TextIOWrapper(raw, encoding="utf-8", newline="") as text,
    ):
        titles = {name: reading.columns.recognised[name] for name in kept}
        said = {"delimiter": reading.delimiter, "columns": titles, "mapping": dict(mapping or {})}
        text.write(json.dumps(said, ensure_ascii=False) + "\n")
        write = csv.writer(text, lineterminator="\n").writerow
        for number, cells in reading.records():
            count += 1
            malformed = checker.malformed(number, cells)
            if malformed:
                write([number, _MALFORMED, malformed.field, malformed.message])
            elif isinstance(cells, list):
                write([number, _SOUND, *(cells[index] for index in indexes)])
    return compressed.getvalue(), count


def read_reduced(
    content: bytes, *, month: date, directory: Directory, set_aside: Collection[int] = frozenset()
) -> Reading:
    """The reading of a reduced file, checked again: a doctor invited since then is now known."""
    said = _said(content)
    titles = said["columns"]
    columns = Columns(
        headers=tuple(titles.values()),
        recognised=titles,
        indexes={name: index for index, name in enumerate(titles)},
        missing=(),
        dropped=(),
        ambiguous=(),
    )
    return Reading(
        lambda: _records(content),
        columns=columns,
        delimiter=said["delimiter"],
        month=month,
        directory=directory,
        set_aside=set_aside,
    )


def mapping_of(content: bytes) -> dict[str, str]:
    """What was told by hand to read this file: {canonical column: title}."""
    return _said(content)["mapping"]


def _said(content: bytes) -> dict:
    with _text(content) as text:
        return json.loads(text.readline())


def _text(content: bytes) -> io.TextIOWrapper:
    return io.TextIOWrapper(gzip.GzipFile(fileobj=io.BytesIO(content)), encoding="utf-8", newline="")


def _records(content: bytes) -> Iterator[tuple[int, Cells]]:
    with _text(content) as text:
        text.readline()
        for number, shape, *cells in csv.reader(text):
            line = int(number)
            yield line, cells if shape == _SOUND else LineError(line, *cells)
