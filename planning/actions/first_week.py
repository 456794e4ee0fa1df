"""A whole week taken at once: all the half-days that were ticked, or none."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from cabinet.actions.refusals import Refused
from cabinet.models import Membership
from planning.actions.book import AlreadyTaken, book_presence
from planning.models import Presence
from planning.rules.half_days import period_of


class HalfDaysRefused(Refused):
    """One of these half-days cannot be taken; none is. `on` is its day."""

    def __init__(self, on: date, refused: Refused) -> None:
        super().__init__(refused.sentence, field="halves")
        self.on = on


def book_week(
    *, membership: Membership, halves: Sequence[tuple[date, str]], by: Membership, at: datetime
) -> list[Presence]:
    """The presences of these half-days, both of a day making a day; said again, they are the same ones.

    Raises `HalfDaysRefused`, and PermissionDenied.
    """
    days: dict[date, set[str]] = {}
    for on, half in halves:
        days.setdefault(on, set()).add(half)
    booked = []
    with transaction.atomic():
        for on in sorted(days):
            period = period_of(days[on])
            assert period is not None
            try:
                booked.append(book_presence(membership=membership, on=on, period=period, by=by, at=at))
            except AlreadyTaken as refused:
                raise HalfDaysRefused(on, refused) from None
            except Refused as refused:
                raise HalfDaysRefused(on, refused) from None
    return booked
