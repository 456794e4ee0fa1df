"""The occupancy report as the mayor hands it out: A4, tagged, the figures and how they were counted."""

from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.template.loader import render_to_string

from cabinet.clock import PARIS
from cabinet.pdf import make_pdf
from cabinet.text import clock
from planning import charts
from planning.queries import occupancy_tables as tables
from planning.queries.occupancy import Occupancy
from planning.queries.occupancy_told import first_figures, told
from planning.rules.spans import date_said, span_said

STYLESHEET = settings.BASE_DIR / "templates" / "planning" / "occupancy_pdf.css"

#: Half a year of weeks is read line by line; more is drawn here and listed in the spreadsheet, so that the
#: document is made in less than a second, within the request.
LONGEST_LIST = 27


def occupancy_pdf(found: Occupancy, *, at: datetime) -> bytes:
    """The PDF of a report, printed at that instant."""
    html = render_to_string("planning/occupancy_pdf.html", occupancy_page(found, at=at))
    name = f"{found.cabinet.pk}:{found.span.first}:{found.span.last}:{at.isoformat()}"
    return make_pdf(html, stylesheet=STYLESHEET, identifier=uuid5(NAMESPACE_URL, name).bytes)


def occupancy_page(found: Occupancy, *, at: datetime) -> dict:
    """What the template of the document needs."""
    printed = at.astimezone(PARIS)
    first, last = found.span.first, found.span.last
    return {
        "found": found,
        "cabinet": found.cabinet,
        "span_said": span_said(found.span),
        "span_dates": f"du {date_said(first)} au {date_said(last)}",
        "printed": f"{date_said(printed.date())} à {clock(printed)}",
        "figures": first_figures(found),
        "told": told(found),
        "weeks": charts.weeks_chart(found.weeks, charts.PAPER),
        "months": charts.months_chart(found.months, charts.PAPER),
        "rooms": charts.rooms_chart(found.rooms, charts.PAPER),
        "beside": [tables.roles_table(found.roles), tables.rooms_table(found)],
        "holidays": tables.holidays_table(found),
        "months_table": tables.months_table(found),
        "summary": tables.summary_table(found),
        "weeks_table": tables.weeks_table(found.weeks) if len(found.weeks) <= LONGEST_LIST else None,
    }
