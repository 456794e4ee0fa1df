"""From the bytes of a file to its lines of text: which encoding, and what is refused before reading.

One pass looks at the whole file without keeping it (size, digest, encoding, absurd lines); the lines are then
read in a second pass. Memory stays the same for a hundred lines and for a hundred thousand.
"""

import codecs
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

MAX_BYTES = 100_000_000
MAX_LINE_BYTES = 64 * 1024
_CHUNK = 1024 * 1024

# Bytes that Windows-1252 leaves undefined: a file that is not UTF-8 and holds one is in neither encoding.
_NOT_WINDOWS = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_LINE_END = re.compile(rb"\r\n|\r|\n")
_SAVE_AS_CSV = "Dans le tableur, choisissez «\u00a0Enregistrer sous\u00a0», puis «\u00a0CSV UTF-8\u00a0»."


class UnreadableFile(Exception):
    """The whole file is refused; `message` says in French what is wrong and what to do, `line` where."""

    def __init__(self, message: str, *, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a refusal speaks of the file that was expected: « un export de recettes »."""

    what: str
    too_large: str
    again: str


@dataclass(frozen=True, slots=True)
class Source:
    """A file that can be read as text: its stream, and what the first pass found."""

    stream: BinaryIO
    encoding: str
    size: int
    sha256: str

    def lines(self) -> Iterator[str]:
        """Each physical line with its ending, from the first one; the stream is left open."""
        self.stream.seek(0)
        text = io.TextIOWrapper(self.stream, encoding=self.encoding, newline="")
        try:
            # Not « yield from », which would close the caller's stream when a reader stops early.
            for line in text:  # noqa: UP028
                yield line
        finally:
            text.detach()


def inspect(stream: BinaryIO | bytes, wanted: Wanted) -> Source:
    """Find the encoding of a file (UTF-8 with or without BOM, else Windows-1252), or refuse the file."""
    source = _seekable(stream)
    source.seek(0)
    digest, size, line, carried, blank = hashlib.sha256(), 0, 1, 0, True
    utf8: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
    not_windows_line = not_utf8_line = None
    head = b""
    while chunk := source.read(_CHUNK):
        if not size:
            head = chunk[:1024]
            _refuse_other_formats(head)
        size += len(chunk)
        if size >= MAX_BYTES:
            raise UnreadableFile(f"Ce fichier pèse 100\u00a0Mo ou plus\u202f: {wanted.too_large}")
        digest.update(chunk)
        blank = blank and not chunk.removeprefix(codecs.BOM_UTF8).strip()
        if (at := chunk.find(b"\0")) >= 0:
            _refuse_null(line + _line_ends(chunk[:at]), wanted)
        carried = _refuse_endless_line(chunk, carried, line, wanted)
        if not_windows_line is None and (odd := _NOT_WINDOWS.search(chunk)):
            not_windows_line = line + _line_ends(chunk[: odd.start()])
        if utf8:
            try:
                utf8.decode(chunk)
            except UnicodeDecodeError as error:
                utf8, not_utf8_line = None, line + _line_ends(chunk[: error.start])
        line += _line_ends(chunk)
    if blank:
        raise UnreadableFile(f"Ce fichier est vide. {wanted.again}")
    encoding = _encoding(head, _ends_whole(utf8), not_utf8_line or line, not_windows_line)
    return Source(stream=source, encoding=encoding, size=size, sha256=digest.hexdigest())


def _encoding(head: bytes, is_utf8: bool, not_utf8_line: int, not_windows_line: int | None) -> str:
    marked = head.startswith(codecs.BOM_UTF8)
    if is_utf8:
        return "utf-8-sig" if marked else "utf-8"
    if marked or not_windows_line:
        where = not_utf8_line if marked else not_windows_line
        raise UnreadableFile(
            f"Les caractères de ce fichier sont illisibles vers la ligne {where}\u202f: il n’est ni en UTF-8 "
            f"ni en Windows-1252. {_SAVE_AS_CSV}",
            line=where,
        )
    return "cp1252"


def _ends_whole(utf8: codecs.IncrementalDecoder | None) -> bool:
    """Whether all was UTF-8, down to the last byte: a file can be cut in the middle of a letter."""
    if utf8 is None:
        return False
    try:
        utf8.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _refuse_other_formats(head: bytes) -> None:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        what = "un classeur Excel ou LibreOffice (ou une archive ZIP)"
    elif head.startswith(b"\xd0\xcf\x11\xe0"):
        what = "un ancien classeur Excel (.xls)"
    elif head.startswith(b"%PDF"):
        what = "un PDF"
    elif head.startswith(b"\x1f\x8b"):
        what = "une archive compressée"
    elif (
        head.lstrip(codecs.BOM_UTF8 + b" \t\r\n")
        .lower()
        .startswith((b"<!doctype", b"<html", b"<?xml", b"<svg"))
    ):
        what = "une page web ou un document XML"
    elif head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _looks_utf16(head):
        raise UnreadableFile(
            f"Ce fichier est en UTF-16 («\u00a0Texte Unicode\u00a0»). {_SAVE_AS_CSV}", line=1
        )
    else:
        return
    raise UnreadableFile(
        f"Ce fichier est {what}, pas un CSV, même si son nom finit par .csv. {_SAVE_AS_CSV}", line=1
    )


def _looks_utf16(head: bytes) -> bool:
    quarter = len(head) // 4
    return len(head) >= 4 and max(head[0::2].count(0), head[1::2].count(0)) > quarter


def _refuse_null(line: int, wanted: Wanted) -> None:
    raise UnreadableFile(
        f"La ligne {line} contient des octets nuls\u202f: ce fichier est abîmé ou n’est pas un CSV. "
        f"{wanted.again}",
        line=line,
    )


def _refuse_endless_line(chunk: bytes, carried: int, line: int, wanted: Wanted) -> int:
    """Refuse a line longer than any export has; return the length of the line that the chunk leaves open."""
    for piece in chunk.splitlines(keepends=True):
        if carried + len(piece) > MAX_LINE_BYTES:
            raise UnreadableFile(
                f"La ligne {line} est démesurée (plus de 64\u00a0Ko)\u202f: ce n’est pas {wanted.what}. "
                f"{wanted.again}",
                line=line,
            )
        open_ended = not piece.endswith((b"\n", b"\r"))
        carried = carried + len(piece) if open_ended else 0
        line += 1
    return carried


def _line_ends(data: bytes) -> int:
    return len(_LINE_END.findall(data)) if b"\r" in data else data.count(b"\n")


def _seekable(stream: BinaryIO | bytes) -> BinaryIO:
    if isinstance(stream, bytes):
        return io.BytesIO(stream)
    if stream.seekable():
        return stream
    # A pipe can be read once only: it is kept whole, up to the size that is refused.
    return io.BytesIO(stream.read(MAX_BYTES))
