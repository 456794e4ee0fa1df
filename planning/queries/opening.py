"""The public sheet of a month: the days on which a doctor is there, and who answers the phone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from cabinet.clock import next_month
from cabinet.models import Cabinet
from cabinet.text import NARROW, clock
from planning.queries.calendar import Held, stay_of
from planning.queries.span import Span, read_span
from planning.rules.calendar_weeks import monday_of
from planning.rules.desk import REMOTE, SECRETARY
from planning.rules.half_days import DAY, Hours, Stay
from planning.rules.opening import Seen, seen_on

#: What a page holds in large print, and in a smaller one.
CROWDS = {"few": 26, "some": 33}
#: Letters on one line of the doctors' column.
WIDTH = 24
PHONE = {SECRETARY: "secrétariat", REMOTE: "télésecrétariat"}


@dataclass(frozen=True)
class Doctor:
    """Who may be seen; `hours` when not all day."""

    who: str
    hours: str


@dataclass(frozen=True)
class OpenDay:
    """`closed` says why nobody may come; `phone` who answers."""

    on: date
    doctors: Sequence[Doctor]
    closed: str
    phone: str
    starts_week: bool


@dataclass(frozen=True)
class OpeningPage:
    cabinet: Cabinet
    month: date
    months: Sequence[date]
    days: Sequence[OpenDay]
    hours: str

    @property
    def crowd(self) -> str:
        """The class that keeps the month on one page: of so many lines, those that wrap counted."""
        lines = sum(
            max(1, 1 + len(day.closed) // WIDTH, sum(map(lines_of, day.doctors))) for day in self.days
        )
        return next((name for name, most in CROWDS.items() if lines <= most), "many")

    @property
    def has_phone(self) -> bool:
        return any(day.phone for day in self.days)


def lines_of(doctor: Doctor) -> int:
    return 1 + len(f"{doctor.who}, {doctor.hours}") // (WIDTH + 4)


def opening_page(cabinet: Cabinet, month: date, months: Sequence[date], today: date) -> OpeningPage:
    """Three statements; the open weekdays of the month, and any other on which a doctor is there."""
    span = read_span(cabinet, month, next_month(month) - timedelta(days=1), today)
    found = [open_day(span, month + timedelta(days=n)) for n in range((next_month(month) - month).days)]
    shown = [day for day in found if day.on.weekday() in cabinet.open_weekdays or day.doctors]
    mondays = [monday_of(day.on) for day in shown]
    return OpeningPage(
        cabinet=cabinet,
        month=month,
        months=months,
        days=[
            replace(day, starts_week=monday != before)
            for day, monday, before in zip(shown, mondays, [None, *mondays], strict=False)
        ],
        hours=hours_of(cabinet, DAY),
    )


def open_day(span: Span, on: date) -> OpenDay:
    cabinet, off = span.calendar.cabinet, span.calendar.days_off.get(on, "")
    present = [] if off else span.calendar.by_day.get(on, [])
    return OpenDay(
        on=on,
        doctors=[said(cabinet, seen) for seen in seen_on(named(one) for one in present)],
        closed=f"{'férié' if on in span.calendar.public else 'fermé'}{NARROW}: {off}" if off else "",
        phone=phone_said(span, on),
        starts_week=False,
    )


def named(presence: Held) -> Stay:
    return replace(stay_of(presence), who=presence.membership.display_name)


def said(cabinet: Cabinet, seen: Seen) -> Doctor:
    return Doctor(seen.who, "" if seen.period == DAY else hours_of(cabinet, seen.period))


def hours_of(cabinet: Cabinet, period: str) -> str:
    starts, ends = Hours.of(cabinet).of_period(period)
    return f"{clock(starts)}{NARROW}–{NARROW}{clock(ends)}"


def phone_said(span: Span, on: date) -> str:
    """« secrétariat, puis télésecrétariat dès 14 h », « secrétariat, jusqu’à 12 h 30 »."""
    stretches = [stretch for stretch in span.answered(on) if stretch.role]
    if not stretches:
        return ""
    opens_at, closes_at = span.opening(on)[0][0], span.opening(on)[-1][-1]
    first, last = stretches[0], stretches[-1]
    said = PHONE[first.role] + (f" dès {clock(first.starts_at)}" if first.starts_at > opens_at else "")
    for before, after in pairwise(stretches):
        if before.role != after.role:
            said += f", puis {PHONE[after.role]} dès {clock(after.starts_at)}"
    return said + (f", jusqu’à {clock(last.ends_at)}" if last.ends_at < closes_at else "")
