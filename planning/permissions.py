"""Who books and releases what, from the house's table."""

from datetime import date

from cabinet import permissions
from cabinet.models import Membership, Role

#: Those who hold days: whoever may book their own.
HOLDERS = frozenset(role for role in permissions.ROLES if permissions.allows(role, "book_own_days"))

#: Those who answer the phone at the desk, in turn.
DESK = frozenset({Role.SECRETAIRE, Role.TELESECRETAIRE})


def keeps_calendar(by: Membership) -> bool:
    """Whether `by` may book and release for others, and put the past right."""
    return permissions.allows(by.role, "book_for_others")


def may_change(by: Membership, membership: Membership) -> bool:
    """Whether `by` may book or release a day of `membership`."""
    if keeps_calendar(by):
        return True
    return by.pk == membership.pk and permissions.allows(by.role, "book_own_days")


def may_hold_days(membership: Membership, on: date) -> bool:
    return membership.role in HOLDERS and membership.is_open_on(on)


def waits_for_confirmation(by: Membership, membership: Membership) -> bool:
    """Whether a booking is one that the practice wants to confirm: a locum's own, where it is so set."""
    own = by.pk == membership.pk and membership.role == Role.REMPLACANT
    return own and by.cabinet.booking_needs_confirmation
