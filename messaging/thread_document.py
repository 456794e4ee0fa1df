"""What was said about a patient, on paper: who, when, what, and what was corrected or urgent."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string

from cabinet.models import Cabinet, Membership
from messaging.queries.thread import ThreadPage

STYLESHEET = settings.BASE_DIR / "templates" / "messaging" / "thread_pdf.css"


def render_thread(page: ThreadPage, *, cabinet: Cabinet, printed_by: Membership, at: datetime) -> bytes:
    """A4. The files are named: they are taken from the conversation itself."""
    from cabinet.pdf import make_pdf  # slow to load, and most pages print nothing

    context = {"page": page, "cabinet": cabinet, "printed_by": printed_by, "at": at}
    html = render_to_string("messaging/thread_pdf.html", context)
    return make_pdf(html, stylesheet=STYLESHEET, identifier=hashlib.sha256(html.encode()).digest()[:16])
