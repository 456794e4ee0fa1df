"""The days of the calendar that contracts are about."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from cabinet.clock import next_month
from cabinet.models import Role
from planning.models import Presence
from retrocession.models import ContractDocument
from retrocession.rules.contract_days import Day, merged

Days = tuple[Day, ...]


def days_of_month(month: date) -> dict[UUID, Days]:
    """The days of each locum of the practice in a month, by membership: those that make cover."""
    found: dict[UUID, list[Day]] = {}
    rows = (
        Presence.objects.counting()
        .filter(on__gte=month, on__lt=next_month(month), membership__role=Role.REMPLACANT)
        .order_by("on")
        .values_list("membership_id", "on", "period")
    )
    for membership_id, on, period in rows:
        found.setdefault(membership_id, []).append(Day(on, period))
    return {membership_id: merged(days) for membership_id, days in found.items()}


def days_of_document(document: ContractDocument) -> Days:
    return as_days(document.days)


def as_days(listed: Iterable[dict[str, str]]) -> Days:
    return tuple(Day(date.fromisoformat(day["on"]), day["period"]) for day in listed)


def as_json(days: Iterable[Day]) -> list[dict[str, str]]:
    return [{"on": day.on.isoformat(), "period": day.period} for day in days]
