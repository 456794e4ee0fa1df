"""What is printed of how the practice works: the règlement, and the sheet of a day without a doctor."""

import hashlib
from datetime import date

from django.conf import settings
from django.template.loader import render_to_string

from cabinet.models import Cabinet
from patients.models import HouseRules
from patients.queries.without_doctor import WithoutDoctor
from patients.rules.house_rules import blocks_of

FOLDER = settings.BASE_DIR / "templates" / "patients"
#: More numbers than this are written smaller, so that the sheet stays one page.
MANY, MOST = 9, 18


def render_house_rules(rules: HouseRules, *, cabinet: Cabinet) -> bytes:
    """The version, its date and who published it: the same bytes each time it is asked for."""
    context = {"rules": rules, "blocks": blocks_of(rules.body), "cabinet": cabinet}
    return _printed("house_rules_pdf.html", "house_rules_pdf.css", context)


def render_without_doctor(page: WithoutDoctor, *, cabinet: Cabinet, printed_on: date) -> bytes:
    """One A4 page in large print."""
    lines = len(page.urgent) + len(page.protocols) // 2
    crowd = "most" if lines > MOST else "many" if lines > MANY else ""
    context = {"page": page, "cabinet": cabinet, "printed_on": printed_on, "crowd": crowd}
    return _printed("without_doctor_pdf.html", "without_doctor_pdf.css", context)


def _printed(template: str, stylesheet: str, context: dict) -> bytes:
    from cabinet.pdf import make_pdf  # slow to load, and most pages print nothing

    html = render_to_string(f"patients/{template}", context)
    identifier = hashlib.sha256(html.encode()).digest()[:16]
    return make_pdf(html, stylesheet=FOLDER / stylesheet, identifier=identifier)
