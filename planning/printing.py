"""The calendar on paper: a week on one page, and the sheet for the window."""

import hashlib
from datetime import date

import segno
from django.conf import settings
from django.template.loader import render_to_string

from cabinet.models import Cabinet
from planning.queries.opening import OpeningPage
from planning.queries.week import WeekPage

FOLDER = settings.BASE_DIR / "templates" / "planning"


def qr_code(address: str) -> str:
    """The address as an image in a `data:` address, in ink on white in any theme."""
    return segno.make(address, error="m").svg_data_uri(scale=4, border=2, dark="#1F2A24", light="#FFFFFF")


def render_week(page: WeekPage, *, cabinet: Cabinet, printed_on: date) -> bytes:
    """One A4 page, landscape."""
    context = {"page": page, "cabinet": cabinet, "printed_on": printed_on}
    return _printed("planning/week_pdf.html", "week_pdf.css", context)


def render_opening(page: OpeningPage, *, address: str, printed_on: date) -> bytes:
    """One A4 page in large print; `address` of the live page, or nothing when it is not published."""
    context = {
        "page": page,
        "address": address,
        "qr": qr_code(address) if address else "",
        "printed_on": printed_on,
    }
    return _printed("planning/opening_pdf.html", "opening_pdf.css", context)


def _printed(template: str, stylesheet: str, context: dict) -> bytes:
    from cabinet.pdf import make_pdf  # slow to load, and most pages print nothing

    html = render_to_string(template, context)
    identifier = hashlib.sha256(html.encode()).digest()[:16]
    return make_pdf(html, stylesheet=FOLDER / stylesheet, identifier=identifier)
