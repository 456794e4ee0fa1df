"""How many consultations the receipts tell of: all that is asked of them here, and not by the mairie."""

from datetime import date
from decimal import Decimal

from cabinet.models import Cabinet
from commune.rules.consultation_counts import consultations_of
from retrocession.models import ReceiptLine
from retrocession.rules.acts import is_travel


def consultations_by_month(cabinet: Cabinet) -> dict[date, int]:
    """The consultations of each month with receipts. One statement."""
    rows = ReceiptLine.objects.values_list("month", "doctor_id", "on", "invoice", "act", "amount")
    months: dict[date, list[tuple[object, date, str, Decimal]]] = {}
    for month, doctor, on, invoice, act, amount in rows.order_by("month"):
        if not is_travel(act, cabinet.travel_acts):
            months.setdefault(month, []).append((doctor, on, invoice, amount))
    return {month: consultations_of(lines) for month, lines in months.items()}
