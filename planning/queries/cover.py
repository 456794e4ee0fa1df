"""What a call for cover asks of the calendar, and what it may offer to each person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cabinet.clock import PARIS, in_paris
from cabinet.members import memberships_of
from cabinet.models import Cabinet, Membership, Person
from cabinet.tenancy.scope import scoped
from planning.models import CallAsk, CoverCall, Engagement, Room
from planning.queries.calendar import Calendar, Held, read_calendar
from planning.rules.alternatives import Opening, openings
from planning.rules.calendar_weeks import CalendarWeek, week_of
from planning.rules.calls import is_told, possible, to_come
from planning.rules.company import Candidate, in_order_of_offer
from planning.rules.coverage import Week
from planning.rules.half_days import Hours, touch

Busy = list[tuple[datetime, datetime]]


@dataclass(frozen=True)
class Cover:
    """The weeks that calls speak of, at `at`."""

    calendar: Calendar
    rooms: Sequence[Room]
    at: datetime

    @property
    def today(self) -> date:
        return self.at.astimezone(PARIS).date()

    @property
    def hours(self) -> Hours:
        return Hours.of(self.calendar.cabinet)

    def week(self, monday: date) -> CalendarWeek:
        return week_of(monday, range(7))

    def state(self, monday: date) -> Week:
        return self.calendar.week(self.week(monday))

    def open_days(self, monday: date) -> list[date]:
        return [on for on in self.week(monday).days if self.calendar.is_open(on)]

    def is_school_holiday(self, monday: date) -> bool:
        days = week_of(monday, self.calendar.cabinet.open_weekdays).days
        return self.calendar.school_holiday(days) is not None

    def openings(self, monday: date) -> list[Opening]:
        """What nobody holds and has a room, from now on."""
        days = [on for on in self.open_days(monday) if on >= self.today]
        rooms = [room.pk for room in self.rooms]
        found = openings(days, self.calendar.stays, roles=self.calendar.counting, rooms=rooms)
        return to_come(found, at=self.at, hours=self.hours)

    def reserves(self, monday: date) -> set[object]:
        """Those who said « en dernier recours » on something that is still open; ids of memberships."""
        found = self.openings(monday)
        return {
            stay.who
            for stay in self.calendar.stays
            for opening in found
            if not stay.holds and stay.role in self.calendar.counting
            if stay.on == opening.on and touch(stay.period, opening.period)
        }


def read_cover(cabinet: Cabinet, first: date, last: date, at: datetime) -> Cover:
    """Four statements, whatever the span; `first` is a Monday, `last` a Sunday."""
    return Cover(read_calendar(cabinet, first, last), list(Room.objects.all()), at)


def busy_between(people: Iterable[int], first: date, last: date) -> dict[int, Busy]:
    """By person, when they are held, in whatever practice, or away. One statement."""
    found: dict[int, Busy] = {person: [] for person in people}
    span = in_paris(first, time()), in_paris(last + timedelta(days=1), time())
    for held in Engagement.objects.of(found).between(*span):
        found[held.person_id].append((held.starts_at, held.ends_at))
    return found


@dataclass(frozen=True)
class Offer:
    """A day or a half of it that one person may take. `need_be`: they said they would, if need be."""

    opening: Opening
    company: Sequence[Held]
    need_be: bool


@dataclass(frozen=True)
class WeekOffer:
    """A call, as it is put to one person: what is missing, and what they may take."""

    call: CoverCall
    ask: CallAsk
    cabinet: Cabinet
    missing: int
    school_holiday: bool
    offers: Sequence[Offer]


def offers_to(membership: Membership, cover: Cover, monday: date, busy: Busy) -> list[Offer]:
    """What this member may take that week: what they proposed, then days with company, then the soonest."""
    free = possible(cover.openings(monday), busy=busy, hours=cover.hours)
    by_day = {opening.on: opening for opening in free if membership.is_open_on(opening.on)}
    there = {
        on: [p for p in cover.calendar.by_day.get(on, []) if p.is_sure and p.membership_id != membership.pk]
        for on in by_day
    }
    mine = {
        stay.on for stay in cover.calendar.stays if stay.who == membership.pk and not stay.holds
    } & by_day.keys()
    ordered = in_order_of_offer(Candidate(on, need=int(on in mine), company=len(there[on])) for on in by_day)
    return [Offer(by_day[day.on], there[day.on], day.on in mine) for day in ordered]


def week_offers(person: Person, at: datetime) -> list[WeekOffer]:
    """All that is asked of somebody today, in all their practices, one after the other; empty when nothing.

    One call to say and the others are said with it: they are not told of them tomorrow.
    """
    today, found, due = at.astimezone(PARIS).date(), [], False
    for membership in memberships_of(person, on=today):
        cabinet = membership.cabinet
        with scoped(cabinet.pk, person_id=person.pk):
            asks = CallAsk.objects.filter(membership=membership, answer="", call__closed_at=None)
            asked = {ask.call.monday: ask for ask in asks.select_related("call").order_by("call__monday")}
            if not asked:
                continue
            first, last = min(asked), max(asked) + timedelta(days=6)
            cover = read_cover(cabinet, first, last, at)
            busy = busy_between([person.pk], first, last)[person.pk]
            for monday, ask in asked.items():
                ask.membership = membership
                state = cover.state(monday)
                offers = offers_to(membership, cover, monday, busy) if state.missing else []
                if offers:
                    school = cover.is_school_holiday(monday)
                    found.append(WeekOffer(ask.call, ask, cabinet, state.missing, school, offers))
                    due = due or is_due(ask, today, cabinet)
    return found if due else []


def is_due(ask: CallAsk, today: date, cabinet: Cabinet) -> bool:
    """Whether the ask is to be told today; one that was told today still is, until its message has left."""
    return ask.last_told_on == today or is_told(
        answered=bool(ask.answer),
        last_told_on=ask.last_told_on,
        today=today,
        again_after=cabinet.call_escalation_days,
    )
