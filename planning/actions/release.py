"""Give a day back: freely until the notice, with a reason later, and the secretary is told."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cabinet import audit, house
from cabinet.actions.refusals import Refused
from cabinet.clock import PARIS
from cabinet.models import Membership, Role
from cabinet.outbox import address_of, announce
from cabinet.text import count, long_day
from planning.actions.cover import look_again
from planning.actions.holes import doctor_left, tell_hole
from planning.actions.live import day_changed
from planning.actions.place import lock_day
from planning.models import Presence
from planning.permissions import keeps_calendar, may_change
from planning.rules.release import Terms, release_terms

REASON_LIMIT = 200


class ReleaseRefused(Refused):
    """422: the day is past, or its reason is missing."""


def terms_for(presence: Presence, *, by: Membership, at: datetime) -> Terms:
    return release_terms(
        presence.on,
        today=at.astimezone(PARIS).date(),
        notice_days=by.cabinet.release_notice_days,
        keeps_calendar=keeps_calendar(by),
        sure=presence.is_sure,
    )


def release_presence(
    *, presence: Presence, by: Membership, at: datetime, reason: str = "", to: Membership | None = None
) -> Presence:
    """The presence, released; released twice, it is released once. Raises PermissionDenied or ReleaseRefused.

    The row stays: a calendar that was read must be told that the day is cancelled. `to`: who takes over what
    stood there, where there is room; the rest is put on a list (`cabinet.house.day_released`).
    """
    if not may_change(by, presence.membership):
        raise PermissionDenied("Votre rôle ne permet pas de libérer ce jour.")
    lock_day(cabinet_id=presence.cabinet_id, person_id=presence.person_id, on=presence.on)
    presence = (
        Presence.objects.select_for_update(of=("self",))
        .select_related("membership__person", "room")
        .get(pk=presence.pk)
    )
    if not presence.stands:
        return presence
    terms, reason = terms_for(presence, by=by, at=at), reason.strip()
    if not terms.allowed:
        raise ReleaseRefused("Ce jour est passé\u202f: demandez au secrétariat de le corriger.", field="on")
    if terms.needs_reason and not reason:
        raise ReleaseRefused(late_sentence(by), field="reason")
    if len(reason) > REASON_LIMIT:
        raise ReleaseRefused(
            f"Le motif dépasse {REASON_LIMIT} caractères\u202f: gardez l’essentiel.", field="reason"
        )
    presence.released_at, presence.released_by, presence.release_reason = at, by, reason
    presence.sequence += 1
    presence.save(update_fields=["released_at", "released_by", "release_reason", "sequence"])
    house.day_released([presence], by=by, at=at, to=to)
    audit.record(
        "release_presence", presence, by=by, at=at,
        person=presence.person_id, on=str(presence.on), period=presence.period, late=terms.late,
    )  # fmt: skip
    day_changed(presence.on)
    hole = doctor_left(presence, cabinet=by.cabinet, at=at)
    look_again(at=at)
    if terms.late:
        alert_secretaries(presence, by=by, at=at, hole=hole)
    if hole:
        told = [Role.SECRETAIRE] if terms.late else []
        tell_hole(presence.on, cabinet=by.cabinet, cause=presence.pk, by=by, at=at, told=told)
    return presence


def late_sentence(by: Membership) -> str:
    days = count(by.cabinet.release_notice_days, "jour", "jours")
    return f"À moins de {days}, dites pourquoi en quelques mots\u202f: le secrétariat sera prévenu."


def alert_secretaries(presence: Presence, *, by: Membership, at: datetime, hole: bool) -> None:
    """One e-mail each, without the reason, which may tell of somebody's health; not to who released."""
    today = at.astimezone(PARIS).date()
    secretaries = Membership.objects.on(today).filter(role=Role.SECRETAIRE).exclude(pk=by.pk)
    day = f"{long_day(presence.on)} ({presence.get_period_display()})"
    page = address_of(reverse("planning:day", args=[by.cabinet.slug, presence.on.isoformat()]))
    nobody = "Plus aucun médecin ce jour-là, et personne n’est d’astreinte.\n\n" if hole else ""
    for secretary in secretaries.select_related("person"):
        announce(
            key=f"late_release:{presence.pk}:{secretary.pk}",
            recipient=secretary.person.email,
            subject=f"Jour libéré\u202f: {day}",
            body=f"{presence.membership.display_name} ne viendra pas {day}, {presence.room.name}.\n\n"
            f"{nobody}Le motif et les jours encore libres\u202f: {page}\n",
            at=at,
        )
