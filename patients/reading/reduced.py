"""A list between its upload and its writing: the columns that we keep, and nothing of the others.

Compressed JSON: one row that says what the columns are, then one row a line; a line of the wrong shape keeps
what is wrong with it, none of its cells.
"""

import gzip
import json
from collections.abc import Iterator, Mapping

from cabinet.reading import Columns, LineError

from .checking import Checker
from .lists import PatientList, Record


def reduce(
    found: PatientList, *, checker: Checker, mapping: Mapping[str, str] | None = None
) -> tuple[bytes, int]:
    """The list, reduced and compressed, and the number of its lines; `mapping` travels along, to be kept."""
    titles = found.columns.recognised
    indexes = [found.columns.indexes[name] for name in titles]
    said = {
        "delimiter": found.delimiter,
        "columns": titles,
        "mapping": dict(mapping or {}),
        "unread": found.columns.unread,
    }
    rows = [json.dumps(said)]
    for number, cells in found.records():
        wrong = checker.malformed(number, cells)
        if wrong:
            rows.append(json.dumps([number, None, wrong.field, wrong.message]))
        elif isinstance(cells, list):
            rows.append(json.dumps([number, [cells[index] for index in indexes]]))
    return gzip.compress("\n".join(rows).encode(), compresslevel=3, mtime=0), len(rows) - 1


def read_reduced(content: bytes, *, sha256: str = "") -> PatientList:
    """The list that was reduced."""
    rows = gzip.decompress(content).decode().split("\n")
    said = json.loads(rows[0])
    titles = said["columns"]
    columns = Columns(
        headers=tuple(titles.values()),
        recognised=titles,
        indexes={name: index for index, name in enumerate(titles)},
    )

    def records() -> Iterator[Record]:
        for row in rows[1:]:
            number, cells, *wrong = json.loads(row)
            yield number, cells if cells is not None else LineError(number, *wrong)

    return PatientList(columns, said["delimiter"], sha256, records)


def mapping_of(content: bytes) -> dict[str, str]:
    """What was told by hand to read this list: {our name of a column: title}."""
    return _said(content)["mapping"]


def unread_of(content: bytes) -> list[str]:
    """The titles of the columns that were not read, since nothing told what they hold."""
    return _said(content).get("unread", [])


def _said(content: bytes) -> dict:
    return json.loads(gzip.decompress(content).decode().partition("\n")[0])
