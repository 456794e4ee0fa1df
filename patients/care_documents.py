"""What is handed out or pinned up: the leaflet of the team, the renewals that run out."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.template.loader import render_to_string

from cabinet.models import Cabinet, Membership
from patients.queries.renewals import Renewals

TEMPLATES = settings.BASE_DIR / "templates" / "patients" / "care"


def render_leaflet(cabinet: Cabinet, titulaires: Sequence[Membership], *, today: date) -> bytes:
    """A5, large print: why a name is written on the form, and who really follows. No patient in it."""
    return _pdf("leaflet", {"cabinet": cabinet, "titulaires": titulaires, "today": today})


def render_renewals(found: Renewals, *, cabinet: Cabinet, printed_by: Membership, at: datetime) -> bytes:
    """A4, for the phone: who, until when, their number, their first appointment."""
    return _pdf("renewals", {"found": found, "cabinet": cabinet, "printed_by": printed_by, "at": at})


def _pdf(name: str, context: dict) -> bytes:
    from cabinet.pdf import make_pdf  # slow to load, and most pages print nothing

    html = render_to_string(f"patients/care/{name}_pdf.html", context)
    identifier = hashlib.sha256(html.encode()).digest()[:16]
    return make_pdf(html, stylesheet=TEMPLATES / f"{name}_pdf.css", identifier=identifier)
