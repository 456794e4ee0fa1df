"""The proposed rotation, what an exchange of two months would change, and the exchanges made."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cabinet.models import AuditEntry, Membership
from cabinet.text import month as month_text
from cabinet.text import of_month, sentence
from retrocession.queries.months import MonthRow, coming_months
from retrocession.rules.rotation import Stay, can_change, drafts_change_hands, rotation

#: How many exchanges the page recalls.
RECALLED = 5


def proposed_rotation(
    rows: Iterable[MonthRow], titulaires: Sequence[Membership], today: date
) -> dict[date, Membership]:
    """Who should have each coming month that has nobody, from the list of months: no statement at all.

    `titulaires` come by name, which decides between equals.
    """
    stays = {Stay(member.person_id, member.starts_on, member.ends_on): member for member in titulaires}
    held = {row.month: row.titulaire.person_id for row in rows if row.titulaire}
    proposed = rotation(coming_months(today), stays=list(stays), held=held)
    return {
        month: next(member for stay, member in stays.items() if stay.person == person and stay.touches(month))
        for month, person in proposed.items()
    }


@dataclass(frozen=True)
class Consequence:
    """What changing the médecin remplacé of a month would do; `forbids` when it cannot be done."""

    sentence: str
    forbids: bool = False


def consequences(row: MonthRow, successor: Membership) -> list[Consequence]:
    """What happens to a month when `successor` becomes its médecin remplacé."""
    name = sentence(month_text(row.month))
    if not can_change(row.state):
        return [
            Consequence(
                f"{name}\u202f: les relevés sont déjà approuvés, le médecin remplacé ne change plus.",
                forbids=True,
            )
        ]
    if drafts_change_hands(row.state):
        return [
            Consequence(
                f"Les relevés {of_month(row.month)} sont préparés\u202f: {successor.display_name} les"
                " approuvera et les paiera."
            )
        ]
    return []


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
