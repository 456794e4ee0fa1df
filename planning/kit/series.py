"""The section `series`: a practitioner's has a period and a room, a desk's has its hours."""

from datetime import timedelta
from functools import partial

from cabinet.kit import Kit
from cabinet.kit.values import Reader
from cabinet.models import Membership, Role
from planning.actions.load_holidays import load_holidays
from planning.actions.make_series import terms_of
from planning.kit.presences import EXPLAINED, holder, place, room_named
from planning.models import Period, Room, Series, SeriesSkip, Shift
from planning.permissions import DESK
from planning.queries.calendar import days_off_between
from planning.rules.series_days import SeriesDay, series_days

#: The longest series: longer than an intern's six months, short enough to catch a year typed wrong.
LONGEST_SERIES = timedelta(days=2 * 366)
HOURS = ("opens", "closes")


def load_series(kit: Kit, value: object) -> None:
    rooms = {room.name: room for room in Room.objects.all()}

    def load_one(item: dict, path: str) -> None:
        values = _read(kit, rooms, item, path)
        place_of_email = f"{path}.email"
        if "opens" in values:
            membership = kit.member(values["email"], place_of_email)
        else:
            membership = holder(kit, values["email"], place_of_email)
        supervisor = _supervisor(kit, membership, values, path)
        series = _known(membership, values)
        if series:
            _refuse_other(kit, series, values, path)
            if "supervisor" in values and series.cancelled_at is None:
                kit.update(series, {"supervisor_id": supervisor.pk if supervisor else None}, "series")
            return
        series = Series.objects.create(
            membership=membership, weekday=values["weekday"], period=values.get("period", ""),
            room=values.get("room"), opens=values.get("opens"), closes=values.get("closes"),
            starts_on=values["from"], until_on=values["until"], supervisor=supervisor,
        )  # fmt: skip
        kit.created("series")
        _make(kit, series, path)

    kit.each(value, "series", load_one, sentences=EXPLAINED)


def _read(kit: Kit, rooms: dict[str, Room], item: dict, path: str) -> dict:
    fields: dict[str, Reader] = {
        "email": kit.email,
        "weekday": kit.whole_between(0, 6),
        "from": kit.date,
        "until": kit.date,
    }
    if isinstance(item, dict) and any(key in item for key in HOURS):
        values = kit.read(item, path, required=fields | dict.fromkeys(HOURS, kit.time))
        if values["closes"] <= values["opens"]:
            kit.fail(f"{path}.closes", "cette heure vient avant celle du début.")
    else:
        fields |= {"period": kit.choice_among(Period.values), "room": partial(room_named, kit, rooms)}
        values = kit.read(item, path, required=fields, optional={"supervisor": kit.email})
    if values["until"] < values["from"]:
        kit.fail(f"{path}.until", "la série finit avant de commencer.")
    if values["until"] - values["from"] > LONGEST_SERIES:
        kit.fail(f"{path}.until", "une série dure deux ans au plus.")
    return values


def _supervisor(kit: Kit, membership: Membership, values: dict, path: str) -> Membership | None:
    """Who is named in the file, else who supervises the intern."""
    if "opens" in values and membership.role not in DESK:
        kit.fail(f"{path}.email", "cette personne ne tient pas l’accueil.")
    if "supervisor" not in values:
        return membership.supervisor if membership.role == Role.INTERNE else None
    if membership.role != Role.INTERNE:
        kit.fail(f"{path}.supervisor", "seul un interne a un médecin qui l’encadre.")
    supervisor = kit.member(values["supervisor"], f"{path}.supervisor")
    if supervisor.role != Role.TITULAIRE:
        kit.fail(f"{path}.supervisor", f"« {values['supervisor']} » n’est pas titulaire dans ce cabinet.")
    return supervisor


def _known(membership: Membership, values: dict) -> Series | None:
    """The one that the file speaks of, best one that stands."""
    found = Series.objects.filter(
        membership=membership, weekday=values["weekday"], period=values.get("period", ""),
        opens=values.get("opens"), starts_on=values["from"],
    )  # fmt: skip
    return min(found.select_related("room"), key=lambda series: series.cancelled_at is not None, default=None)


def _refuse_other(kit: Kit, series: Series, values: dict, path: str) -> None:
    """The same series again changes nothing; another room or end is a change that a kit does not make."""
    if series.room and series.room_id != values["room"].pk:
        kit.fail(f"{path}.room", f"cette série existe déjà dans {series.room.name}.")
    if series.until_on != values["until"]:
        kit.fail(f"{path}.until", f"cette série existe déjà, jusqu’au {series.until_on}.")


def _make(kit: Kit, series: Series, path: str) -> None:
    """Its days; those off are kept with their reason, a conflict is refused."""
    first, last = series.starts_on, series.until_on
    load_holidays(today=kit.today, since=min(first, kit.today))
    holidays, closures = days_off_between(first, last)
    days = series_days(series.weekday, first, last, holidays=holidays, closures=closures)
    for day in days:
        if not day.reason:
            _make_day(kit, series, day, path)
    SeriesSkip.objects.bulk_create(
        SeriesSkip(series=series, on=day.on, reason=day.reason) for day in days if day.reason
    )


def _make_day(kit: Kit, series: Series, day: SeriesDay, path: str) -> None:
    if series.room is not None:
        place(
            kit, series.membership, day.on, series.period, series.room, path, dated=path, series=series,
        )  # fmt: skip
        return
    assert kit.cabinet is not None
    starts_at, ends_at = terms_of(series).instants(day.on, kit.cabinet)
    Shift.objects.create(
        membership=series.membership, series=series, on=day.on, starts_at=starts_at, ends_at=ends_at,
        written_at=kit.at,
    )  # fmt: skip
    kit.created("shifts")
