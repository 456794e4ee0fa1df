"""What the mairie hands out: the council's report, and the page of what was achieved. A4, tagged."""

from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.template.loader import render_to_string

from cabinet.clock import PARIS
from cabinet.models import Cabinet
from cabinet.pdf import make_pdf
from cabinet.text import clock
from commune.charts import costs_chart
from commune.queries.achievements import Achievements
from commune.queries.council import CouncilReport
from planning import charts
from planning.rules.spans import date_said

STYLESHEET = settings.BASE_DIR / "templates" / "commune" / "council_pdf.css"


def council_pdf(report: CouncilReport, *, at: datetime) -> bytes:
    html = render_to_string("commune/council_pdf.html", council_page(report, at=at))
    return _made(html, f"{report.cabinet.pk}:council:{report.year}:{at.isoformat()}")


def council_page(report: CouncilReport, *, at: datetime) -> dict:
    return {
        "report": report,
        "cabinet": report.cabinet,
        "printed": printed_said(at),
        "since": date_said(report.found.span.first),
        "until": date_said(report.found.until),
        "months": charts.months_chart(report.found.months, charts.PAPER),
        "costs": costs_chart(report.months, report.year),
    }


def achievements_pdf(found: Achievements, cabinet: Cabinet, *, at: datetime) -> bytes:
    context = {"found": found, "cabinet": cabinet, "printed": printed_said(at)}
    html = render_to_string("commune/achievements_pdf.html", context)
    return _made(html, f"{cabinet.pk}:achievements:{at.isoformat()}")


def printed_said(at: datetime) -> str:
    moment = at.astimezone(PARIS)
    return f"{date_said(moment.date())} à {clock(moment)}"


def _made(html: str, name: str) -> bytes:
    return make_pdf(html, stylesheet=STYLESHEET, identifier=uuid5(NAMESPACE_URL, name).bytes)
