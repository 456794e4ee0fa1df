"""A PDF that somebody sends: told by its content, with nothing in it that acts by itself."""

import re
import zlib

MAX_BYTES = 5 * 1024 * 1024
#: What a scan never needs: scripts, programs to launch, files inside the file, forms that send.
ACTIVE = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/SubmitForm", b"/ImportData", b"/RichMedia")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_OBJECTS = re.compile(rb"/ObjStm\b[^>]{0,400}>>\s*stream\r?\n")
_NAME_END = rb"(?![A-Za-z])"
#: Compressed lists of objects are looked into so far, and no further.
_UNPACKED = 16 * 1024 * 1024


class NotAPlainPdf(Exception):
    """`message` says in French what is wrong with the file, and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def require_plain_pdf(content: bytes) -> None:
    """Raises `NotAPlainPdf` unless this is a PDF of 5 MB at most, complete, unlocked and inert."""
    if len(content) > MAX_BYTES:
        raise NotAPlainPdf("Ce fichier dépasse 5 Mo. Numérisez en noir et blanc, ou à 150 points par pouce.")
    if not content:
        raise NotAPlainPdf("Ce fichier est vide. Numérisez le contrat de nouveau.")
    if not content.startswith(b"%PDF-1.") and not content.startswith(b"%PDF-2."):
        raise NotAPlainPdf("Ce fichier n’est pas un PDF. Enregistrez la numérisation en PDF.")
    if b"%%EOF" not in content[-2048:]:
        raise NotAPlainPdf("Ce PDF est incomplet. Envoyez-le de nouveau.")
    seen = _ESCAPED.sub(lambda code: bytes([int(code[1], 16)]), content + _objects(content))
    if re.search(rb"/Encrypt" + _NAME_END, seen):
        raise NotAPlainPdf("Ce PDF est protégé par un mot de passe. Enregistrez-le sans protection.")
    if any(re.search(re.escape(name) + _NAME_END, seen) for name in ACTIVE):
        raise NotAPlainPdf(
            "Ce PDF contient un programme ou un fichier joint. Numérisez le papier signé, rien d’autre."
        )


def _objects(content: bytes) -> bytes:
    """What the compressed lists of objects hold, up to a limit: a bomb is refused."""
    unpacked = b""
    for found in _OBJECTS.finditer(content):
        reader = zlib.decompressobj()
        try:
            unpacked += reader.decompress(content[found.end() :], _UNPACKED - len(unpacked) + 1)
        except zlib.error:
            continue
        if len(unpacked) > _UNPACKED:
            raise NotAPlainPdf("Ce PDF est trop compliqué pour une numérisation. Numérisez-le de nouveau.")
    return unpacked
