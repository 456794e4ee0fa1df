"""The sections `rooms` and `presences`; one that cannot be is refused, a kit never chooses for people."""

from datetime import date
from functools import partial

from cabinet.kit import Kit
from cabinet.kit.values import Reader
from cabinet.models import Membership
from planning.actions.load_holidays import load_holidays
from planning.actions.place import PersonElsewhere, PersonThere, RoomTaken, place_presence
from planning.constraints import SENTENCES
from planning.models import Period, Presence, Room, Series
from planning.permissions import HOLDERS

EXPLAINED = {name: said.sentence for name, said in SENTENCES.items()}


def load_rooms(kit: Kit, value: object) -> None:
    """In the order of the file, which is the order in which they are offered."""
    known = {room.name: room for room in Room.objects.all()}
    seen: dict[str, str] = {}

    def load_one(item: dict, path: str) -> None:
        name = kit.read(item, path, required={"name": kit.text_up_to(60)})["name"]
        if name in seen:
            kit.fail(f"{path}.name", f"cette salle est déjà en {seen[name]}.")
        seen[name] = path
        if name in known:
            kit.update(known[name], {"position": len(seen)}, "rooms")
        else:
            Room.objects.create(name=name, position=len(seen))
            kit.created("rooms")

    kit.each(value, "rooms", load_one, sentences=EXPLAINED)
    load_holidays(today=kit.today)


def load_presences(kit: Kit, value: object) -> None:
    rooms = {room.name: room for room in Room.objects.all()}
    fields: dict[str, Reader] = {
        "email": kit.email,
        "date": kit.date,
        "period": kit.choice_among(Period.values),
        "room": partial(room_named, kit, rooms),
    }

    seen: dict[tuple, str] = {}

    def load_one(item: dict, path: str) -> None:
        values = kit.read(item, path, required=fields)
        membership = holder(kit, values["email"], f"{path}.email")
        first = seen.setdefault((membership.pk, values["date"], values["period"], values["room"].pk), path)
        if first != path:
            kit.fail(path, f"cette présence est déjà en {first}.")
        place(kit, membership, values["date"], values["period"], values["room"], path, dated=f"{path}.date")

    kit.each(value, "presences", load_one, sentences=EXPLAINED)


def holder(kit: Kit, value: object, path: str) -> Membership:
    """The member whose e-mail stands at `path`, one who comes to work in a room."""
    membership = kit.member(value, path)
    if membership.role not in HOLDERS:
        kit.fail(path, f"{membership.display_name} ne tient pas de journée au planning.")
    return membership


def room_named(kit: Kit, rooms: dict[str, Room], value: object, path: str) -> Room:
    name = kit.text(value, path, limit=60)
    if name not in rooms:
        kit.fail(path, f"« {name} » n’est pas une salle de ce cabinet\u202f: ajoutez-la à rooms.")
    return rooms[name]


def place(
    kit: Kit,
    membership: Membership,
    on: date,
    period: str,
    room: Room,
    path: str,
    *,
    dated: str,
    series: Series | None = None,
) -> None:
    """One presence; `dated` is the path of what names the day."""
    assert kit.cabinet is not None
    there = Presence.objects.filter(membership=membership, on=on, period=period, room=room)
    if there.exists():
        return
    if not membership.is_open_on(on):
        kit.fail(dated, f"cette personne n’est pas dans ce cabinet le {on}.")
    try:
        place_presence(
            cabinet=kit.cabinet, membership=membership, on=on, period=period, room=room, by=None, at=kit.at,
            series=series,
        )  # fmt: skip
    except RoomTaken as error:
        names = " et ".join(holder.membership.display_name for holder in error.holders)
        kit.fail(f"{path}.room", f"{room.name} est déjà à {names} le {on}.")
    except PersonThere as error:
        held = error.presence
        kit.fail(
            dated, f"cette personne est déjà là le {on}\u202f: {held.get_period_display()}, {held.room}."
        )
    except PersonElsewhere:
        kit.fail(dated, f"cette personne est déjà dans un autre cabinet le {on}.")
    kit.created("presences")
