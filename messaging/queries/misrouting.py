"""Twelve months of mail that a sender addressed to the wrong practice; counts only, nobody's name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q
from django.db.models.functions import TruncMonth

from cabinet.clock import PARIS, first_of_month, in_paris, next_month, previous_month
from messaging.models import Mail
from messaging.rules.misrouting import Arrival, Figures, misrouted, months_of

MONTHS = 12


@dataclass(frozen=True)
class Misrouting:
    """`months`: those in which something went wrong. `since`: the first month that is counted."""

    since: date
    until: date
    figures: Sequence[Figures]

    @property
    def months(self) -> Sequence[date]:
        return months_of(self.figures)

    @property
    def wrong(self) -> int:
        return sum(one.wrong for one in self.figures)

    def of(self, sender: str) -> Figures | None:
        return next((one for one in self.figures if one.sender == sender), None)


def misrouting(at: datetime) -> Misrouting:
    """The month of `at` and the eleven before. One statement, which reads neither names nor notes."""
    until = first_of_month(at.astimezone(PARIS).date())
    since = until
    for _ in range(MONTHS - 1):
        since = previous_month(since)
    mails = Mail.objects.filter(
        received_at__gte=in_paris(since, time()), received_at__lt=in_paris(next_month(until), time())
    )
    rows = mails.annotate(
        month=TruncMonth("received_at", tzinfo=PARIS),
        came=Q(came_from__isnull=False),
        went=Q(routed_to__isnull=False),
    ).values_list("sender__name", "month", "came", "went")
    arrivals = [Arrival(name, month.date(), came, went) for name, month, came, went in rows.order_by()]
    return Misrouting(since, until, misrouted(arrivals))


def sender_counts(one: Figures) -> list[tuple[date, int]]:
    """Its errors month by month, the months without any between two others included."""
    counted, month = [], min(one.by_month)
    while month <= max(one.by_month):
        counted.append((month, one.by_month.get(month, 0)))
        month = next_month(month)
    return counted
