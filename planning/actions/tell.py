"""E-mails to those whose days change by somebody else's hand; nobody is told what they did themselves."""

from collections.abc import Sequence
from datetime import date, datetime

from django.urls import reverse

from cabinet.models import Cabinet, Membership, Role
from cabinet.outbox import address_of, announce
from cabinet.text import count, full_day, long_day, sentence
from planning.models import Series
from planning.queries.series import said_of
from planning.rules.series_days import SeriesDay

#: A letter names that many days, and counts the others.
NAMED = 12


def tell(
    membership: Membership, *, key: str, subject: str, body: str, by: Membership | None, at: datetime
) -> None:
    """One e-mail, unless it is to who did it; `by` None: the house itself."""
    if by is None or membership.person_id != by.person_id:
        announce(key=key, recipient=membership.person.email, subject=subject[:200], body=body, at=at)


def secretaries(at: date, *, but: Membership | None = None) -> list[Membership]:
    found = Membership.objects.on(at).filter(role=Role.SECRETAIRE).select_related("person")
    return [membership for membership in found if but is None or membership.pk != but.pk]


def listed(days: Sequence[str]) -> str:
    """One line a day; beyond a dozen, how many more."""
    lines = [f"- {day}" for day in days[:NAMED]]
    more = len(days) - NAMED
    return "\n".join([*lines, f"- et {count(more, 'autre', 'autres')}"] if more > 0 else lines)


def my_calendar(cabinet: Cabinet) -> str:
    return address_of(reverse("planning:month", args=[cabinet.slug]))


def tell_series(series: Series, *, skipped: Sequence[SeriesDay], by: Membership, at: datetime) -> None:
    """The person learns their fixed day, and which of them are not made."""
    cabinet, said = by.cabinet, said_of(series)
    lines = [
        f"{sentence(said)}, du {full_day(series.starts_on)} au {full_day(series.until_on)},"
        f" au {cabinet.name}."
    ]
    if skipped:
        days = listed([f"{long_day(day.on)}\u202f: {day.reason}" for day in skipped])
        lines.append(f"Ces jours-là sont sautés\u202f:\n{days}")
    lines.append(f"Le planning\u202f: {my_calendar(cabinet)}\n")
    tell(
        series.membership, key=f"series:{series.pk}", subject=f"Vos jours au planning\u202f: {said}",
        body="\n\n".join(lines), by=by, at=at,
    )  # fmt: skip


def tell_end(series: Series, *, from_on: date, by: Membership, at: datetime) -> None:
    said = said_of(series)
    tell(
        series.membership, key=f"series_end:{series.pk}:{from_on}",
        subject=f"Vos jours s’arrêtent\u202f: {said}",
        body=f"{sentence(said)}\u202f: plus aucun jour à partir du {full_day(from_on)}.\n\n"
        f"Le planning\u202f: {my_calendar(by.cabinet)}\n",
        by=by, at=at,
    )  # fmt: skip
