"""Somebody leaves the practice: what they held afterwards is given back, and the secretary is told."""

from datetime import date, datetime, timedelta

from django.db.models import F
from django.urls import reverse

from cabinet import audit
from cabinet.clock import PARIS
from cabinet.models import Membership
from cabinet.outbox import address_of
from cabinet.text import count, full_day, long_day
from planning.actions.give_back import cancel_shifts, give_back
from planning.actions.tell import listed, secretaries, tell
from planning.models import Astreinte, Presence, Series, Shift

REASON = "n’est plus dans ce cabinet"


def release_after_end(*, membership: Membership, at: datetime) -> bool:
    """Whether anything was given back. Today and what is behind stay; a second time, nothing happens."""
    today = at.astimezone(PARIS).date()
    if membership.ends_on is None:
        return False
    gone = max(today, membership.ends_on - timedelta(days=1 if membership.ended_at else 0))
    held = {"membership": membership, "on__gt": gone}
    presences = give_back(Presence.objects.standing().filter(**held), by=None, at=at, reason=REASON)
    shifts = cancel_shifts(Shift.objects.standing().filter(**held), at=at)
    astreintes = list(Astreinte.objects.standing().filter(**held).select_for_update())
    Astreinte.objects.filter(pk__in=[one.pk for one in astreintes]).update(
        released_at=at, release_reason=REASON, sequence=F("sequence") + 1
    )
    series = _end_series(membership, gone, at=at)
    if not (presences or shifts or astreintes or series):
        return False
    lines = [
        *(f"{long_day(presence.on)}, {presence.room.name}" for presence in presences),
        *(f"{long_day(shift.on)}, à l’accueil" for shift in shifts),
    ]
    audit.record(
        "release_after_end", membership, by=None, at=at,
        presences=[str(p.on) for p in presences], shifts=[str(s.on) for s in shifts],
        astreintes=[str(a.on) for a in astreintes], series=[str(s.pk) for s in series],
    )  # fmt: skip
    _tell(membership, gone, lines, [long_day(one.on) for one in astreintes], at=at)
    return True


def _end_series(membership: Membership, gone: date, *, at: datetime) -> list[Series]:
    found = Series.objects.standing().filter(membership=membership, until_on__gt=gone)
    ended = list(found.select_for_update(of=("self",)))
    for series in ended:
        if series.starts_on > gone:
            series.cancelled_at = at
        else:
            series.until_on = gone
        series.save(update_fields=["cancelled_at", "until_on"])
    return ended


def _tell(
    membership: Membership, gone: date, days: list[str], astreintes: list[str], *, at: datetime
) -> None:
    name = membership.display_name
    parts = [f"{name} n’est plus dans le cabinet après le {full_day(gone)}."]
    if days:
        parts.append(f"{count(len(days), 'jour libéré', 'jours libérés')}\u202f:\n{listed(days)}")
    if astreintes:
        parts.append(
            f"{count(len(astreintes), 'astreinte', 'astreintes')} à confier à quelqu’un d’autre\u202f:\n"
            f"{listed(astreintes)}"
        )
    page = address_of(reverse("planning:month", args=[membership.cabinet.slug]))
    parts.append(f"Le planning\u202f: {page}\n")
    for secretary in secretaries(at.astimezone(PARIS).date(), but=membership):
        tell(
            secretary, by=None, at=at, key=f"departure:{membership.pk}:{gone}:{secretary.pk}",
            subject=f"Départ\u202f: les jours de {name} sont libérés", body="\n\n".join(parts),
        )  # fmt: skip
