"""A closure closes its days; another target holds for the weeks of which it covers half of the open days.

Source: the practice's exceptions by period (holidays short of locums, works, a week of reinforcement).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Closure:
    """From its first to its last day."""

    starts_on: date
    ends_on: date
    reason: str


@dataclass(frozen=True)
class Target:
    """Days a week aimed at, and the floor under them; `reason` when they are not the usual ones."""

    days: int
    floor: int
    reason: str = ""


@dataclass(frozen=True)
class TargetPeriod:
    """Another target, from its first to its last day."""

    starts_on: date
    ends_on: date
    target: Target


def closed_days(closures: Iterable[Closure]) -> dict[date, str]:
    """Each closed day, with the reason."""
    return {
        closure.starts_on + timedelta(days=offset): closure.reason
        for closure in closures
        for offset in range((closure.ends_on - closure.starts_on).days + 1)
    }


def target_of(days: Collection[date], periods: Iterable[TargetPeriod], *, usual: Target) -> Target:
    """The target of the week made of these open `days`; of two periods, the one that covers more of them."""
    covered = [
        (sum(period.starts_on <= day <= period.ends_on for day in days), period.target) for period in periods
    ]
    most, target = max(covered, key=lambda found: found[0], default=(0, usual))
    return target if most and 2 * most >= len(days) else usual
