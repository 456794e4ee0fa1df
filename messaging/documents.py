"""What is printed about mail: the letter to a sender who errs, and who was told of an urgent result."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string

from cabinet.models import Cabinet
from messaging.queries.mail_file import MailFile
from messaging.queries.misrouting import Misrouting, sender_counts
from messaging.rules.misrouting import Figures

STYLESHEET = settings.BASE_DIR / "templates" / "messaging" / "letter_pdf.css"


def render_misrouting(
    one: Figures, found: Misrouting, *, cabinet: Cabinet, at: datetime, address: str
) -> bytes:
    """A4, « à adresser au laboratoire / à l’hôpital »: counts by month, nobody's name."""
    context = {
        "one": one, "counts": sender_counts(one), "found": found, "cabinet": cabinet, "at": at,
        "address": address,
    }  # fmt: skip
    return _pdf("misrouting", context)


def render_alerts(file: MailFile, *, cabinet: Cabinet, at: datetime) -> bytes:
    """A4, for the laboratory: when the result came, who was told when, who answered. No patient in it."""
    return _pdf("alerts", {"file": file, "line": file.line, "mail": file.mail, "cabinet": cabinet, "at": at})


def _pdf(name: str, context: dict) -> bytes:
    from cabinet.pdf import make_pdf  # slow to load, and most pages print nothing

    html = render_to_string(f"messaging/{name}_pdf.html", context)
    return make_pdf(html, stylesheet=STYLESHEET, identifier=hashlib.sha256(html.encode()).digest()[:16])
