"""A PDF is kept as it is when it only shows pages; what it would run, open, send or carry is taken out."""

import io

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from cabinet.files.workshop.made import Made, UnsafeFileError
from cabinet.rules.files import MAX_BYTES, Fault, Kind

#: Keys that hold something to run, to open by itself or to carry along.
CARRIERS = (
    "/JavaScript",
    "/JS",
    "/AA",
    "/EmbeddedFiles",
    "/EF",
    "/AF",
    "/XFA",
    "/RichMediaContent",
    "/Collection",
)
#: Actions that do more than go to a page or follow a link that one has touched.
ACTS = frozenset(
    f"/{name}"
    for name in (
        "JavaScript", "Launch", "ImportData", "SubmitForm", "ResetForm", "GoToR", "GoToE", "Rendition",
        "Movie", "Sound", "RichMediaExecute", "GoTo3DView",
    )
)  # fmt: skip
PLAYERS = frozenset({"/RichMedia", "/Movie", "/Screen", "/Sound", "/3D", "/FileAttachment"})
#: Far more than a scanned letter has; each is looked at.
MOST_OBJECTS = 200_000
_END, _ARCHIVE_ENDS = b"%%EOF", b"PK\x05\x06"
#: The end of an archive and the longest comment that may follow it.
_ARCHIVE_TAIL = 22 + 65_535


def disarm(content: bytes) -> Made:
    """Raises UnsafeFileError when it asks for a password, is broken, or has too much in it."""
    try:
        with pikepdf.open(io.BytesIO(content), attempt_recovery=False, suppress_warnings=True) as pdf:
            if not len(pdf.pages):
                raise UnsafeFileError(Fault.BROKEN_PDF)
            if not _disarm(pdf) and not holds_another_file(content):
                return Made(Kind.PDF, content)
            out = io.BytesIO()
            pdf.save(out)
    except pikepdf.PasswordError as error:
        raise UnsafeFileError(Fault.ENCRYPTED_PDF) from error
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, KeyError) as error:
        raise UnsafeFileError(Fault.BROKEN_PDF) from error
    if out.tell() > MAX_BYTES:
        raise UnsafeFileError(Fault.TOO_BIG)
    return Made(Kind.PDF, out.getvalue())


def holds_another_file(content: bytes) -> bool:
    """Whether something stands behind the end of the PDF, or an archive ends where one is looked for."""
    behind = content[content.rfind(_END) + len(_END) :] if _END in content else b""
    return bool(behind.strip(b"\0 \r\n\t")) or _ARCHIVE_ENDS in content[-_ARCHIVE_TAIL:]


def _disarm(pdf: pikepdf.Pdf) -> bool:
    """Whether something was taken out."""
    if len(pdf.objects) > MOST_OBJECTS:
        raise UnsafeFileError(Fault.TOO_HEAVY)
    changed = _let_open_quietly(pdf.Root)
    for found in pdf.objects:
        changed |= _look_into(found)
    return changed


def _let_open_quietly(root: Dictionary) -> bool:
    """When it opens, a PDF may go to one of its pages, and nothing else."""
    action = root.get("/OpenAction")
    if action is None or not isinstance(action, Dictionary) or action.get("/S") == Name("/GoTo"):
        return False
    del root["/OpenAction"]
    return True


def _look_into(found: Object) -> bool:
    """An object of the file and what lies in it directly; what it refers to is looked at in its own turn."""
    changed, waiting = False, [found]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Dictionary | Stream):
            changed |= _take_out(one)
            children = [value for _, value in one.items()]
        elif isinstance(one, Array):
            changed |= _take_players_out(one)
            children = list(one)
        else:
            continue
        waiting += [child for child in children if isinstance(child, Object) and not child.is_indirect]
    return changed


def _take_out(one: Dictionary | Stream) -> bool:
    held = [key for key in CARRIERS if key in one]
    if one.get("/S") in ACTS:
        held = list(one.keys())
    for key in held:
        if key in one and key != "/Length":
            del one[key]
    return bool(held)


def _take_players_out(array: Array) -> bool:
    """Annotations that play, or that hold a file."""
    kept = [one for one in array if not (isinstance(one, Dictionary) and one.get("/Subtype") in PLAYERS)]
    if len(kept) == len(array):
        return False
    while len(array):
        del array[0]
    array.extend(kept)
    return True
