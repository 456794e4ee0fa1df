"""A day is a morning and an afternoon; what they last is the practice's choice, on the clocks of Paris.

Source: the practice's hours (settings); a room and a person are held from the first to the last minute.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Protocol

from cabinet.clock import in_paris

MORNING, AFTERNOON, DAY = "morning", "afternoon", "day"
#: The half-days that a period is made of, in order.
HALVES: dict[str, tuple[str, ...]] = {
    DAY: (MORNING, AFTERNOON),
    MORNING: (MORNING,),
    AFTERNOON: (AFTERNOON,),
}


class HasHours(Protocol):
    """What a practice knows of its hours."""

    morning_starts: time
    morning_ends: time
    afternoon_starts: time
    afternoon_ends: time


@dataclass(frozen=True)
class Hours:
    morning_starts: time
    morning_ends: time
    afternoon_starts: time
    afternoon_ends: time

    @classmethod
    def of(cls, cabinet: "HasHours") -> "Hours":
        return cls(
            cabinet.morning_starts, cabinet.morning_ends, cabinet.afternoon_starts, cabinet.afternoon_ends
        )

    def of_period(self, period: str) -> tuple[time, time]:
        return {
            DAY: (self.morning_starts, self.afternoon_ends),
            MORNING: (self.morning_starts, self.morning_ends),
            AFTERNOON: (self.afternoon_starts, self.afternoon_ends),
        }[period]


@dataclass(frozen=True)
class Stay:
    """Somebody somewhere for a period: what the rules need to know of a presence.

    `firm`: it makes cover. `holds`: it holds its room; an entry « if need be » does neither.
    """

    on: date
    period: str
    role: str
    room: object = None
    who: object = None
    firm: bool = True
    holds: bool = True


def instants(on: date, period: str, hours: Hours) -> tuple[datetime, datetime]:
    """When a period of `on` starts and ends, as instants; right on the days when clocks change."""
    starts, ends = hours.of_period(period)
    return in_paris(on, starts), in_paris(on, ends)


def touch(one: str, other: str) -> bool:
    """Whether two periods of one day share a half-day."""
    return bool(set(HALVES[one]) & set(HALVES[other]))


def period_of(halves: set[str]) -> str | None:
    """The period made of these half-days; None for no half-day."""
    return next((period for period, parts in HALVES.items() if set(parts) == halves), None)
