"""The intern and the titulaire who supervises: whom to reach, which debriefs are to do."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from cabinet.members import Member
from cabinet.models import Membership, Role
from planning.models import Absence, Debrief, Presence, Series
from planning.rules.supervision import reach_said, supervisor_of

#: A debrief that nobody ticked in that time is no longer asked for.
ASKED_FOR = timedelta(days=60)


@dataclass(frozen=True)
class DebriefLine:
    presence: Presence
    ticked: bool


def supervised_by(supervisor: Membership) -> Q:
    """The presences of interns whose debrief is this titulaire's."""
    unsaid = Q(series=None) | Q(series__supervisor=None)
    mine = Q(series__supervisor=supervisor) | Q(unsaid, membership__supervisor=supervisor)
    return mine & Q(membership__role=Role.INTERNE)


def debriefs_to_do(supervisor: Membership, today: date) -> list[Presence]:
    """The intern's days, today's included, that wait for this titulaire's tick; one statement."""
    waiting = Presence.objects.counting().between(today - ASKED_FOR, today).filter(debriefs=None)
    return list(waiting.filter(supervised_by(supervisor)).with_names())


def debriefs_on(member: Member, on: date, today: date) -> list[DebriefLine]:
    """On a day that has come, the debriefs that are this titulaire's to tick or untick; one statement."""
    if on > today:
        return []
    there = Presence.objects.counting().filter(supervised_by(member.membership), on=on).with_names()
    ticked = Exists(Debrief.objects.filter(presence=OuterRef("pk")))
    return [DebriefLine(presence, presence.ticked) for presence in there.annotate(ticked=ticked)]


def supervision_said(membership: Membership, on: date) -> str:
    """« Dr Texier, au cabinet ce jour-là (Bureau 1) », or nothing; four statements at most."""
    own = Presence.objects.standing().filter(membership=membership, on=on).select_related("series").first()
    series = own.series if own else _series_on(membership, on)
    pk = supervisor_of(of_series=series.supervisor_id if series else None, of_intern=membership.supervisor_id)
    if pk is None:
        return ""
    supervisor = Membership.objects.select_related("person").get(pk=pk)
    there = Presence.objects.counting().filter(membership=supervisor, on=on).select_related("room").first()
    absent = Absence.objects.standing().filter(membership=supervisor).between(on, on).exists()
    return reach_said(supervisor.display_name, present=there.room.name if there else "", absent=absent)


def _series_on(membership: Membership, on: date) -> Series | None:
    found = Series.objects.standing().filter(membership=membership, starts_on__lte=on, until_on__gte=on)
    return found.order_by("-starts_on").first()
