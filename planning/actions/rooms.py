"""The rooms of a practice, in the order in which they are offered."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import ProtectedError

from cabinet import audit, permissions
from cabinet.actions.refusals import Refused
from cabinet.models import Membership
from planning.models import Room

MOST = 20


class RoomsRefused(Refused):
    """422: a list of rooms that cannot be kept."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, field="rooms")


def set_rooms(*, names: Sequence[str], by: Membership, at: datetime) -> list[Room]:
    """These rooms and no others, in this order; said again, nothing changes. A room that was ever held stays.

    Raises `RoomsRefused`: no room, a name twice or too long, a room that somebody holds or held.
    """
    if not permissions.allows(by.role, "manage_practice"):
        raise PermissionDenied("Les salles sont celles des titulaires et de la secrétaire.")
    wanted = [" ".join(name.split()) for name in names if name.strip()]
    _refuse_unfit(wanted)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('set_rooms'), %s)", [by.cabinet_id])
        known = {room.name: room for room in Room.objects.all()}
        changed = [room.name for room in known.values() if room.name not in wanted]
        for name in changed:
            _remove(known[name])
        for position, name in enumerate(wanted):
            room = known.get(name)
            if room is None:
                known[name] = Room.objects.create(name=name, position=position)
                changed.append(name)
            elif room.position != position:
                room.position = position
                room.save(update_fields=["position"])
                changed.append(name)
        if changed:
            audit.record("set_rooms", "planning.room", by=by, at=at, rooms=len(wanted))
    return [known[name] for name in wanted]


def _refuse_unfit(wanted: Sequence[str]) -> None:
    if not wanted:
        raise RoomsRefused("Écrivez au moins une salle.")
    if len(wanted) > MOST:
        raise RoomsRefused(f"Un cabinet compte {MOST} salles au plus.")
    if long := [name for name in wanted if len(name) > 60]:
        raise RoomsRefused(f"« {long[0][:60]}… » dépasse 60 caractères.")
    lowered = [name.casefold() for name in wanted]
    if twice := [name for name in wanted if lowered.count(name.casefold()) > 1]:
        raise RoomsRefused(f"« {twice[0]} » est écrite deux fois.")


def _remove(room: Room) -> None:
    try:
        with transaction.atomic():
            room.delete()
    except ProtectedError:
        raise RoomsRefused(
            f"« {room.name} » a déjà servi au planning\u202f: gardez-la dans la liste."
        ) from None
