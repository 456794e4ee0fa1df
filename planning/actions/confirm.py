"""Where the practice asks for it, a locum's own booking waits for who keeps the calendar to say yes or no."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cabinet import audit, house
from cabinet.actions.refusals import Refused
from cabinet.models import Membership
from cabinet.outbox import address_of
from cabinet.text import long_day
from planning.actions.cover import look_again
from planning.actions.live import day_changed
from planning.actions.place import lock_day
from planning.actions.release import REASON_LIMIT
from planning.actions.tell import tell
from planning.models import Presence
from planning.permissions import keeps_calendar


class NothingToConfirm(Refused):
    """409: somebody answered already, or the day was given back meanwhile."""

    def __init__(self, presence: Presence) -> None:
        state = "déjà confirmé" if presence.stands else "libéré entre-temps"
        super().__init__(f"Ce jour est {state}\u202f: il n’y a plus rien à confirmer.")


def confirm_booking(*, presence: Presence, by: Membership, at: datetime) -> Presence:
    """It makes cover from now on. Raises PermissionDenied or NothingToConfirm."""
    presence = _waiting(presence, by=by)
    presence.to_confirm, presence.changed_at = False, at
    presence.sequence += 1
    presence.save(update_fields=["to_confirm", "changed_at", "sequence"])
    audit.record("confirm_booking", presence, by=by, at=at, person=presence.person_id, on=str(presence.on))
    day_changed(presence.on)
    look_again(at=at)
    _tell(presence, "Jour confirmé", "est confirmé. Merci.", by=by, at=at)
    return presence


def refuse_booking(*, presence: Presence, reason: str, by: Membership, at: datetime) -> Presence:
    """The day is given back, with the reason told. Raises PermissionDenied, NothingToConfirm or Refused."""
    presence, reason = _waiting(presence, by=by), reason.strip()
    if not reason:
        raise Refused("Dites pourquoi en quelques mots\u202f: la personne le lira.", field="reason")
    if len(reason) > REASON_LIMIT:
        raise Refused(
            f"Le motif dépasse {REASON_LIMIT} caractères\u202f: gardez l’essentiel.", field="reason"
        )
    presence.released_at, presence.released_by, presence.release_reason = at, by, reason
    presence.sequence += 1
    presence.save(update_fields=["released_at", "released_by", "release_reason", "sequence"])
    house.day_released([presence], by=by, at=at)
    audit.record("refuse_booking", presence, by=by, at=at, person=presence.person_id, on=str(presence.on))
    day_changed(presence.on)
    look_again(at=at)
    _tell(presence, "Jour refusé", f"n’a pas pu être retenu\u202f: {reason}", by=by, at=at)
    return presence


def _waiting(presence: Presence, *, by: Membership) -> Presence:
    if not keeps_calendar(by):
        raise PermissionDenied("Votre rôle ne permet pas de confirmer un jour.")
    lock_day(cabinet_id=presence.cabinet_id, person_id=presence.person_id, on=presence.on)
    presence = (
        Presence.objects.select_for_update(of=("self",))
        .select_related("membership__person", "room")
        .get(pk=presence.pk)
    )
    if not presence.stands or not presence.to_confirm:
        raise NothingToConfirm(presence)
    return presence


def _tell(presence: Presence, subject: str, said: str, *, by: Membership, at: datetime) -> None:
    day = f"{long_day(presence.on)} ({presence.get_period_display()})"
    page = address_of(reverse("planning:day", args=[by.cabinet.slug, presence.on.isoformat()]))
    tell(
        presence.membership,
        key=f"confirmation:{presence.pk}:{presence.sequence}",
        subject=f"{subject}\u202f: {day}",
        body=f"Votre jour au {by.cabinet.name}, {day}, {presence.room.name}, {said}\n\n"
        f"Le jour\u202f: {page}\n",
        by=by,
        at=at,
    )
