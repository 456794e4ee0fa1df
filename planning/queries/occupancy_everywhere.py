"""The report of every practice that a person may read, one practice opened at a time; then their sum."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cabinet import permissions
from cabinet.members import Member
from cabinet.models import Cabinet, Membership
from cabinet.tenancy.scope import scoped
from planning.queries.occupancy import Occupancy, occupancy_of
from planning.rules.coverage import AT_TARGET, BELOW_FLOOR, CLOSED, NOBODY
from planning.rules.occupancy import Cover, OnCallDays
from planning.rules.percentages import percent
from planning.rules.spans import Span


@dataclass(frozen=True)
class Line:
    """A practice, or all of them: weeks that are over only, those of closure left out."""

    cover: Cover
    ahead: Cover
    weeks: int
    weeks_met: int
    weeks_low: int
    rooms_used: int
    rooms_open: int
    on_call: OnCallDays
    cabinet: Cabinet | None = None

    def __add__(self, other: "Line") -> "Line":
        return Line(
            cover=self.cover + other.cover,
            ahead=self.ahead + other.ahead,
            weeks=self.weeks + other.weeks,
            weeks_met=self.weeks_met + other.weeks_met,
            weeks_low=self.weeks_low + other.weeks_low,
            rooms_used=self.rooms_used + other.rooms_used,
            rooms_open=self.rooms_open + other.rooms_open,
            on_call=OnCallDays(
                self.on_call.needed + other.on_call.needed, self.on_call.covered + other.on_call.covered
            ),
        )

    @property
    def rooms_percent(self) -> int | None:
        return percent(self.rooms_used, self.rooms_open)


@dataclass(frozen=True)
class Everywhere:
    lines: Sequence[Line]
    total: Line


NOTHING = Line(Cover(), Cover(), 0, 0, 0, 0, 0, OnCallDays(0, 0))


def who_may_see(memberships: Iterable[Membership]) -> list[Membership]:
    return [membership for membership in memberships if permissions.allows(membership.role, "see_occupancy")]


def occupancy_everywhere(memberships: Iterable[Membership], span: Span, today: date) -> Everywhere:
    lines = []
    for membership in memberships:
        scope = Member(membership).scope
        with scoped(scope.cabinet_id, person_id=scope.person_id, database_role=scope.database_role):
            lines.append(line_of(occupancy_of(membership.cabinet, span, today)))
    return Everywhere(lines, sum(lines, NOTHING))


def line_of(found: Occupancy) -> Line:
    states = [week.state.state for week in found.weeks if week.over and week.state.state != CLOSED]
    return Line(
        cover=found.cover,
        ahead=found.ahead,
        weeks=len(states),
        weeks_met=states.count(AT_TARGET),
        weeks_low=states.count(BELOW_FLOOR) + states.count(NOBODY),
        rooms_used=found.room_half_days,
        rooms_open=found.cover.open_halves * len(found.rooms),
        on_call=found.on_call,
        cabinet=found.cabinet,
    )
