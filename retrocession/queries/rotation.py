"""The proposed rotation, and the exchanges made."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cabinet.models import AuditEntry, Membership
from retrocession.queries.months import MonthRow, coming_months
from retrocession.rules.rotation import Stay, rotation

#: How many exchanges the page recalls.
RECALLED = 5


def proposed_rotation(
    rows: Iterable[MonthRow], titulaires: Sequence[Membership], today: date
) -> dict[date, Membership]:
    """Who should have each coming month that has nobody, from the list of months: no statement at all.

    `titulaires` come by name, which decides between equals.
    """
    stays = {Stay(member.person_id, member.starts_on, member.ends_on): member for member in titulaires}
    held = {row.month: row.remplace.person_id for row in rows if row.remplace}
    proposed = rotation(coming_months(today), stays=list(stays), held=held)
    return {
        month: next(member for stay, member in stays.items() if stay.person == person and stay.touches(month))
        for month, person in proposed.items()
    }


@dataclass(frozen=True)
class PastExchange:
    """Two months and those who had them before they were exchanged."""

    at: datetime
    by: str
    gave: list[tuple[date, str]]


def past_exchanges() -> list[PastExchange]:
    """The last exchanges, latest first: two statements."""
    entries = list(
        AuditEntry.objects.filter(verb="exchange_months")
        .select_related("by__person")
        .order_by("-at", "-pk")[:RECALLED]
    )
    ids = {pk for entry in entries for pk in entry.details["titulaires"]}
    names = {str(one.pk): one for one in Membership.objects.filter(pk__in=ids).select_related("person")}
    return [
        PastExchange(
            at=entry.at,
            by=entry.by.display_name if entry.by else "",
            gave=[
                (date.fromisoformat(f"{month}-01"), names[pk].display_name)
                for month, pk in zip(entry.details["months"], entry.details["titulaires"], strict=True)
            ],
        )
        for entry in entries
    ]
