"""The one question that the front desk asks of the money: whose month it is."""

from datetime import date

from cabinet.models import Membership
from retrocession.models import Designation


def remplace_of(month: date) -> Membership | None:
    """The médecin remplacé of that month (its first day), with their person; None: nobody designated."""
    found = Designation.objects.select_related("titulaire__person").filter(month=month).first()
    return found.titulaire if found else None
