"""Which base a month has in a practice, when its contracts say nothing."""

from datetime import date

from cabinet.models import Cabinet
from retrocession.rules.received import Base, base_of_month


def base_in(practice: Cabinet, month: date) -> str:
    """« facture » or « percu »."""
    now = Base(practice.retrocession_base)
    return base_of_month(now, since=practice.retrocession_base_since, month=month).value
