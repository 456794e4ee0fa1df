"""The sections `rooms`, `presences` and `series` of the start kit.

A presence or a series that is there already, released since or not, changes nothing. One that overlaps
another, in the file or in the database, in this practice or elsewhere, is refused: a kit never chooses for
people. Past days are welcome: a month is loaded to be closed.
"""

from datetime import date, timedelta
from functools import partial

from cabinet.kit import Kit
from cabinet.kit.values import Reader
from cabinet.models import Membership
from planning.actions.load_holidays import load_holidays
from planning.actions.place import PersonElsewhere, PersonThere, RoomTaken, place_presence
from planning.constraints import SENTENCES
from planning.models import Holiday, Period, Presence, Room, Series

#: The longest series: longer than an intern's six months, short enough to catch a year typed wrong.
LONGEST_SERIES = timedelta(days=2 * 366)
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
        "room": partial(_room, kit, rooms),
    }

    seen: dict[tuple, str] = {}

    def load_one(item: dict, path: str) -> None:
        values = kit.read(item, path, required=fields)
        membership = kit.member(values["email"], f"{path}.email")
        first = seen.setdefault((membership.pk, values["date"], values["period"], values["room"].pk), path)
        if first != path:
            kit.fail(path, f"cette présence est déjà en {first}.")
        _place(kit, membership, values["date"], values["period"], values["room"], path, dated=f"{path}.date")

    kit.each(value, "presences", load_one, sentences=EXPLAINED)


def load_series(kit: Kit, value: object) -> None:
    rooms = {room.name: room for room in Room.objects.all()}
    fields: dict[str, Reader] = {
        "email": kit.email,
        "weekday": kit.whole_between(0, 6),
        "period": kit.choice_among(Period.values),
        "room": partial(_room, kit, rooms),
        "from": kit.date,
        "until": kit.date,
    }

    def load_one(item: dict, path: str) -> None:
        values = kit.read(item, path, required=fields)
        membership = kit.member(values["email"], f"{path}.email")
        first, last = values["from"], values["until"]
        if last < first:
            kit.fail(f"{path}.until", "la série finit avant de commencer.")
        if last - first > LONGEST_SERIES:
            kit.fail(f"{path}.until", "une série dure deux ans au plus.")
        series, new = Series.objects.get_or_create(
            membership=membership,
            weekday=values["weekday"],
            period=values["period"],
            starts_on=first,
            defaults={"room": values["room"], "until_on": last},
        )
        if not new:
            _refuse_other(kit, series, values, path)
            return
        kit.created("series")
        days = series_days(values["weekday"], first, last, holidays=_public_holidays(first, last, kit.today))
        for on in days:
            _place(kit, membership, on, series.period, series.room, path, dated=path, series=series)

    kit.each(value, "series", load_one, sentences=EXPLAINED)


def series_days(weekday: int, first: date, last: date, *, holidays: set[date]) -> list[date]:
    """Each `weekday` from `first` to `last`, both included, that is not a public holiday."""
    start = first + timedelta(days=(weekday - first.weekday()) % 7)
    count = (last - start).days // 7 + 1
    return [on for week in range(max(0, count)) if (on := start + timedelta(weeks=week)) not in holidays]


def _room(kit: Kit, rooms: dict[str, Room], value: object, path: str) -> Room:
    name = kit.text(value, path, limit=60)
    if name not in rooms:
        kit.fail(path, f"« {name} » n’est pas une salle de ce cabinet\u202f: ajoutez-la à rooms.")
    return rooms[name]


def _refuse_other(kit: Kit, series: Series, values: dict, path: str) -> None:
    """The same series again changes nothing; another room or end is a change that a kit does not make."""
    if series.room_id != values["room"].pk:
        kit.fail(f"{path}.room", f"cette série existe déjà dans {series.room.name}.")
    if series.until_on != values["until"]:
        kit.fail(f"{path}.until", f"cette série existe déjà, jusqu’au {series.until_on}.")


def _public_holidays(first: date, last: date, today: date) -> set[date]:
    load_holidays(today=today, since=min(first, today))
    found = Holiday.objects.filter(kind=Holiday.Kind.PUBLIC).between(first, last)
    return {holiday.starts_on for holiday in found}


def _place(
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


SECTIONS = {"rooms": load_rooms, "presences": load_presences, "series": load_series}
LABELS = {"rooms": "salle,salles", "presences": "présence,présences", "series": "série,séries"}
