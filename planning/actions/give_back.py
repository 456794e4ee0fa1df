"""Many days given back at once: a series that changes, a closure, the end of a membership."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F

from cabinet import house
from cabinet.models import Membership
from planning.actions.cover import look_again
from planning.actions.holes import doctors_left
from planning.actions.live import day_changed
from planning.actions.place import lock_days_of
from planning.models import Presence, Shift


def give_back(
    presences: Iterable[Presence], *, by: Membership | None, at: datetime, reason: str
) -> list[Presence]:
    """Those of them that stood, released, in the order of the calendar; the caller records and tells."""
    presences = list(presences)
    if presences:
        days = {presence.on for presence in presences}
        lock_days_of(cabinet_id=presences[0].cabinet_id, people=[], days=days)
    found = Presence.objects.standing().filter(pk__in=[presence.pk for presence in presences])
    # Locked first, in one order: what somebody else has just released is not released a second time.
    standing = list(found.select_for_update(of=("self",)).with_names().order_by("on", "pk"))
    Presence.objects.filter(pk__in=[presence.pk for presence in standing]).update(
        released_at=at, released_by=by, release_reason=reason[:200], sequence=F("sequence") + 1
    )
    for presence in standing:
        day_changed(presence.on)
    house.day_released(standing, by=by, at=at)
    doctors_left(standing, by=by, at=at)
    if standing:
        look_again(at=at)
    return standing


def cancel_shifts(shifts: Iterable[Shift], *, at: datetime) -> list[Shift]:
    """Those of them that stood, cancelled."""
    found = Shift.objects.standing().filter(pk__in=[shift.pk for shift in shifts])
    standing = list(
        found.select_for_update(of=("self",)).select_related("membership__person").order_by("on", "pk")
    )
    Shift.objects.filter(pk__in=[shift.pk for shift in standing]).update(
        cancelled_at=at, sequence=F("sequence") + 1
    )
    return standing
