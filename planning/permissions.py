"""Who books and releases what, from the house's table."""

from datetime import date

from cabinet import permissions
from cabinet.models import Membership, Role
from cabinet.models.membership import CAREGIVERS
from planning.models import Astreinte, Event, Presence

#: Those who hold days: whoever may book their own.
HOLDERS = frozenset(role for role in permissions.ROLES if permissions.allows(role, "book_own_days"))

#: Those who answer the phone at the desk, in turn.
DESK = frozenset({Role.SECRETAIRE, Role.TELESECRETAIRE})


#: Those who may be on call.
TAKERS = frozenset(role for role in permissions.ROLES if permissions.allows(role, "take_astreinte"))


def keeps_calendar(by: Membership) -> bool:
    """Whether `by` may book and release for others, and put the past right."""
    return permissions.allows(by.role, "book_for_others")


def may_change(by: Membership, membership: Membership) -> bool:
    """Whether `by` may book or release a day of `membership`."""
    if keeps_calendar(by):
        return True
    return by.pk == membership.pk and permissions.allows(by.role, "book_own_days")


def answers_calls(by: Membership) -> bool:
    """Whether calls for cover are put to this member: the doctors."""
    return by.is_doctor


def may_hold_days(membership: Membership, on: date) -> bool:
    return membership.role in HOLDERS and membership.is_open_on(on)


def waits_for_confirmation(by: Membership, membership: Membership) -> bool:
    """Whether a booking is one that the practice wants to confirm: a locum's own, where it is so set."""
    own = by.pk == membership.pk and membership.role == Role.REMPLACANT
    return own and by.cabinet.booking_needs_confirmation


def may_be_given(membership: Membership, day: Presence | Astreinte) -> bool:
    """Whether that member may be given that day: doctors and interns among themselves, nurses too."""
    if isinstance(day, Astreinte):
        return membership.role in TAKERS and membership.is_open_on(day.on)
    alike = (membership.role in CAREGIVERS) == (day.membership.role in CAREGIVERS)
    return alike and may_hold_days(membership, day.on)


def may_swap_for(by: Membership, day: Presence | Astreinte) -> bool:
    """Whether `by` may exchange it in the name of both."""
    if isinstance(day, Astreinte):
        return permissions.allows(by.role, "assign_astreinte")
    return keeps_calendar(by)


def organises_events(by: Membership) -> bool:
    """Whether `by` may call the team together: who comes to work here, and who keeps the calendar."""
    return keeps_calendar(by) or by.role in HOLDERS


def may_change_event(by: Membership, event: Event) -> bool:
    """Whose event it is, and who keeps the calendar."""
    return organises_events(by) and (keeps_calendar(by) or event.created_by_id == by.pk)
