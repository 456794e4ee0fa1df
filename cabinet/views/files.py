"""The one door by which a joined file goes out; who may read it was asked before."""

import logging

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from cabinet.files import strongroom
from cabinet.models.sealed_file import SealedFile
from cabinet.rules.files import Kind
from cabinet.vault.envelope import UnreadableError

logger = logging.getLogger(__name__)

#: A file is data: whatever is in it, the browser runs nothing, asks for nothing and keeps nothing.
INERT = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Already as small as it gets: not to be compressed once more on its way.
    "Content-Encoding": "identity",
}


def answer(row: SealedFile, *, small: bool = False, download: bool) -> HttpResponse:
    """The file, or its thumbnail. A PDF is always downloaded; a picture is shown unless asked otherwise.

    404 when it waits for the scanner, was refused by it, or does not open any more.
    """
    if not row.is_ready or (small and not row.is_image):
        raise Http404
    try:
        body = strongroom.get(row.drawer, small=small)
    except UnreadableError as error:
        logger.error("File %s does not open: %s", row.pk, error)
        raise Http404 from error
    as_attachment = download or row.media_type == Kind.PDF
    disposition = content_disposition_header(as_attachment, row.name)
    kind = Kind.JPEG.value if small else row.media_type
    return HttpResponse(body, content_type=kind, headers=INERT | {"Content-Disposition": disposition or ""})
