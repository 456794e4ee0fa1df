"""Book a day or a half-day: for oneself without asking, for others when one keeps the calendar."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied

from cabinet import audit
from cabinet.actions.refusals import Refused
from cabinet.clock import PARIS
from cabinet.models import Cabinet, Membership
from cabinet.text import full_day
from planning.actions.conflict import AlreadyTaken, elsewhere, taken, there_already
from planning.actions.cover import call_answered_by, look_again, note_answer
from planning.actions.place import PersonElsewhere, PersonThere, RoomTaken, place_presence
from planning.models import Holiday, Presence, Room, SpecialPeriod, Strength
from planning.permissions import HOLDERS, keeps_calendar, may_change, waits_for_confirmation

__all__ = ["AlreadyTaken", "BookingRefused", "book_presence"]

#: Holidays and settings are known that far ahead, and a year typed wrong is caught.
FARTHEST_YEARS = 2


class BookingRefused(Refused):
    """422: that day is not one that this person may book."""


def book_presence(
    *,
    membership: Membership,
    on: date,
    period: str,
    room: Room | None = None,
    strength: str = Strength.SURE,
    by: Membership,
    at: datetime,
) -> Presence:
    """The presence of `membership`; asked for twice, it is the same one. A sure day makes sure what was said
    « if need be », and answers the week's call for cover.

    Without `room`: the person's latest room in this practice when it is free, else the first free one. Raises
    PermissionDenied (role), BookingRefused (that day cannot be booked) or AlreadyTaken (somebody was first).
    """
    if not may_change(by, membership):
        raise PermissionDenied("Votre rôle ne permet pas d’inscrire cette personne.")
    cabinet, today = by.cabinet, at.astimezone(PARIS).date()
    check_day(cabinet=cabinet, membership=membership, on=on, by=by, today=today)
    if room is None and not Room.objects.exists():
        raise BookingRefused(
            "Ce cabinet n’a pas encore de salle\u202f: ajoutez-en une avant de tenir le planning."
        )
    try:
        presence = place_presence(
            cabinet=cabinet, membership=membership, on=on, period=period, room=room, by=by, at=at,
            strength=strength,
            to_confirm=strength == Strength.SURE and waits_for_confirmation(by, membership),
            call=call_answered_by(membership, on) if strength == Strength.SURE else None,
        )  # fmt: skip
    except PersonThere as error:
        held = error.presence
        same = held.period == period and held.strength == strength
        if same and (room is None or room.pk == held.room_id):
            return held
        raise there_already(error, by=by) from error
    except RoomTaken as error:
        raise taken(error, cabinet=cabinet, on=on, period=period, room=room, at=at, today=today) from error
    except PersonElsewhere as error:
        raise elsewhere(error, membership=membership, by=by, on=on, period=period, today=today) from error
    how = {} if strength == Strength.SURE else {"strength": strength}
    audit.record(
        "make_presence_sure" if presence.changed_at == at else "book_presence", presence, by=by, at=at,
        person=membership.person_id, on=str(on), period=period, room=str(presence.room_id), **how,
    )  # fmt: skip
    note_answer(presence, at=at)
    look_again(at=at)
    return presence


def check_day(*, cabinet: Cabinet, membership: Membership, on: date, by: Membership, today: date) -> None:
    """Refuse a day that makes no sense for this person; who keeps the calendar may open a closed one.

    The past is put right by who keeps the calendar: contracts and statements are made from it. So are closed
    days: opening the practice takes a secretary and a key, not one locum's tap.
    """
    if membership.role not in HOLDERS:
        raise BookingRefused(
            f"{membership.display_name} ne tient pas de journée au planning.", field="membership"
        )
    if not membership.is_open_on(on):
        raise BookingRefused(
            f"{membership.display_name} n’est pas dans ce cabinet le {full_day(on)}.", field="membership"
        )
    if on >= today.replace(year=today.year + FARTHEST_YEARS, day=min(today.day, 28)):
        raise BookingRefused("On ne s’inscrit pas à plus de deux ans.", field="on")
    if keeps_calendar(by):
        return
    if on < today:
        raise BookingRefused("Ce jour est passé\u202f: demandez au secrétariat de le noter.", field="on")
    if on.weekday() not in cabinet.open_weekdays:
        raise BookingRefused(
            f"Le cabinet n’ouvre pas le {full_day(on)}. Le secrétariat ou un titulaire peut vous y inscrire.",
            field="on",
        )
    closure = SpecialPeriod.objects.between(on, on).filter(kind=SpecialPeriod.Kind.CLOSURE).first()
    if closure:
        raise BookingRefused(
            f"Le cabinet est fermé le {full_day(on)} ({closure.reason}). "
            "Le secrétariat ou un titulaire peut vous y inscrire.",
            field="on",
        )
    holiday = Holiday.objects.filter(kind=Holiday.Kind.PUBLIC).between(on, on).first()
    if holiday:
        raise BookingRefused(
            f"Le {full_day(on)} est férié ({holiday.name}). "
            "Le secrétariat ou un titulaire peut vous y inscrire.",
            field="on",
        )
