"""The sheet of a day: who is there, what one may take or give back, and with whom."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from cabinet.house import ReleaseNotice, day_release_notices
from cabinet.members import Member
from cabinet.models import Membership, Role
from cabinet.models.membership import CAREGIVERS
from cabinet.text import NARROW, WEEKDAYS, clock, count, day_number
from planning.models import Event, Presence, Room
from planning.permissions import HOLDERS, keeps_calendar
from planning.queries.calendar import Calendar, Held, read_calendar
from planning.queries.events import events_between
from planning.rules.alternatives import free_rooms, joined
from planning.rules.calendar_weeks import week_of
from planning.rules.company import Candidate, company_of, in_order_of_offer
from planning.rules.half_days import DAY, HALVES, Hours, touch
from planning.rules.release import Terms, release_terms
from planning.rules.words import missing_said

WHEN = {"day": "toute la journée", "morning": "le matin", "afternoon": "l’après-midi"}
CONFRERES = {1: "un confrère", 2: "deux confrères", 3: "trois confrères"}


@dataclass(frozen=True)
class Present:
    """Somebody of that day, as the sheet says it; `terms` when the reader may release it."""

    presence: Held
    name: str
    role: str
    when: str
    room: str
    mine: bool
    sure: bool
    terms: Terms | None
    notice: ReleaseNotice | None = None

    @property
    def to_confirm(self) -> bool:
        return self.presence.to_confirm


@dataclass(frozen=True)
class DaySheet:
    on: date
    people: Sequence[Present]
    missing: str
    why_closed: str
    hours: str
    room: Room | None
    rooms: Sequence[Room]
    periods: Sequence[str]
    company: str
    alone: str
    hint: str
    listed: bool
    others: Sequence[Membership]
    all_rooms: Sequence[Room]
    events: Sequence[Event]

    @property
    def mine(self) -> list[Present]:
        return [present for present in self.people if present.mine]


def day_sheet(member: Member, on: date, today: date) -> DaySheet:
    """Everything about `on`, for this member, in a constant number of statements."""
    whole = week_of(on, range(7))
    calendar = read_calendar(member.cabinet, whole.days[0], whole.days[-1])
    keeper = keeps_calendar(member.membership)
    why_closed = why_not(calendar, on, today, keeper=keeper)
    takes = member.may("book_own_days") and not why_closed
    rooms = preferred_rooms(member) if takes or keeper else []
    periods = free_periods(calendar, on, member, rooms) if takes else []
    room = best_room(calendar, on, rooms, periods)
    there = calendar.by_day.get(on, [])
    week = calendar.week(whole)
    return DaySheet(
        on=on,
        people=with_notices(
            member, on, [_present(presence, member, today, keeper) for presence in there], keeper=keeper
        ),
        missing=missing_said(week.missing) if on >= today and calendar.free_halves(on) else "",
        why_closed=why_closed,
        hours=hours_said(Hours.of(member.cabinet), periods[0] if periods else DAY),
        room=room,
        rooms=[free for free in rooms if any(_is_free(calendar, free, on, period) for period in periods)],
        periods=periods,
        company=company_said(calendar, on, member),
        alone=alone_said(calendar, on),
        hint=hint_said(calendar, on, member, today) if periods else "",
        listed=keeper or not (periods or is_there(calendar, on, member)),
        others=others_to_book(calendar, on) if keeper else [],
        all_rooms=rooms,
        events=events_between(on, on),
    )


def with_notices(member: Member, on: date, people: list[Present], *, keeper: bool) -> list[Present]:
    """Those whom the reader may release, with what stands on their day."""
    if not (keeper or any(present.terms for present in people)):
        return people
    notices = day_release_notices(member, on, [present.presence for present in people])
    return [
        replace(present, notice=notices.get(present.presence.pk)) if present.terms else present
        for present in people
    ]


def why_not(calendar: Calendar, on: date, today: date, *, keeper: bool) -> str:
    """Why nobody takes that day by themselves; who keeps the calendar may."""
    if keeper:
        return ""
    if on < today:
        return "Ce jour est passé."
    if on in calendar.public:
        return f"Jour férié\u202f: {calendar.public[on]}."
    if on in calendar.closed:
        return f"Le cabinet est fermé\u202f: {calendar.closed[on]}."
    if not calendar.is_open(on):
        return f"Le cabinet n’ouvre pas le {WEEKDAYS[on.weekday()]}."
    return ""


def preferred_rooms(member: Member) -> list[Room]:
    """The rooms, the member's latest one first."""
    latest = (
        Presence.objects.filter(membership=member.membership)
        .order_by("-on", "-booked_at")
        .values_list("room_id", flat=True)[:1]
    )
    room_id = next(iter(latest), None)
    return sorted(Room.objects.all(), key=lambda room: room.pk != room_id)


