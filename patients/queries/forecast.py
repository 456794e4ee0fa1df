"""Who waits, by wave, and what the calendar will take in: what the forecast is made of."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from cabinet.clock import PARIS
from cabinet.members import Member
from cabinet.models.membership import CAREGIVERS
from cabinet.text import count, day, number
from patients.models import (
    HOLDING,
    WAITING_STEPS,
    Appointment,
    AppointmentKind,
    Patient,
    PatientSettings,
    WaveOpening,
)
from patients.queries.turns import Turns
from patients.rules.forecast import Placed, Week, pace_of, place, seen_by, still_waiting
from patients.rules.points import in_order
from patients.rules.waves import WAVE_LABELS, WAVES
from planning.models import Presence
from planning.rules.calendar_weeks import monday_of
from planning.rules.half_days import HALVES

#: Locums write their days a few weeks ahead: beyond these whole weeks, an empty calendar says nothing.
WEEKS_READ = 4
#: A longer chart could not be read.
WEEKS_SHOWN = 26

#: Somebody of a wave, and their week.
Turned = Placed[tuple[int, UUID]]


@dataclass(frozen=True)
class WaveForecast:
    """A wave: how many wait, and the week in which the last of them is seen, now and with one more day."""

    number: int
    waiting: int
    open: bool
    seen: date | None
    with_more: date | None
    today: date

    @property
    def label(self) -> str:
        return WAVE_LABELS[self.number]

    @property
    def said(self) -> str:
        if not self.waiting:
            return "personne n’attend"
        return week_said(self.seen, self.today) if self.seen else "aucune fin en vue à ce rythme"

    @property
    def more_said(self) -> str:
        if not self.waiting:
            return "–"
        return week_said(self.with_more, self.today) if self.with_more else "toujours aucune fin en vue"

    @property
    def gain(self) -> str:
        if not self.waiting or not self.with_more:
            return ""
        if self.seen is None:
            return "une fin en vue"
        weeks = (self.seen - self.with_more).days // 7
        return count(weeks, "semaine plus tôt", "semaines plus tôt") if weeks else "la même semaine"


@dataclass(frozen=True)
class Remaining:
    """At the end of a week: how many still wait by wave, and in all with one more day a week."""

    monday: date
    by_wave: Sequence[int]
    with_more: int

    @property
    def total(self) -> int:
        return sum(self.by_wave)


@dataclass(frozen=True)
class ForecastPage:
    today: date
    waves: Sequence[WaveForecast]
    remaining: Sequence[Remaining]
    outside: int
    pace: Fraction
    per_half: int
    weeks: Sequence[Week]

    @property
    def waiting(self) -> int:
        return sum(wave.waiting for wave in self.waves)

    @property
    def pace_said(self) -> str:
        """« 7,5 premières consultations par semaine »"""
        pace = Decimal(self.pace.numerator) / self.pace.denominator
        words = "premières consultations" if pace >= 2 else "première consultation"
        return f"{number(pace, 0 if self.pace.denominator == 1 else 1)} {words} par semaine"

    @property
    def halves_said(self) -> str:
        whole = [week for week in self.weeks if week.whole]
        return count(sum(week.halves for week in whole), "demi-journée", "demi-journées")

    @property
    def endless(self) -> bool:
        return any(wave.waiting and wave.seen is None for wave in self.waves)


def forecast_page(member: Member, at: datetime) -> ForecastPage:
    """Five statements, whatever the number of people. A wave comes after the one before, and inside it the
    most points first."""
    today = at.astimezone(PARIS).date()
    settings = PatientSettings.current()
    turns = Turns.on(today, cabinet=member.cabinet, settings=settings)
    queues, outside = waiting_by_wave(turns)
    queue = [(wave, who) for wave in WAVES for who in queues[wave]]
    weeks, per_half = coming_weeks(today), settings.first_per_half_day
    now = place(queue, weeks, per_half=per_half)
    more = place(queue, weeks, per_half=per_half, more_days=1)
    opened = set(WaveOpening.objects.filter(closed_at=None).values_list("wave", flat=True))
    return ForecastPage(
        today=today,
        waves=[
            WaveForecast(
                number=wave,
                waiting=len(queues[wave]),
                open=wave in opened,
                seen=seen_by(of_wave(now, wave)),
                with_more=seen_by(of_wave(more, wave)),
                today=today,
            )
            for wave in WAVES
        ],
        remaining=remaining_of(now, more, monday_of(today)),
        outside=outside,
        pace=pace_of(weeks, per_half),
        per_half=per_half,
        weeks=weeks,
    )


def of_wave(placed: Sequence[Turned], wave: int) -> list[Turned]:
    return [one for one in placed if one.who[0] == wave]


def waiting_by_wave(turns: Turns) -> tuple[dict[int, list[UUID]], int]:
    """Those who wait in each wave, in the order of their turn, and how many whom no wave takes in."""
    found: dict[int, list[tuple[Patient, int]]] = {wave: [] for wave in WAVES}
    outside = 0
    for patient in Patient.objects.filter(step__in=WAITING_STEPS):
        turn = turns.of(patient)
        if turn.wave.number is None:
            outside += 1
        else:
            found[turn.wave.number].append((patient, turn.score.total))
    queues = {
        wave: in_order(people, total=lambda one: one[1], entered=lambda one: (one[0].entered_at, one[0].pk))
        for wave, people in found.items()
    }
    return {wave: [patient.pk for patient, _ in people] for wave, people in queues.items()}, outside


def coming_weeks(today: date) -> list[Week]:
    """What is left of this week from tomorrow on, then the next whole ones; two statements."""
    monday = monday_of(today)
    last = monday + timedelta(weeks=WEEKS_READ, days=6)
    halves: Counter[date] = Counter()
    there = Presence.objects.counting().filter(on__gt=today, on__lte=last, membership__role__in=CAREGIVERS)
    for on, period in there.values_list("on", "period"):
        halves[monday_of(on)] += len(HALVES[period])
    booked: Counter[date] = Counter()
    firsts = Appointment.objects.filter(
        kind=AppointmentKind.FIRST, state__in=HOLDING, presence__on__gt=today, presence__on__lte=last
    )
    for on in firsts.values_list("presence__on", flat=True):
        booked[monday_of(on)] += 1
    mondays = [monday + timedelta(weeks=n) for n in range(WEEKS_READ + 1)]
    return [Week(one, halves[one], booked[one], whole=one > monday) for one in mondays]


def remaining_of(now: Sequence[Turned], more: Sequence[Turned], first: date) -> list[Remaining]:
    """Until everybody is seen, or as far as a chart can be read."""
    ends = [one.monday for one in now if one.monday]
    endless = any(one.monday is None for one in now)
    weeks = WEEKS_SHOWN if endless else ((max(ends, default=first) - first).days // 7 + 1)
    mondays = [first + timedelta(weeks=n) for n in range(min(weeks, WEEKS_SHOWN))] if now else []
    by_wave = [still_waiting(of_wave(now, wave), mondays) for wave in WAVES]
    return [
        Remaining(monday, [counts[rank] for counts in by_wave], left)
        for rank, (monday, left) in enumerate(zip(mondays, still_waiting(more, mondays), strict=True))
    ]


def week_said(monday: date, today: date) -> str:
    """« semaine du lun. 14 déc. », with its year when it is another one."""
    year = f" {monday.year}" if monday.year != today.year else ""
    return f"semaine du {day(monday)}{year}"
