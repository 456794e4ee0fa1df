"""The practice's own virus scanner, if it has one: `ATTACHMENT_SCANNER` names a clamd, or a function.

    clamd:/run/clamav/clamd.ctl     clamd://clamav:3310     tools.scanning.verdict

A function takes the bytes and answers the name of what it found, or nothing.
"""

import socket
import struct
from collections.abc import Callable

from django.conf import settings
from django.utils.module_loading import import_string

SECONDS = 10
PIECE = 256 * 1024
ANSWERS_WITHIN = 4096


class ScannerAwayError(Exception):
    """It did not answer, or said something else than a verdict: nothing is known of the file."""


def is_there() -> bool:
    return bool(settings.ATTACHMENT_SCANNER)


def verdict(content: bytes) -> str:
    """The name of what was found, empty when nothing was. Raises ScannerAwayError."""
    try:
        return _scan()(content) or ""
    except ScannerAwayError:
        raise
    except Exception as error:
        raise ScannerAwayError(error.__class__.__name__) from error


def _scan() -> Callable[[bytes], str | None]:
    named = settings.ATTACHMENT_SCANNER
    return ask_clamd if named.startswith("clamd:") else import_string(named)


def ask_clamd(content: bytes) -> str:
    """The INSTREAM command of clamd: pieces with their length, then a length of nothing."""
    with _connected(settings.ATTACHMENT_SCANNER.removeprefix("clamd:")) as line:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), PIECE):
            piece = content[start : start + PIECE]
            line.sendall(struct.pack(">I", len(piece)) + piece)
        line.sendall(struct.pack(">I", 0))
        said = _answer(line)
    if said == "stream: OK":
        return ""
    if said.startswith("stream: ") and said.endswith(" FOUND"):
        return said.removeprefix("stream: ").removesuffix(" FOUND")
    raise ScannerAwayError(said[:100])


def _connected(place: str) -> socket.socket:
    if place.startswith("//"):
        host, _, port = place.removeprefix("//").rpartition(":")
        return socket.create_connection((host, int(port)), timeout=SECONDS)
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(SECONDS)
    try:
        line.connect(place)
    except OSError:
        line.close()
        raise
    return line


def _answer(line: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < ANSWERS_WITHIN:
        piece = line.recv(ANSWERS_WITHIN)
        if not piece:
            break
        said += piece
    return said.rstrip(b"\0\n").decode("utf-8", "replace")
