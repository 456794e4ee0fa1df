"""The days that a contract lists, and what the calendar changed of them since."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from planning.rules.half_days import DAY, HALVES, period_of


@dataclass(frozen=True, slots=True, order=True)
class Day:
    """A day of presence, whole or half (`period`: day, morning, afternoon)."""

    on: date
    period: str = DAY


@dataclass(frozen=True, slots=True)
class Changes:
    """What an avenant says; by date."""

    added: tuple[Day, ...] = ()
    dropped: tuple[Day, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.dropped)


def merged(days: Iterable[Day]) -> tuple[Day, ...]:
    """A morning and an afternoon of one day are a day; by date, each once.

    Source: annexe calendaire of the contract: exact days and half-days.
    """
    return _days(_halves(days))


def changes(signed: Iterable[Day], now: Iterable[Day]) -> Changes:
    """A half-day added or dropped since the last signature makes an avenant; a change of room does not.

    Source: contract of replacement (CNOM model): the exact days are part of it.
    """
    before, after = _halves(signed), _halves(now)
    return Changes(added=_days(after - before), dropped=_days(before - after))


def number_of_days(days: Iterable[Day]) -> Decimal:
    """Half a day counts for a half.

    Source: annexe calendaire of the contract.
    """
    return Decimal(len(_halves(days))) / 2


def _halves(days: Iterable[Day]) -> set[tuple[date, str]]:
    return {(day.on, half) for day in days for half in HALVES[day.period]}


def _days(halves: set[tuple[date, str]]) -> tuple[Day, ...]:
    periods = {on: period_of({half for day, half in halves if day == on}) for on, _ in halves}
    return tuple(Day(on, period) for on, period in sorted(periods.items()) if period)
