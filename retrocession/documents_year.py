"""The yearly summary as a document: what was paid to each, what was received from each."""

import uuid
from datetime import date

from django.conf import settings
from django.template.loader import render_to_string

from cabinet.models import Person
from cabinet.text import full_day
from retrocession.queries.year import Year
from retrocession.rules.year import RSPM_MARKERS

STYLESHEET = settings.BASE_DIR / "templates" / "retrocession" / "year_pdf.css"


def render_year(year: Year, *, person: Person, today: date) -> bytes:
    """The PDF of a year; the same figures on the same day give the same bytes."""
    from cabinet.pdf import make_pdf  # slow to load

    context = {"page": year, "person": person, "markers": RSPM_MARKERS, "printed": full_day(today)}
    html = render_to_string("retrocession/year_pdf.html", context)
    identifier = uuid.uuid5(uuid.NAMESPACE_OID, f"{person.pk}:{year.year}:{today}")
    return make_pdf(html, stylesheet=STYLESHEET, identifier=identifier.bytes)
