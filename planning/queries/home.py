"""What the home page says of the calendar."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from cabinet.members import Member
from cabinet.models import Cabinet
from cabinet.text import WEEKDAYS, number
from planning.models import CoverCall, Presence
from planning.permissions import HOLDERS
from planning.queries.calendar import read_calendar
from planning.queries.calls import stages_said
from planning.queries.coverage import forecast
from planning.queries.occupancy import occupancy_of
from planning.rules.alternatives import PERIOD_WORDS, Opening, joined
from planning.rules.calendar_weeks import monday_of, week_of
from planning.rules.company import Candidate, in_order_of_offer
from planning.rules.forecast import weeks_ahead
from planning.rules.half_days import period_of
from planning.rules.spans import MONTH, usual_spans
from planning.rules.words import Said, days_words, missing_said, week_said

SHOWN = 5
FREE = {"day": "journée", "morning": "matin", "afternoon": "après-midi"}


@dataclass(frozen=True)
class FreeDay:
    """A day that its week needs, and how many colleagues are there."""

    on: date
    what: str
    company: int


@dataclass(frozen=True)
class ComingWeek:
    number: int
    monday: date
    month: date
    school: bool
    said: Said
    missing: str
    free: str
    call: CoverCall | None

    @property
    def call_said(self) -> str:
        return stages_said(self.call) if self.call else ""


@dataclass(frozen=True)
class MonthSoFar:
    """Days open in a month, half-days with a doctor, and those that the target asks."""

    month: date
    open_days: int
    covered: int
    target: int

    @property
    def said(self) -> str:
        """« 3,5 jours sur 17 »"""
        return f"{days_words(self.covered)} sur {number(Decimal(self.target) / 2, self.target % 2)}"


def today_here(today: date) -> list[Presence]:
    return list(Presence.objects.sure().filter(on=today).with_names())


def my_next_days(member: Member, today: date) -> list[Presence]:
    mine = Presence.objects.standing().filter(membership=member.membership, on__gte=today)
    return list(mine.select_related("room").order_by("on", "starts_at")[:SHOWN])


def coming_weeks(cabinet: Cabinet, today: date) -> list[ComingWeek]:
    """This week, unless it is over, and the next ones: state, what is missing, holidays, and its call."""
    weeks = weeks_ahead(today, cabinet.open_weekdays)
    calls = {call.monday: call for call in CoverCall.objects.open()}
    return [
        ComingWeek(
            number=told.week.number,
            monday=told.week.monday,
            month=told.week.days[-1],
            school=told.school_holiday,
            said=week_said(told.state, first=told.week.days[0], last=told.week.days[-1], today=today),
            missing=missing_said(told.state.missing),
            free=joined([opening_said(opening) for opening in told.free]) if told.state.missing else "",
            call=calls.get(told.week.monday),
        )
        for told in forecast(cabinet, weeks, today)
    ]


def opening_said(opening: Opening) -> str:
    """« mardi », « mardi matin »"""
    return WEEKDAYS[opening.on.weekday()] + PERIOD_WORDS[opening.period]


def free_days(member: Member, today: date, until: date) -> list[FreeDay]:
    """The days that need somebody, the most needed first, then those with company."""
    first, last = monday_of(today), monday_of(until) + timedelta(days=6)
    calendar = read_calendar(member.cabinet, first, last)
    candidates, what = [], {}
    for week in (week_of(first + timedelta(weeks=n), range(7)) for n in range((last - first).days // 7 + 1)):
        missing = calendar.week(week).missing
        for on in week.days if missing else ():
            free = period_of(set(calendar.free_halves(on)))
            there = {
                stay.who for stay in calendar.stays if stay.on == on and stay.holds and stay.role in HOLDERS
            }
            if on < today or not free or member.membership.pk in there:
                continue
            candidates.append(Candidate(on, need=missing, company=len(there)))
            what[on] = FREE[free]
    return [FreeDay(day.on, what[day.on], day.company) for day in in_order_of_offer(candidates)[:SHOWN]]


def month_so_far(cabinet: Cabinet, today: date) -> MonthSoFar:
    """This month as the occupancy report counts it, what is written for its days to come included."""
    span = usual_spans(today)[MONTH]
    whole = occupancy_of(cabinet, span, today).whole
    return MonthSoFar(span.first, open_days=whole.days, covered=whole.held, target=whole.target)