def free_periods(calendar: Calendar, on: date, member: Member, rooms: Sequence[Room]) -> list[str]:
    """The periods that the member may still take: not there already, and a room free all along."""
    own = [p.period for p in calendar.by_day.get(on, []) if p.membership_id == member.membership.pk]
    return [
        period
        for period in HALVES
        if not any(touch(period, held) for held in own)
        and any(_is_free(calendar, room, on, period) for room in rooms)
    ]


def best_room(calendar: Calendar, on: date, rooms: Sequence[Room], periods: Sequence[str]) -> Room | None:
    """The first room that suits every period offered; None leaves the choice to the booking."""
    return next(
        (room for room in rooms if periods and all(_is_free(calendar, room, on, p) for p in periods)), None
    )


def _is_free(calendar: Calendar, room: Room, on: date, period: str) -> bool:
    return bool(free_rooms([room.pk], calendar.stays, on=on, period=period))


def hours_said(hours: Hours, period: str) -> str:
    """« 8 h 30 – 18 h 30 »"""
    starts, ends = hours.of_period(period)
    return f"{clock(starts)}{NARROW}–{NARROW}{clock(ends)}"


def company_said(calendar: Calendar, on: date, member: Member) -> str:
    """« Avec vous : Hélène Drapeau (infirmière ASALÉE, Bureau infirmier). »; empty when alone."""
    company = company_of(calendar.stays, on=on, period=DAY, me=member.membership.pk)
    with_me = {(stay.who, stay.period) for stay in company}
    said = [
        _company_member(presence)
        for presence in calendar.by_day.get(on, [])
        if (presence.membership_id, presence.period) in with_me
    ]
    return f"Avec vous{NARROW}: {joined(said)}." if said else ""


def _company_member(presence: Held) -> str:
    membership = presence.membership
    details = [] if membership.is_doctor else [membership.role_label]
    details.append(presence.room.name)
    details += [] if presence.period == DAY else [WHEN[presence.period]]
    return f"{membership.display_name} ({', '.join(details)})"


def is_there(calendar: Calendar, on: date, member: Member) -> bool:
    return any(p.membership_id == member.membership.pk for p in calendar.by_day.get(on, []))


def alone_said(calendar: Calendar, on: date) -> str:
    """Said to who would be the only doctor."""
    there = [stay for stay in calendar.stays if stay.on == on and stay.holds]
    if any(stay.role in CAREGIVERS for stay in there):
        return ""
    return "Pas d’autre médecin ce jour-là" if there else "Personne d’autre ce jour-là"


def hint_said(calendar: Calendar, on: date, member: Member, today: date) -> str:
    """« mardi 9, deux confrères »: where one would not be alone that week, when one would be on that day."""
    if not alone_said(calendar, on):
        return ""
    whole = week_of(on, calendar.cabinet.open_weekdays)
    week = calendar.week(whole)
    candidates = [
        Candidate(other, need=len(calendar.free_halves(other)) if week.missing else 0, company=company)
        for other in whole.days
        if other >= today and other != on and calendar.is_open(other)
        and (company := _caregivers(calendar, other, member))
    ]  # fmt: skip
    for best in in_order_of_offer(candidates):
        who = CONFRERES.get(best.company) or count(best.company, "confrère", "confrères")
        return f"{WEEKDAYS[best.on.weekday()]} {day_number(best.on.day)}, {who}"
    return ""


def _caregivers(calendar: Calendar, on: date, member: Member) -> int:
    """How many doctors and interns are there; nobody when the member is one of them."""
    there = {stay.who for stay in calendar.stays if stay.on == on and stay.holds and stay.role in CAREGIVERS}
    return 0 if member.membership.pk in there else len(there)


def others_to_book(calendar: Calendar, on: date) -> list[Membership]:
    """Those who may be there that day and are not all day long; doctors first."""
    there = {
        presence.membership_id
        for presence in calendar.by_day.get(on, [])
        if presence.period == DAY and presence.is_sure
    }
    found = Membership.objects.on(on).filter(role__in=HOLDERS).with_person()
    return sorted(
        (membership for membership in found if membership.pk not in there),
        key=lambda membership: list(Role.values).index(membership.role) if not membership.is_doctor else -1,
    )


def _present(presence: Held, member: Member, today: date, keeper: bool) -> Present:
    mine = presence.membership_id == member.membership.pk
    terms = release_terms(
        presence.on,
        today=today,
        notice_days=member.cabinet.release_notice_days,
        keeps_calendar=keeper,
        sure=presence.is_sure,
    )
    may_release = terms.allowed and (keeper or (mine and member.may("book_own_days")))
    return Present(
        presence=presence,
        name="Vous" if mine else presence.membership.display_name,
        role=presence.membership.role_label,
        when=WHEN[presence.period],
        room=presence.room.name,
        mine=mine,
        sure=presence.is_sure,
        terms=terms if may_release else None,
    )
