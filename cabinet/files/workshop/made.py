"""What comes out of the workshop, and how it is handed over: a line of JSON, the file, its thumbnail."""

import hashlib
import json
import struct
from dataclasses import dataclass

from cabinet.rules.files import Fault, Kind

_LENGTHS = struct.Struct(">III")


class UnsafeFileError(Exception):
    """The file is refused for `fault`."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True)
class Made:
    """What is kept of a file. `width` and `height` in pixels; a PDF has neither, nor thumbnail."""

    kind: Kind
    content: bytes
    thumbnail: bytes = b""
    width: int | None = None
    height: int | None = None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def pack(made: Made | Fault) -> bytes:
    if isinstance(made, Fault):
        said, content, thumbnail = {"fault": made.value}, b"", b""
    else:
        said = {"kind": made.kind.value, "width": made.width, "height": made.height}
        content, thumbnail = made.content, made.thumbnail
    head = json.dumps(said).encode()
    return _LENGTHS.pack(len(head), len(content), len(thumbnail)) + head + content + thumbnail


def unpack(packed: bytes) -> Made:
    """Raises UnsafeFileError with the fault that the workshop found."""
    if len(packed) < _LENGTHS.size:
        raise UnsafeFileError(Fault.TOO_HEAVY)
    sizes = _LENGTHS.unpack_from(packed)
    parts, start = [], _LENGTHS.size
    for size in sizes:
        parts.append(packed[start : start + size])
        start += size
    if start != len(packed):
        raise UnsafeFileError(Fault.TOO_HEAVY)
    said = json.loads(parts[0])
    if "fault" in said:
        raise UnsafeFileError(Fault(said["fault"]))
    return Made(Kind(said["kind"]), parts[1], parts[2], said["width"], said["height"])
