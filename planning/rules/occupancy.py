"""An open half-day counts once, with a doctor or without; months, roles and rooms are parts of the sum.

Source: the occupancy report for the mairie; cover and target are those of the calendar (rules/coverage.py).

Days to come are counted apart: what is written for tomorrow has not taken place.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

from cabinet.clock import first_of_month
from planning.rules.astreintes import Laboratory, answered_by, days_to_cover
from planning.rules.calendar_weeks import CalendarWeek, monday_of
from planning.rules.coverage import DOCTORS, INTERN, Week, held_halves
from planning.rules.half_days import HALVES, Stay
from planning.rules.percentages import percent
from planning.rules.target_share import target_by_day

#: Who uses the premises, in the order in which they are told.
ROLES = ("titulaire", "remplacant", "interne", "infirmiere_asalee")


@dataclass(frozen=True)
class OpenDay:
    """A day on which the practice opens: half-days held (0 to 2), by the intern alone, and asked for."""

    on: date
    held: int
    intern_only: int
    target: int
    school: str = ""


@dataclass(frozen=True)
class Cover:
    """A sum of open days: with a doctor all day, half the day, not at all. Half-days are whole numbers."""

    full: int = 0
    half: int = 0
    none: int = 0
    intern_only: int = 0
    target: int = 0

    def __add__(self, other: "Cover") -> "Cover":
        return Cover(
            self.full + other.full,
            self.half + other.half,
            self.none + other.none,
            self.intern_only + other.intern_only,
            self.target + other.target,
        )

    @property
    def days(self) -> int:
        return self.full + self.half + self.none

    @property
    def open_halves(self) -> int:
        return 2 * self.days

    @property
    def held(self) -> int:
        return 2 * self.full + self.half

    @property
    def of_target(self) -> int | None:
        """Per cent of the target."""
        return percent(self.held, self.target)

    @property
    def of_open(self) -> int | None:
        """Per cent of the open half-days."""
        return percent(self.held, self.open_halves)

    def weekly(self, days_a_week: int) -> Decimal | None:
        """Days with a doctor in a mean week that opens `days_a_week` days."""
        if not self.days:
            return None
        mean = Decimal(self.held * days_a_week) / Decimal(2 * self.days)
        return mean.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class MonthCover:
    """What took place in a month, and what is written for its days to come."""

    month: date
    cover: Cover
    ahead: Cover

    @property
    def whole(self) -> Cover:
        return self.cover + self.ahead


@dataclass(frozen=True)
class WeekCover:
    """A whole week as the calendar judges it; `over`: all its days have passed."""

    week: CalendarWeek
    state: Week
    over: bool
    school: str = ""


@dataclass(frozen=True)
class OnCallDays:
    """Days on which the laboratory had no doctor to call on the premises, and those that had an astreinte."""

    needed: int
    covered: int


@dataclass(frozen=True)
class DeskHours:
    """Somebody at the desk on a day; `minutes` on the clock, whatever happens to it that night."""

    on: date
    role: str
    minutes: int


@dataclass(frozen=True)
class Desk:
    """Minutes by role; open days with the secretary, with the télésecrétariat only, with neither."""

    secretary_minutes: int
    remote_minutes: int
    secretary_days: int
    remote_days: int
    neither_days: int


def open_days(
    weeks: Iterable[tuple[Collection[date], int]],
    stays: Iterable[Stay],
    *,
    counting: Collection[str],
    school: Mapping[date, str],
) -> list[OpenDay]:
    """Each open day of these weeks: `weeks` are the open days of each with its target in days."""
    stays = list(stays)
    held, by_doctors, by_intern = (held_halves(stays, roles) for roles in (counting, DOCTORS, {INTERN}))
    return [
        OpenDay(
            on=on,
            held=sum((on, half) in held for half in HALVES["day"]),
            intern_only=sum((on, half) in by_intern - by_doctors for half in HALVES["day"]),
            target=asked,
            school=school.get(on, ""),
        )
        for days, target in weeks
        for on, asked in sorted(target_by_day(days, target).items())
    ]


def cover_of(days: Iterable[OpenDay]) -> Cover:
    """These open days, shared out between full, half and none."""
    days = list(days)
    return Cover(
        full=sum(day.held == 2 for day in days),
        half=sum(day.held == 1 for day in days),
        none=sum(day.held == 0 for day in days),
        intern_only=sum(day.intern_only for day in days),
        target=sum(day.target for day in days),
    )


def months_of(first: date, last: date, days: Sequence[OpenDay], *, until: date) -> list[MonthCover]:
    """Every month from `first` to `last`, one without an open day included; after `until` is ahead."""
    by_month = {month: list(found) for month, found in groupby(days, key=lambda day: first_of_month(day.on))}
    months = sorted(
        {first_of_month(first + timedelta(days=n)) for n in range((last - first).days + 1)} | set(by_month)
    )
    return [
        MonthCover(
            month,
            cover_of(day for day in by_month.get(month, ()) if day.on <= until),
            cover_of(day for day in by_month.get(month, ()) if day.on > until),
        )
        for month in months
    ]


def mondays_of(first: date, last: date) -> list[date]:
    """The weeks of a span: those whose Thursday it holds, so that months of a span share them out."""
    monday, thursday, week = monday_of(first), timedelta(days=3), timedelta(weeks=1)
    weeks = [monday + n * week for n in range((last - monday).days // 7 + 1)]
    return [found for found in weeks if first <= found + thursday <= last]


def states_of(weeks: Iterable[WeekCover]) -> dict[str, int]:
    """How many weeks of each state; one that is missing has none."""
    found: dict[str, int] = {}
    for week in weeks:
        found[week.state.state] = found.get(week.state.state, 0) + 1
    return found


def in_and_out_of_school_holidays(days: Iterable[OpenDay]) -> tuple[Cover, Cover]:
    """What was held during school holidays, and the rest of the time."""
    days = list(days)
    return cover_of(day for day in days if day.school), cover_of(day for day in days if not day.school)


def half_days_by_role(stays: Iterable[Stay], days: Collection[date]) -> dict[str, int]:
    """Half-days of presence on these days, role by role: two doctors on one half-day are two of them."""
    found = dict.fromkeys(ROLES, 0)
    for stay in stays:
        if stay.firm and stay.on in days and stay.role in found:
            found[stay.role] += len(HALVES[stay.period])
    return found


def half_days_by_room(stays: Iterable[Stay], days: Collection[date]) -> dict[object, int]:
    """Half-days of these days on which each room was used."""
    used = {
        (stay.room, stay.on, half)
        for stay in stays
        if stay.firm and stay.on in days
        for half in HALVES[stay.period]
    }
    found: dict[object, int] = {}
    for room, _, _ in used:
        found[room] = found.get(room, 0) + 1
    return found


def on_call_of(
    days: Iterable[date],
    *,
    laboratory: Laboratory,
    public_holidays: Collection[date],
    stays: Iterable[Stay],
    on_call: Collection[date],
) -> OnCallDays:
    """How many days needed an astreinte, and how many of them had one."""
    present = answered_by(stays)
    needed = days_to_cover(days, present, laboratory=laboratory, public_holidays=public_holidays)
    return OnCallDays(needed=len(needed), covered=len(set(needed) & set(on_call)))


def desk_of(shifts: Iterable[DeskHours], days: Collection[date]) -> Desk | None:
    """The desk's hours; None where nobody writes them down, which is not the same as a desk left alone."""
    shifts = list(shifts)
    if not shifts:
        return None
    secretary = [shift for shift in shifts if shift.role == "secretaire"]
    remote = [shift for shift in shifts if shift.role == "telesecretaire"]
    with_secretary = {shift.on for shift in secretary} & set(days)
    with_remote = {shift.on for shift in remote} & set(days) - with_secretary
    return Desk(
        secretary_minutes=sum(shift.minutes for shift in secretary),
        remote_minutes=sum(shift.minutes for shift in remote),
        secretary_days=len(with_secretary),
        remote_days=len(with_remote),
        neither_days=len(days) - len(with_secretary) - len(with_remote),
    )
