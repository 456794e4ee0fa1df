"""« Je prends »: a day offered by a call, taken in one tap; of many who tap at once, one."""

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied

from cabinet.actions.refusals import Refused
from cabinet.clock import PARIS
from cabinet.models import Membership
from cabinet.text import long_day
from planning.actions.book import book_presence, check_day
from planning.actions.conflict import taken
from planning.actions.place import RoomTaken, lock_day
from planning.models import CallAsk, CallClaim, Presence
from planning.queries.cover import read_cover
from planning.rules.calendar_weeks import monday_of
from planning.rules.half_days import HALVES, touch


class LinkSpent(Refused):
    """410: the link was used, or its day is over."""


def claim_day(*, ask: CallAsk, on: date, period: str, by: Membership, at: datetime) -> Presence:
    """The presence that the claim makes; claimed twice, it is the same one.

    Raises PermissionDenied (asked of somebody else), LinkSpent, BookingRefused (that day is not to be taken)
    or AlreadyTaken: a half-day that a doctor holds meanwhile is taken, even with a room left.
    """
    if ask.membership_id != by.pk:
        raise PermissionDenied("Cet appel a été adressé à quelqu’un d’autre.")
    cabinet, today = by.cabinet, at.astimezone(PARIS).date()
    lock_day(cabinet_id=cabinet.pk, person_id=by.person_id, on=on)
    claim = CallClaim.objects.select_related("presence__room").filter(ask=ask, on=on, period=period).first()
    if claim and claim.presence.stands:
        return claim.presence
    if claim:
        raise LinkSpent("Ce lien a déjà servi\u202f: ce jour a été pris, puis libéré.")
    if on < today:
        raise LinkSpent(f"Ce lien ne sert plus\u202f: le {long_day(on)} est passé.")
    if monday_of(on) != ask.call.monday:
        raise LinkSpent("Ce jour n’est pas de la semaine de l’appel.", field="date")
    check_day(cabinet=cabinet, membership=by, on=on, by=by, today=today)
    if holders := _doctors_there(by, on, period, at):
        error = RoomTaken(holders)
        raise taken(error, cabinet=cabinet, on=on, period=period, room=None, at=at, today=today)
    presence = book_presence(membership=by, on=on, period=period, by=by, at=at)
    CallClaim.objects.create(ask=ask, on=on, period=period, presence=presence, claimed_at=at)
    return presence


def _doctors_there(by: Membership, on: date, period: str, at: datetime) -> list[Presence]:
    """Those who make cover on a half-day of the period; nobody when one has it oneself."""
    monday = monday_of(on)
    calendar = read_cover(by.cabinet, monday, monday + timedelta(days=6), at).calendar
    there = [p for p in calendar.by_day.get(on, []) if p.counts and touch(p.period, period)]
    if any(presence.membership_id == by.pk for presence in there):
        return []
    if not any((on, half) in calendar.held for half in HALVES[period]):
        return []
    holders = [presence.pk for presence in there if presence.membership.role in calendar.counting]
    return list(Presence.objects.filter(pk__in=holders).with_names())
