"""The day on paper: one A4 page a practitioner, which somebody must shred in the evening."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string

from cabinet.models import Cabinet, Membership
from patients.queries.agenda import DayAgenda

STYLESHEET = settings.BASE_DIR / "templates" / "patients" / "agenda" / "day_sheet.css"


def render_day_sheet(agenda: DayAgenda, *, cabinet: Cabinet, printed_by: Membership, at: datetime) -> bytes:
    """Who is expected, and the hours left to write in by hand; empty of names when nobody is there."""
    from cabinet.pdf import make_pdf  # slow to load, and most pages print nothing

    context = {"agenda": agenda, "cabinet": cabinet, "printed_by": printed_by, "at": at}
    html = render_to_string("patients/agenda/day_sheet.html", context)
    return make_pdf(html, stylesheet=STYLESHEET, identifier=hashlib.sha256(html.encode()).digest()[:16])
