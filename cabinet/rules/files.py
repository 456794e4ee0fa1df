"""A file may be attached when its content, not its name, is a JPEG, a PNG or a PDF of ten megabytes at most.

Source: practice policy; OWASP ASVS 5.0, 5.2.1 to 5.2.6.
"""

import re
import unicodedata
from enum import StrEnum

MAX_BYTES = 10 * 1024 * 1024
MAX_PER_MESSAGE = 5
MAX_PIXELS = 40_000_000
#: Long side, in pixels, of what is kept and of what is shown in a list.
LONGEST_SIDE, THUMBNAIL_SIDE = 2560, 400
LONGEST_NAME = 100


class Kind(StrEnum):
    JPEG = "image/jpeg"
    PNG = "image/png"
    PDF = "application/pdf"


class Fault(StrEnum):
    """Why a file is refused."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    HEIC = "heic"
    NOT_ALLOWED = "not_allowed"
    TOO_MANY_PIXELS = "too_many_pixels"
    BROKEN_IMAGE = "broken_image"
    BROKEN_PDF = "broken_pdf"
    ENCRYPTED_PDF = "encrypted_pdf"
    TOO_HEAVY = "too_heavy"


SENTENCES = {
    Fault.EMPTY: "Ce fichier est vide. Choisissez-en un autre.",
    Fault.TOO_BIG: "Ce fichier dépasse 10\u202fMo. Photographiez de nouveau en qualité normale, "
    "ou scannez le document en noir et blanc.",
    Fault.HEIC: "Cette photo est au format HEIC, que tout le monde ne sait pas ouvrir. Sur l’iPhone\u202f: "
    "Réglages, Appareil photo, Formats, «\u202fLe plus compatible\u202f», puis reprenez la photo.",
    Fault.NOT_ALLOWED: "Seuls une photo (JPEG ou PNG) ou un PDF peuvent être joints. "
    "Imprimez le document en PDF, ou photographiez-le.",
    Fault.TOO_MANY_PIXELS: "Cette image a plus de 40\u202fmillions de points. "
    "Réduisez-la, ou photographiez de nouveau.",
    Fault.BROKEN_IMAGE: "Cette image est abîmée ou incomplète. Envoyez-la de nouveau, "
    "ou refaites la photo.",
    Fault.BROKEN_PDF: "Ce PDF est abîmé ou incomplet. Ouvrez-le, imprimez-le en PDF, "
    "puis joignez le nouveau fichier.",
    Fault.ENCRYPTED_PDF: "Ce PDF est protégé par un mot de passe. Ouvrez-le, imprimez-le en PDF "
    "sans mot de passe, puis joignez le nouveau fichier.",
    Fault.TOO_HEAVY: "Ce fichier est trop compliqué à vérifier. Imprimez-le en PDF, "
    "ou photographiez-le, puis joignez le résultat.",
}  # fmt: skip

JPEG_STARTS, PNG_STARTS, PDF_STARTS = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-"
#: Brands of the container in which iPhones and some Androids keep their photos.
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif"})
EXTENSIONS = {Kind.JPEG: ".jpg", Kind.PNG: ".png", Kind.PDF: ".pdf"}
#: What stands for the name when nothing readable is left of it.
NAMELESS = {Kind.JPEG: "photo", Kind.PNG: "image", Kind.PDF: "document"}


def kind_of(content: bytes) -> Kind | Fault:
    """What a content is by its first bytes, or why it is refused; its name is never asked."""
    if not content:
        return Fault.EMPTY
    if len(content) > MAX_BYTES:
        return Fault.TOO_BIG
    for kind, start in ((Kind.JPEG, JPEG_STARTS), (Kind.PNG, PNG_STARTS), (Kind.PDF, PDF_STARTS)):
        if content.startswith(start):
            return kind
    if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS:
        return Fault.HEIC
    return Fault.NOT_ALLOWED


def clean_name(typed: str, kind: Kind) -> str:
    """A name without folder, control or direction mark, whose extension is that of the content."""
    last = re.split(r"[/\\]", typed)[-1]
    kept = "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in last)
    kept = re.sub(r'[<>:"|?*]', " ", unicodedata.normalize("NFC", kept))
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", re.sub(r"\s+", " ", kept).strip()).strip(" .")
    extension = EXTENSIONS[kind]
    return (stem[: LONGEST_NAME - len(extension)].strip(" .") or NAMELESS[kind]) + extension


def is_over_quota(*, kept: int, added: int, quota: int) -> bool:
    """Whether a practice that keeps so many bytes may not add these; a quota of nothing is no quota."""
    return quota > 0 and kept + added > quota


def fitting(width: int, height: int, side: int) -> tuple[int, int]:
    """The size of a picture whose long side is at most `side`, in the same proportions; never enlarged."""
    scale = min(1.0, side / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def weight(size: int) -> str:
    """How heavy a file is, as people say it: « 84 ko », « 2,4 Mo »."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))}\u202fko"
    return f"{size / (1024 * 1024):.1f}".replace(".", ",") + "\u202fMo"
