"""The consultations of each month that is over, as the mairie may read them."""

from datetime import date, datetime

from cabinet.clock import PARIS, first_of_month
from cabinet.models import Cabinet
from commune.models import ConsultationCount
from commune.queries.receipts import consultations_by_month
from commune.rules.consultation_counts import month_told


def count_consultations(*, cabinet: Cabinet, at: datetime) -> list[ConsultationCount]:
    """Those of the months before today's; a count told moves by the floor at least. Twice changes nothing."""
    this_month = first_of_month(at.astimezone(PARIS).date())
    told: dict[date, ConsultationCount] = {row.month: row for row in ConsultationCount.objects.all()}
    new, changed = [], []
    for month, counted in consultations_by_month(cabinet).items():
        if month >= this_month:
            continue
        row = told.get(month)
        count = month_told(counted, told=row.last_told if row else None, floor=cabinet.small_count_floor)
        if row is None:
            new.append(ConsultationCount(month=month, count=count, last_told=count, counted_at=at))
        elif row.count != count:
            row.count, row.counted_at = count, at
            row.last_told = row.last_told if count is None else count
            changed.append(row)
    ConsultationCount.objects.bulk_create(new, ignore_conflicts=True)
    ConsultationCount.objects.bulk_update(changed, ["count", "last_told", "counted_at"])
    return [*new, *changed]
