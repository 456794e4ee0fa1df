"""The end of the intern's day, ticked by the supervisor, or unticked."""

from datetime import datetime

from django.core.exceptions import PermissionDenied

from cabinet import audit
from cabinet.actions.refusals import Refused
from cabinet.clock import PARIS
from cabinet.models import Membership, Role
from planning.models import Debrief, Presence
from planning.rules.supervision import may_tick, supervisor_of


def supervises(by: Membership, presence: Presence) -> bool:
    """Needs `membership` and `series` of the presence."""
    if presence.membership.role != Role.INTERNE:
        return False
    of_series = presence.series.supervisor_id if presence.series else None
    return by.pk == supervisor_of(of_series=of_series, of_intern=presence.membership.supervisor_id)


def tick_debrief(*, presence: Presence, ticked: bool, by: Membership, at: datetime) -> bool:
    """Whether it is ticked now; ticked twice, it is ticked once. Raises PermissionDenied or Refused."""
    if not supervises(by, presence):
        raise PermissionDenied("Seul le titulaire qui encadre cette journée coche son débrief.")
    if not presence.stands:
        raise Refused("Ce jour a été libéré\u202f: il n’y a pas de débrief.")
    if not may_tick(presence.on, today=at.astimezone(PARIS).date(), supervises=True):
        raise Refused("Ce jour n’est pas encore venu.")
    if ticked:
        debrief, new = Debrief.objects.get_or_create(
            presence=presence, defaults={"ticked_by": by, "ticked_at": at}
        )
        if new:
            audit.record("tick_debrief", debrief, by=by, at=at, presence=str(presence.pk))
    elif Debrief.objects.filter(presence=presence).delete()[0]:
        audit.record("untick_debrief", presence, by=by, at=at)
    return ticked
