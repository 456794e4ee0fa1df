import codecs
import io
import zipfile

import pytest

from cabinet.reading.decoding import MAX_BYTES, MAX_LINE_BYTES, UnreadableFile, Wanted
from cabinet.reading.decoding import inspect as inspect_for

EXPORT = Wanted(
    what="un export de recettes",
    too_large="ce n’est pas l’export d’un mois. Exportez un seul mois, puis recommencez.",
    again="Refaites l’export du mois, puis recommencez.",
)
TEXT = "Date;Règlement\r\n01/10/2026;Chèque\r\n"


def inspect(stream):
    return inspect_for(stream, EXPORT)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode("utf-8"), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("cp1252"), "cp1252"),
        ("Règlement\n’…€\u202f".encode().decode().replace("\u202f", "").encode("cp1252"), "cp1252"),
    ],
)
def test_encoding_is_found(data, encoding):
    assert inspect(data).encoding == encoding


def test_lines_are_read_twice_and_the_stream_left_open():
    stream = io.BytesIO(TEXT.encode("cp1252"))
    source = inspect(stream)
    assert list(source.lines()) == list(source.lines()) == ["Date;Règlement\r\n", "01/10/2026;Chèque\r\n"]
    next(source.lines())
    assert not stream.closed


def test_letter_cut_between_two_chunks_is_still_utf8():
    data = b"a;b\n" * 262143 + b"aaa" + "é;é\n".encode()
    assert data[1024 * 1024 - 1] == "é".encode()[0]
    assert inspect(data).encoding == "utf-8"


def test_stream_that_cannot_be_rewound_is_read():
    class Pipe(io.RawIOBase):
        def __init__(self):
            self._inner = io.BytesIO(TEXT.encode())

        def readable(self):
            return True

        def readinto(self, buffer):
            return self._inner.readinto(buffer)

    assert list(inspect(io.BufferedReader(Pipe())).lines()) == TEXT.splitlines(keepends=True)


def _workbook() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "message", "line"),
    [
        (b"", "Ce fichier est vide", None),
        (b" \r\n\r\n", "Ce fichier est vide", None),
        (codecs.BOM_UTF8 + b"\r\n", "Ce fichier est vide", None),
        (TEXT.encode("utf-16"), "UTF-16", 1),
        (TEXT.encode("utf-16-le"), "UTF-16", 1),
        (TEXT.encode("utf-16-be"), "UTF-16", 1),
        (b"a;b\nc;d\0\n", "La ligne 2 contient des octets nuls", 2),
        (_workbook(), "un classeur Excel", 1),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "un ancien classeur Excel", 1),
        (b"%PDF-1.7", "un PDF", 1),
        (b"\x1f\x8b\x08", "une archive compress", 1),
        (b"\n<html><table>", "une page web", 1),
        (b"a;b\r\nc;\x81\xff\r\n", "illisibles vers la ligne 2", 2),
        (codecs.BOM_UTF8 + b"a;b\r\nc;\xe9\r\n", "illisibles vers la ligne 2", 2),
        (b"a;b\n" + b"x" * (MAX_LINE_BYTES + 1), "La ligne 2 est d", 2),
    ],
)
def test_file_that_is_no_csv_is_refused_with_its_place(data, message, line):
    with pytest.raises(UnreadableFile, match=message) as refusal:
        inspect(data)
    assert refusal.value.line == line
    assert refusal.value.message.endswith(("recommencez.", "»."))


def test_file_of_a_hundred_megabytes_is_refused():
    line = b"a;b;" * 30 + b"\n"

    class Endless(io.RawIOBase):
        given = 0

        def readable(self):
            return True

        def seekable(self):
            return True

        def seek(self, offset, whence=0):
            return offset

        def read(self, size=-1):
            self.given += size
            assert self.given <= MAX_BYTES + 2 * size
            return (line * (size // len(line) + 1))[:size]

    with pytest.raises(UnreadableFile, match="100\u00a0Mo ou plus"):
        inspect(Endless())
