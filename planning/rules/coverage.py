"""A week is covered when enough of its open days have a doctor, a half-day counting for half.

Source: the practice's weekly target and floor (settings); a public holiday closes its day.

Titulaires and locums count, the intern if the practice says so, the ASALÉE nurse never. Two doctors on one
half-day cover it once. A week cannot be asked for more days than it has open ones: target and floor are
lowered to them. A presence on a closed day is shown, and counts for nothing.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from planning.rules.half_days import HALVES, Stay

DOCTORS = frozenset({"titulaire", "remplacant"})
INTERN = "interne"

AT_TARGET, BELOW_TARGET, BELOW_FLOOR, NOBODY, CLOSED = (
    "at_target",
    "below_target",
    "below_floor",
    "nobody",
    "closed",
)


@dataclass(frozen=True)
class Week:
    """The state of a week. Half-days are whole numbers; target and floor are days."""

    state: str
    covered: int
    intern_only: int
    target: int
    floor: int
    missing: int

    @property
    def days(self) -> Decimal:
        """Days covered, to the half."""
        return Decimal(self.covered) / 2


def counting_roles(intern_counts: bool) -> frozenset[str]:
    return DOCTORS | {INTERN} if intern_counts else DOCTORS


def held_halves(stays: Iterable[Stay], roles: Collection[str]) -> set[tuple[date, str]]:
    """The half-days on which somebody of these roles is sure to be there."""
    return {
        (stay.on, half) for stay in stays if stay.firm and stay.role in roles for half in HALVES[stay.period]
    }


def open_halves(days: Iterable[date], holidays: Collection[date]) -> list[tuple[date, str]]:
    return [(on, half) for on in days if on not in holidays for half in HALVES["day"]]


def week_state(
    days: Collection[date],
    stays: Iterable[Stay],
    *,
    target: int,
    floor: int,
    intern_counts: bool,
    holidays: Collection[date] = (),
) -> Week:
    """The state of the week made of these open `days`; `target` and `floor` in days."""
    stays = list(stays)
    halves = set(open_halves(days, holidays))
    open_days = len(halves) // 2
    target, floor = min(target, open_days), min(floor, open_days)
    held = held_halves(stays, counting_roles(intern_counts)) & halves
    by_doctors = held_halves(stays, DOCTORS) & halves
    by_intern = held_halves(stays, {INTERN}) & halves
    return Week(
        state=_state(len(held), target, floor, open_days),
        covered=len(held),
        intern_only=len(by_intern - by_doctors),
        target=target,
        floor=floor,
        missing=max(0, 2 * target - len(held)),
    )


def _state(covered: int, target: int, floor: int, open_days: int) -> str:
    if not open_days:
        return CLOSED
    if covered >= 2 * target:
        return AT_TARGET
    if not covered:
        return NOBODY
    return BELOW_TARGET if covered >= 2 * floor else BELOW_FLOOR
