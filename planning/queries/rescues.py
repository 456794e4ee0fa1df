"""The days that titulaires took for calls for cover, of late."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Max

from cabinet.models import Membership
from planning.models import Presence
from planning.rules.calls import Rescues


def rescues_of(titulaires: Iterable[Membership], *, since: date) -> dict[object, Rescues]:
    """By membership: distinct days after `since`, those to come included. One statement."""
    members = list(titulaires)
    rows = {
        row["membership"]: row
        for row in Presence.objects.sure()
        .filter(membership__in=members, call__isnull=False, on__gt=since)
        .values("membership")
        .annotate(days=Count("on", distinct=True), last_on=Max("on"))
        .order_by()
    }
    nothing = {"days": 0, "last_on": None}
    return {
        member.pk: Rescues(
            days=rows.get(member.pk, nothing)["days"],
            last_on=rows.get(member.pk, nothing)["last_on"],
            name=member.person.sort_key,
        )
        for member in members
    }
